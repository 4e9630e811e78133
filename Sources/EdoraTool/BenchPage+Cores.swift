import Core
import CoreBenchmark
import Experiments
import TextFormat

extension BenchPage {
    /// The section on more than two cores, counted from the lengths of real rows.
    func moreCores(_ report: PeersReport) throws -> String {
        let method = AdapterMethod.proposed, threads = [2, 4, 8, 16]
        let gradient = Checkpoint.miniLM.configuration.trainableCount(method, rank: report.rank)
        func row(_ task: TextTask, _ batchSize: Int) throws -> [String] {
            let lengths = try CoreBenchmark.Workload.lengths(of: task, from: Self.lengthsFile)
            let batches = stride(from: 0, to: lengths.count - batchSize + 1, by: batchSize).map {
                Array(lengths[$0 ..< $0 + batchSize])
            }
            let shards = batches.map { Double(ShardPlan.count($0, most: ShardPlan.most(gradient: gradient))) }
            let speeds = threads.map { threads in
                batches.map { ShardPlan.speedUp($0, gradient: gradient, threads: threads) }
            }
            let means = ([shards] + speeds).map { decimalText(Sample($0).mean, decimals: 1) }
            return ["\(batchSize) rows of \(task.name)"] + means
        }
        let batches: [(TextTask, Int)] = [(.rte, 32), (.mrpc, 32), (.sst2, 32), (.cola, 32), (.cola, 128)]
        let rows = try batches.map { try row($0, $1) }
        return """
            ## More cores

            How many cores can a training step use? A batch is cut into shards of whole rows, and a thread trains one
            shard at a time. There are at most eight, and two where a batch has few tokens. The cut must not depend on
            the threads, or the sums would. So with short rows a larger batch uses more cores. The table has means over
            batches: how many times as fast a step would be as on one thread, if time were tokens alone.

            \(try table(["batch", "shards"] + threads.map { "\($0) threads" }, rows))

            Measured was two threads alone: see the row *\(method.title) step on one thread over two* above.
            """
    }
}
