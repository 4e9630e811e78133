//: # Chapter 9 · An example
//:
//: A made-up chapter for the tests. Squares up to {{top}} have the mean {{mean|.1f}}, and ten times their sum is
//: {{sum}}. {{share|.1%}} of them are even: see [[tab:squares]] and [[fig:squares]]. A constant is {{lit:0.9}}.
//: Code such as `{{top}}` and `[[1, 2]]`, and mathematics such as $`x_{{1}} = 0.5`$, stay as they are.
//:
//: ```math
//: S = \sum_{i=1}^{n} i^2, \quad [[n]] = {{12}}
//: ```

//#-hidden-code
import Notebook

let page = try Notebook()
//#-end-hidden-code
let numbers = Array(1...12)
let squares = numbers.map { $0 * $0 }
page.value("top", numbers.count)
//-
let sum = squares.reduce(0, +)
page.value("sum", sum * 10)
page.value("mean", Double(sum) / Double(squares.count))
page.value("share", 0.5)
page.show("sum \(sum)")
for n in [2, 3] {
    page.show(n)
}

//: The next cell holds a string that looks like markup.
let text = """
//: this is not prose
//-
```
"""
page.show(text)

//: > [!NOTE]
//: > Callouts pass through.
//:
//: <details><summary>Answer</summary>
//:
//: It is {{sum}}.
//:
//: </details>

page.table(
    "tab:squares", caption: "Squares, as in [[fig:squares]].", header: ["n", "n²|n", "of {{top}}"],
    rows: [["1", "1", "a|b"], ["12", "144", "{{mean|.2e}}"]], alignment: [.right, .right, .left])
page.figure(
    "fig:squares", caption: "The squares of {{top}} numbers.", alt: "A parabola through {{top}} points, x < y & [z].",
    data: [
        FigureSeries("squares", x: ("n", numbers.map(Double.init)), y: ("square", squares.map(Double.init))),
        FigureSeries("halves", [.words("name", ["a", "b c"]), .numbers("half", [0.5, 1 / 3])]),
    ],
    script: """
        set xlabel 'n_σ'
        plot DATA index 0 using 1:2 with linespoints title 'squares', \\
             DATA index "halves" using 0:2:xtic(1) with points title 'halves'
        """)
page.excerpt("Sources/Library/Square.swift", from: "square")
page.machineDependent("Time", "1.5 s")
//#-hidden-code
try page.publish()
//#-end-hidden-code
