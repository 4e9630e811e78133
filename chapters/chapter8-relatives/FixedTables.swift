import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// What follows from shapes, formats and one measured file, without any run of the grid.
enum FixedTables {
    /// Of the methods of the page, what trains in a matrix and what stays frozen beside W₀.
    private static let rows: [(method: AdapterMethod, formula: String, frozen: String)] = [
        (.edora, "r² + out", "A, B of the SVD"), (.vera, "out + r", "A, B drawn, one pair for the model"),
        (.psoft, "r(r − 1)/2 + 2r", "A, B of the SVD"), (.psoftFree, "r² + 2r", "A, B of the SVD"),
        (.loraSB, "r²", "A, B of gradients"), (.loraXS, "r²", "A, B of the SVD"),
        (.uniLoRA, "θ for the model", "places of θ and scales"), (.magnitude, "out", "nothing"),
        (.lora, "r (out + in)", "nothing"),
    ]

    /// Trained values at both budgets.
    static var budgets: Grid {
        Grid(
            caption: """
                Trained values on MiniLM's 24 matrices, the head not counted, by closed formula; behind the comma the \
                rank. In each of six layers three matrices are 384 × 384 and the fourth is 384 × 1,536. A dash: no \
                such setting.
                """,
            header: ["method", "trains in a matrix", "frozen", "beside", "about {{low|,}}", "about {{high|,}}"],
            rows: rows.map { method, formula, frozen in
                [method.title, formula, frozen] + ([RelativesGrid.beside] + RelativesGrid.budgets).map { settings in
                    settings.first { $0.method == method }.map { setting in
                        groupedDigits(RelativesGrid.count(setting))
                            + (method.hasRank ? ", r\u{A0}=\u{A0}\(setting.rank)" : "")
                    } ?? "–"
                }
            }, alignment: [.left, .left, .left, .right, .right, .right])
    }

    /// What others must have saved.
    private static let conditions: [AdapterMethod: String] = [
        .vera: "with save_projection, PEFT's default", .uniLoRA: "with save_indices, which is not PEFT's default",
    ]

    /// Which files go both ways.
    static var transfers: Grid {
        let methods = rows.map(\.method).filter { $0 != .lora } + [.pissa, .mica]
        return Grid(
            caption: """
                Adapter folders and Hugging Face PEFT {{lit:0.21.2}}. *Written as*: the class under which stock PEFT \
                loads what `edora` writes. *Read*: whether `edora` takes adapters that others wrote as this method.
                """,
            header: ["method", "written as", "PEFT loads ours", "edora reads others'"],
            rows: methods.map { method in
                guard let form = method.peft else { return [method.title, "own form alone", "no", "no"] }
                return [
                    method.title, form.type + (form.usesDoRA ? " with use_dora" : ""), "yes",
                    form.isRead ? Self.conditions[method].map { "yes, " + $0 } ?? "yes" : "no",
                ]
            }, alignment: [.left, .left, .left, .left])
    }
}
