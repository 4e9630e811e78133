//: # Chapter 7 · A decoder
//:
//: ```sh
//: swift run chapter7-decoder
//: ```
//:
//: That command made this page, in seconds, from small files that are committed beside it. The chapters before adapt
//: [*encoders*](../../chapters/README.md#encoder), networks that read a text as a whole, as the paper does. The paper
//: leaves open whether EDoRA's advantages carry over to *decoders*, which read from left to right and are what chat
//: programs are made of. A small one, {{model}}, trains on the machine that you have; `make gemma` fetches it.
//:
//: After reading this page you can say what a causal mask changes and why the last token answers. You know how a
//: token's place enters a score by turning, and what EDoRA trains in such a network. You can judge how much of its
//: directions a basis of [rank](../../chapters/README.md#rank) 16 holds, and what a model of 7 B would ask for: one of
//: seven thousand million numbers. You need [[chapter4-edora]], and from [[chapter5-glue]] how to read a table of means
//: and [spreads](../../chapters/README.md#spread).
//:
//: The answer to the open question needs a [grid of runs](#the-grid). {{progress}} {{verdict}}

//#-hidden-code
// swift-format-ignore-file
import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

func chapter(_ page: Notebook, _ options: ChapterOptions) throws {
try options.makeMissing()
let study = try DecoderStudy()
page.values(of: study)
//#-end-hidden-code

//: ## Each token sees those before it
//:
//: A *token* is a piece of a word, and in a layer each token has a vector $`x`$. In *attention* three matrices make
//: three vectors of it: a *query*, what it looks for; a *key*, what it offers; a *value vector*, what it passes on. The
//: product of my query with your key is a *score*. The *softmax* turns my scores into positive weights that sum to one:
//: $`e`$ to each score, over the sum of these. What I get is the mean of all value vectors by these weights. So a score
//: of $`-\infty`$ gives the weight 0.
//:
//: A layer does this several times side by side, each time with matrices of its own: these are its *attention heads*.
//: They have nothing to do with the trained [head](../../chapters/README.md#head) on top of the network, which this
//: page calls the *classifier*.
//:
//: In an encoder every token sees every other. A decoder was trained to guess the next token. If a token saw what comes
//: after it, it could read the answer off. So the scores of later tokens are set to $`-\infty`$. This is the *causal
//: mask*.
//:
//: Take three tokens whose value vectors are the numbers 1, 2 and 6, and equal weights on what a token sees:

let numbers = [1.0, 2, 6]
func means(where sees: (_ token: Int, _ other: Int) -> Bool) -> [Double] {
    numbers.indices.map { token in Sample(numbers.indices.filter { sees(token, $0) }.map { numbers[$0] }).mean }
}
let causal = means { $1 <= $0 }
page.show("""
    without a mask: \(text(means { _, _ in true }, 1))
    causal mask:    \(text(causal, 1))
    """)

//: Only the last token gets the mean of all three. So it is with words. The first token sees itself alone. Here
//: it is always `<bos>`, the mark of a beginning, so its state is the same for every text. A classifier that read it,
//: as BERT's reads the first token, could learn nothing but how frequent each answer is. The last token alone has seen
//: the whole text. So the classifier of a decoder reads the *last* token. Gemma's is one matrix, without a bias.
//:
//: To see all before it costs more the longer a text is. In 15 of Gemma's 18 layers, the *local* ones, a token sees
//: only itself and the 511 before it, a *window* of 512. In every sixth layer, the *global* ones, it sees all
//: ([[fig:mask]]). What a local layer leaves out still arrives: the token 511 places back has seen its own window in
//: the layer below. The rows of these pages are cut at 128 tokens. So in all runs here the window hides nothing, and
//: local and global layers differ in their positions alone (below).

page.drawMasks(tokens: 16, window: 5)

//? A text has 128 tokens. In how many pairs does one token see another, itself counted, in an encoder and under the
//? causal mask? What does a window of 512 change?
//! 128 · 128 = 16,384 and 1 + 2 + … + 128 = 128 · 129/2 = 8,256. The window changes nothing, since no token has more
//! than 127 before it.

//? In the last layer of a classifier, which tokens need a query?
//! The last one alone, since the classifier reads no other. It still needs the keys and value vectors of all tokens.
//! The library computes no more: query, attention output and feed-forward part of the last layer have one row a text.

//: ## Where a token stands: rotary positions
//:
//: Attention alone does not know order. A token starts as a trained vector of its own, its *embedding*. BERT adds
//: to it a trained vector of its place. Gemma has no
//: such vectors: it *turns* queries and keys (*rotary positions*, Su et al.,
//: [arXiv 2104.09864](https://arxiv.org/abs/2104.09864)). The 256 numbers of a query are taken as 128 points in a
//: plane, number $`i`$ with number $`i + 128`$; so are those of a key. At position $`p`$ point $`i`$ turns by the angle
//: $`p\,\theta_i`$:
//:
//: ```math eq:rope
//: \theta_i = base^{-2i/256}, \qquad i = 0, 1, \ldots, 127
//: ```
//:
//: A score is the product of a query and a key. If both are turned by the same angle, it stays as it was. So it depends
//: on how far apart two tokens are, and not on where they stand. With one point each, at two distances:

let (query, key) = ((x: 1.0, y: 0.0), (x: 0.8, y: 0.6))
func score(_ asks: Int, _ seen: Int) -> Double {
    let (q, k) = (Mechanics.turned(query, by: Double(asks)), Mechanics.turned(key, by: Double(seen)))
    return q.x * k.x + q.y * k.y
}
for (asks, seen) in [(5, 3), (105, 103), (5, 1)] {
    page.show("positions \(asks) and \(seen), \(asks - seen) apart: score \(text([score(asks, seen)], 3))")
}

//: The first point turns by {{lit:1}} radian a token, once around in {{fast|.1f}} tokens: it tells neighbours apart.
//: The last one needs {{slow|,}} tokens at a base of 10,000: it hardly knows near from far, and so can carry what does
//: not depend on place. Take two equal vectors whose points all have the same length. One token apart most points still
//: agree. The further apart, the more of them have turned away, and they cancel ([[fig:rope]]). With a larger base the
//: points turn more slowly. Gemma's local layers have a base of 10,000. Its global layers, which must find things far
//: back, have 1,000,000. Tokens of these pages' texts are at most {{far.distance}} apart. Of the score at that distance
//: a local layer has {{far.local|.0%}} left, and a global one {{far.global|.0%}}. The curves wobble, since fast points
//: come round again and again.

page.drawTurning(local: 10_000, global: 1_000_000, of: score)

//? EDoRA adapts the query matrix. Does its update turn, too?
//! Yes: a query is first formed by the adapted matrix, then divided by its length and then turned. So a change of the
//! matrix acts at every distance, and cannot say “three tokens back” other than through points that already turn.

//? Gemma divides each query by its length (times a constant) before it turns. The magnitudes of all 256 query rows
//? of one attention head are doubled. What changes?
//! Nothing: the query is twice as long, and the division takes that away. So one direction of these 256
//! magnitudes has no effect. BERT has no such norm: there doubled queries make sharper attention.

//: ## What else differs
//:
//: [[tab:kinds]] has the rest. Four rows need a word: norm, feed-forward part, attention heads and embedding.

page.tableOfKinds()

//: *RMSNorm* divides a vector by the root of the mean of its squares, and multiplies by a trained gain. LayerNorm first
//: takes off the mean, and adds a trained offset at the end. For the vector (1, 2, 2), without gain and offset:

let vector = [1.0, 2, 2], mean = Sample(vector).mean
func rootMeanSquare(_ x: [Double]) -> Double { Sample(x.map { $0 * $0 }).mean.squareRoot() }
let centred = vector.map { $0 - mean }
page.show("""
    RMSNorm:   \(text(vector.map { $0 / rootMeanSquare(vector) }, 2))
    LayerNorm: \(text(centred.map { $0 / rootMeanSquare(centred) }, 2))
    """)

//: RMSNorm keeps the signs and the ratios of the numbers: it changes a length and nothing else. In that it is a
//: relative of EDoRA's own division of each row by its length.
//:
//: The *gated* feed-forward part is $`down\,(\mathrm{gelu}(gate\,x) \odot up\,x)`$. GELU is a smooth gate of one
//: number: it lets large ones through and makes negative ones nearly zero. Where BERT has one matrix that widens, Gemma
//: has two: *up* makes {{wide|,}} numbers and *gate* says, one by one, how much of each passes. EDoRA here adapts
//: *down*, as it adapts the corresponding matrix of BERT, and leaves gate and up
//: [frozen](../../chapters/README.md#frozen).
//:
//: *Shared heads*: four attention heads, each with queries of 256 numbers, share one set of keys and value vectors. So
//: the value matrix has 256 rows, where the query matrix has {{query.rows|,}}.
//:
//: *The embedding* has a row for each token: {{embedding.values|,}} of the model's {{all.values|,}} numbers, which is
//: {{embedding.share|.0%}}. No [adapter](../../chapters/README.md#adapter) trains it, and a text reads only its own
//: tokens' rows. So it stays as in the file: a block of 32 numbers of 8 bits with one scale of 16, 34 bytes. It takes
//: {{embedding.mb|.0f}} MB, where floats would take {{embedding.floats|.0f}} MB. The layers' {{layer.values|,}} numbers
//: are unpacked once. They are about as many as RoBERTa-base has in its layers, {{base.values|,}}.
//:
//: ## How many values train
//:
//: The methods go onto the same four matrices of each layer as before: query, value, attention output (`o_proj`) and
//: the feed-forward output (`down_proj`). That makes {{matrices}} matrices. EDoRA trains a
//: [magnitude](../../chapters/README.md#magnitude) for each of their {{magnitudes|,}} outputs, and $`r^2`$ values a
//: matrix ([[tab:counts]]):
//:
//: ```math eq:count
//: 46{,}080 + 72\,r^2
//: ```

let gemma = DecoderShape.gemma270M  // the shapes of one layer's four matrices, and how many layers there are
func edora(_ r: Int) -> Int { gemma.layers * gemma.adapted.reduce(0) { $0 + $1.outputs + r * r } }
func lora(_ r: Int) -> Int { gemma.layers * gemma.adapted.reduce(0) { $0 + r * ($1.outputs + $1.inputs) } }
page.show("at rank 16: EDoRA \(groupedDigits(edora(16))), LoRA \(groupedDigits(lora(16)))")
page.tableOfCounts(edora: edora, lora: lora)

//: At rank 16 that is {{edora.count|,}}, and LoRA trains {{lora.count|,}}. This is {{times|.1f}} times as many. The
//: saving carries over whatever the scores say: it follows from the shapes. The magnitudes are {{magnitude.share|.0%}}
//: of what EDoRA trains.

//? What does EDoRA train at rank 64? Is that more than LoRA at rank 16?
//! 46,080 + 72 · 4,096 = {{rank.64|,}}, about a sixth of LoRA's.

//: ## One pair, read from left to right
//:
//: How does Gemma read the pair of [[chapter4-edora/tab:pair]]? *{{pair.question}}* and *{{pair.text}}* First comes
//: `<bos>`, then the question, `<bos>` again and the text, {{pair.tokens}} tokens in one row. No token of the question
//: sees the text. So the tokens of the text must look back at the question, and the last one must gather the answer.

let pair = try PairOnDecoder(in: study.store)
page.table("tab:pair", pair.grid)
page.tell(pair)

//: As in the encoder, EDoRA with $`R`$ at zero changes nothing. The new classifier leans to the right answer by luck:
//: over all dev rows it is a coin. One epoch later {{pair.score}} of the rows are right. $`R`$ alone has
//: {{pair.R}}, $`m`$ alone {{pair.m}}. On the pair each part alone is wrong, and both together are less sure than the
//: new classifier was by luck.
//:
//: *A doubt:* one seed, one epoch, and a rate that nobody searched. So this says that EDoRA trains here, not how well,
//: and is no part of the [grid](#the-grid).
//:
//: ## A spectrum beside chance
//:
//: EDoRA's frozen factors are the first $`r`$ parts of the SVD of the direction $`D`$, whose rows have length one. How
//: much of $`D`$ do they hold? The measure is the share of $`\lVert D \rVert^2`$ in the first $`k`$ singular
//: directions. That depends on the shape: matrices here have 256 or 640 such directions, MiniLM's have 384. So
//: [[fig:spectrum]] divides each share by that of normal random numbers in the same shape.

//? Gemma's value matrices are 256 × 640. Guess before you look: do sixteen directions of one hold more of it than
//? sixteen directions of as many random numbers do?
//! No, a little less: {{v.share|.0%}} in the mean over its layers, and {{v.random|.0%}} of random numbers. All other
//! kinds hold more than random numbers do, and so do MiniLM's value matrices.

let spectra = try Spectra(SpectrumRecord.read("gemma3-270m"), beside: SpectrumRecord.read("minilm"))
page.draw(spectra)
try page.table(of: spectra)

//: In raw shares Gemma's spectrum is flatter than MiniLM's in every kind ([[tab:spectrum]]). Beside chance that
//: holds for two kinds of four.
//:
//: - *Query*: Gemma's stands out by {{q.times|.1f}} times, MiniLM's by {{q.bert.times|.1f}}. By
//:   $`\sigma_1/\sigma_{16}`$ it is steeper, too: {{q.ratio|.2f}} beside {{q.bert.ratio|.2f}}.
//: - *Attention output*: {{o.times|.1f}} times beside {{o.bert.times|.1f}}.
//: - *Feed-forward output*: {{down.times|.1f}} times beside {{down.bert.times|.1f}}. Here MiniLM's stands out more.
//: - *Value*: of another kind. In every layer 128 directions hold less than chance, {{v.least|.0%}} to {{v.most|.0%}}
//:   in place of {{v.random.128|.0%}}. Yet the first stands out a little: $`\sigma_1/\sigma_{16}`$ is
//:   {{v.ratio|.2f}}, by chance {{v.random.ratio|.2f}}. In {{v.below|.0f}} of its {{v.layers|.0f}} layers sixteen
//:   directions hold less than chance, too. So its tail, the directions beyond 128, holds *more* than chance.
//:
//: *A doubt:* Gemma's weights are rounded to 4 to 8 bits, MiniLM's are not, and rounding pushes a spectrum towards
//: chance. {{rounding}} Gemma's
//: own weights before rounding were not at hand, and chance is one draw a shape.
//:
//: What does that do to an SVD basis? EDoRA's $`A`$ has rows of length $`\sigma_1`$ to $`\sigma_{16}`$. In a value
//: matrix the first of them is {{v.ratio|.2f}} times the last, so the sixteen count almost alike, and the seventeenth
//: would do nearly as well. [[chapter6-ablations]] could not tell the SVD's directions from random ones on MiniLM.
//: Whether they matter here, no run of this page measures. The shares lie in `data/decoder`; delete the files and run
//: `swift run chapter7-decoder --measure` to make them again.
//:
//: ## The grid
//:
//: Does EDoRA keep up on a decoder? Nine settings train on up to five tasks, with three
//: [seeds](../../chapters/README.md#seed) each.
//:
//: > [!NOTE]
//: > The protocol is that of [[chapter5-glue]], with three [epochs](../../chapters/README.md#epoch) in place of five
//: > and no [dropout](../../chapters/README.md#dropout), since Gemma has none. Batches have 32 rows, texts at most 128
//: > tokens. The [rate](../../chapters/README.md#rate) of AdamW warms up and falls to zero, and the last epoch's score
//: > counts.
//: >
//: > The classifier's rate is {{head.rate}}, and at least {{head.rate.stsb}} on STS-B. LoRA at rank 1 trains
//: > {{small.lora|,}} values, about as many as EDoRA at rank 32, {{small.edora|,}}: the fair opponent at that size.
//: > It joined the plan on {{rule.date}}, when no run was on record.
//: >
//: > [Full fine-tuning](../../chapters/README.md#full-fine-tuning) costs most and is planned on MRPC and RTE alone. On
//: > SST-2 a run trains on {{sst2.rows|,}} rows that its seed draws.
//:
//: {{state}}

page.tableOfScores(study)  // from the first record on
page.drawCurves(study)

//: <details><summary>How rates are searched, and what is missing</summary>
//:
//: The rate of each [method](../../chapters/README.md#method) is searched by the rule of that chapter. One seed trains
//: on CoLA and on MRPC, with a tenth of the training rows held out. Four neighbouring rates are tried, and further ones
//: while the best is at an end. EDoRA at rank 32 and LoRA at rank 1 begin at their method's rate at rank 16 and its
//: neighbours. The order of the plan is one of worth: first EDoRA, LoRA and the magnitudes alone.

try page.tableOfRates(study)
page.showMissing(study)

//: </details>
//:
//: ## The verdict
//:
//: The paper's open question is: do EDoRA's advantages carry over to decoder-only models? That takes two for granted,
//: and on MiniLM only one held: *fewer values*. There EDoRA scored {{mini.lora}} points less than LoRA, and $`R`$ was
//: not shown to add anything to the magnitudes. So the question is two. Is the count as small? Yes, by a factor of
//: {{times|.1f}} to LoRA at rank 16; to LoRA at rank 1, which tied with EDoRA on MiniLM, by {{times.small|.1f}}. Do the
//: scores keep up, here at least?
//:
//: > [!NOTE]
//: > The rule is that of [[chapter5-glue]] and [[chapter6-ablations]] for *competitive*. EDoRA's differences to LoRA
//: > and to DoRA have three {{lit:95 %}} [intervals](../../chapters/README.md#interval) each. *Reproduced*: all lie at
//: > {{rule.limit}} or above. *Not reproduced*: all three of one difference lie wholly below. Else *inconclusive*. The
//: > tasks are {{rule.tasks}}, with every seed. The verdict is that of all of them. One without RTE, whose few dev rows
//: > decide nothing on MiniLM, stands beside it.
//: >
//: > Set on {{rule.date}}, in place of a rule with one interval and LoRA alone, when no run was on record.
//:
//: {{verdict}}

page.tableOfDifferences(study, [  // once both have every seed of a task
    (.edora, .lora), (.edora, .dora), (.edora, .magnitudesAlone), (.edora, .coreAlone),
    (Setting(.edora, rank: 32), .edora), (Setting(.edora, rank: 32), DecoderGrid.smallLoRA), (.edora, .head),
    (.edora, .full), (.lora, .full),
])

//: One small decoder cannot speak for all. It is a base model, not tuned to follow instructions, and its weights are
//: rounded to few bits. Its rows are short, three seeds are few, and classification is not what decoders are for. So a
//: verdict here is one on this scale.
//:
//: ## What more than 7 B would take
//:
//: The paper also asks about models beyond 7 B. None was trained here. But counts follow from shapes, and the cost of
//: an SVD can be measured on a single matrix. Take {{large.layers}} layers of width {{large.width|,}}, a usual shape.
//: Each has {{large.queries|,}} rows of queries, and {{large.keys|,}} of keys as of values. Its feed-forward part is
//: {{large.intermediate|,}} wide. That makes {{large.values|.2f}} thousand million numbers in all layers. [[tab:large]]
//: has what the methods train on the same four matrices of each layer.

let large = DecoderShape.sevenB
page.tableOfLarge(large)

//: EDoRA trains {{large.edora|,}} values there, {{large.times|.1f}} times fewer than LoRA. At a fixed rank both counts
//: grow with the width; only EDoRA's $`r^2`$ a matrix stays. So the ratio rises towards {{large.limit|.1f}}, that of
//: LoRA to the magnitudes alone, and not beyond. EDoRA's frozen factors must be kept, too: as many values as LoRA
//: trains lie in memory, without gradient and means. (They need not be saved: the SVD makes them again.)
//:
//: The SVD is made once. [[tab:svd]] has its seconds for each shape on one core, on random numbers; the time depends on
//: the shape alone.

let cost = try DecoderCost.readIfThere()
page.tableOfDecompositions(large, cost)

//: What is that beside training? [[tab:time]] counts the multiply-adds of a token, {{growth|.0f}} times as many in the
//: 7 B, and supposes that each takes as long as here. So its last rows are **extrapolated**, not measured.

let words = try LargeCost(large, cost, hours: study.grid.estimatedHours)
page.tableOfTime(words)

//: {{cost.reading}}
//:
//: Memory is counted in [[tab:memory]], also for {{model}}. This library keeps $`W_0`$ and the merged $`W`$ of each
//: adapted matrix, in 32-bit floats. Most of the rest is what the [backward pass](../../chapters/README.md#optimiser)
//: must remember of each token, and that is the same under every method. So in this library fewer trained values save,
//: beside LoRA, little memory: they save what is stored and sent for each task. A $`W_0`$ of 4 bits and a backward pass
//: that computes states again save more, and both are open to LoRA, too.

page.tableOfMemory(gemma, large, words)

//? How many values does EDoRA save beside LoRA on the 7 B, and how many gigabytes of the step is that?
//! {{large.saved|,}} values, 16 bytes each with gradient and means, less EDoRA's frozen factors at 4 bytes a value:
//! {{large.saved.gb|.2f}} GB of the {{large.all}} that the table counts for LoRA.

//: ## Exercises

//#-exercise
//: Turn the mask round: each token sees itself and those *after* it. Which token would the classifier of such a network
//: have to read?
//#-solution
//: The comparison is turned round, and nothing else.

let turned = means { $1 >= $0 }
page.show("mask turned round: \(text(turned, 1))")
page.require(turned.first == Sample(numbers).mean && turned.last == numbers.last, "Now the first token has seen all.")

//: Now the first token has seen all. The classifier would read it, and texts of different lengths would need no search
//: for their last token. Such a network would have learned to guess the word before.
//#-end-exercise

//#-exercise
//: Give the points that turn a base of 100. In how many tokens is the slowest of them once around? How much of the
//: score of two equal vectors is left 8, 64 and 127 tokens apart, beside the bases of Gemma?
//#-solution

let bases = [100.0, 10_000, 1_000_000]
let left = bases.map { base in [8, 64, 127].map { Mechanics.score($0, base: base) } }
for (base, shares) in zip(bases, left) {
    let around = groupedDigits(Int(TurningFigure.around(127, base: base).rounded()))
    page.show("base \(groupedDigits(Int(base))): once around in \(around) tokens; left: \(text(shares, 2))")
}
page.value("slow.100", Int(TurningFigure.around(127, base: 100).rounded()))
page.require(
    left[0][0] > 0.3 && left[0].dropFirst().allSatisfy { abs($0) < 0.15 } && left[1][1] > 0.4,
    "With the base of 100 almost nothing is left at 64 tokens.")

//: With the base of 100 almost nothing is left at 64 tokens. Every point goes around within {{slow.100}} tokens, so in
//: a long text none can carry what does not depend on place.
//#-end-exercise

//#-exercise
//: Sixteen directions hold {{v.random|.0%}} of random numbers in the shape of a value matrix. Add one strong direction,
//: $`c\,u v^\top`$ with random $`u`$ and $`v`$, and raise $`c`$ until sixteen hold as much as they do of MiniLM's,
//: {{v.bert|.0%}}. Which of the sixteen hold it?
//#-solution

var random = Random(seed: 1, purpose: "chapter 7, exercise 3")
let noise = Matrix.normal(256, 640, deviation: 1, using: &random)
let u = Matrix.normal(256, 1, deviation: 1, using: &random), v = Matrix.normal(1, 640, deviation: 1, using: &random)
let held = try [0, 0.15, 0.33, 0.5].map { (c: Float) in
    let shares = try RankAllocation.energies(noise + c * (u * v), count: 16)
    let (first, others) = (shares[0], shares.dropFirst().reduce(0, +))
    page.show("c = \(c): sixteen hold \(percent(first + others)), the first \(percent(first)), "
        + "the other fifteen \(percent(others))")
    return (first: first, others: others)
}
page.require(
    zip(held, held.dropFirst()).allSatisfy { $0.first < $1.first && $0.others > $1.others },
    "The first direction alone gains, and the other fifteen lose.")

//: The first direction alone gains, and the other fifteen lose. So a high share of sixteen directions does not say that
//: sixteen matter: look at $`\sigma_1/\sigma_{16}`$, too.
//#-end-exercise

//#-exercise
//: At which rank does EDoRA train as many values as LoRA at rank 1? And at which rank as many as LoRA at the same rank?
//#-solution

let even = (1 ... 256).first { edora($0) >= lora(1) } ?? 0
page.value("even", even)
page.show("LoRA at rank 1: \(groupedDigits(lora(1)))")
for r in [even - 1, even, 256] {
    page.show("rank \(r): EDoRA \(groupedDigits(edora(r))), LoRA \(groupedDigits(lora(r)))")
}
page.require((1 ... 256).allSatisfy { edora($0) < lora($0) }, "At the same rank it never does.")

//: EDoRA reaches LoRA's rank 1 at rank {{even}}. At the same rank it never does. The largest rank that every matrix has
//: is 256, and even there LoRA trains more.
//#-end-exercise

//: ## What was easy, what was hard
//:
//: - *Easy:* the method. EDoRA asks for matrices and nothing else: not one line of it knows a decoder from an encoder.
//: - *Hard:* what a file does not say. Which layers are global, the base of the local ones, and by what scores are
//:   divided stand in no key of it: they are the architecture's own. A wrong guess gives a network that runs and is
//:   wrong. Numbers of another library decide: `make parity` compares logits and training steps.
//: - *Hard:* a fair spectrum. That sixteen directions hold less of a wider matrix says little, until random numbers of
//:   the same shape stand beside it.
//: - *Cost:* the page is made in seconds. Its grid takes about {{small.grid}} hours of two recent cores.

//#-hidden-code
page.require(
    causal.filter { $0 == Sample(numbers).mean } == causal.suffix(1), "Only the last token gets the mean of all three.")
try page.readsMeasurements()
}
runChapter(chapter)
//#-end-hidden-code
