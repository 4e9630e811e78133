import Dispatch
import Synchronization

/// Runs independent tasks on a number of threads.
public enum Parallel {
    /// Calls `task(index, worker)` once for each index below `count`, on `threads` threads.
    ///
    /// Each worker, 0 ..< threads, runs one task at a time, so it may own scratch memory. Which
    /// worker runs which task is left open: results must not depend on it.
    public static func run(_ count: Int, threads: Int, _ task: @Sendable (_ index: Int, _ worker: Int) -> Void) {
        let workers = min(threads, count)
        guard workers > 1 else {
            for index in 0 ..< count { task(index, 0) }
            return
        }
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                if index >= count { return }
                task(index, worker)
            }
        }
    }
}

extension Parallel {
    /// `transform(i)` for each i below `count`, in order.
    ///
    /// - Throws: the first error by index.
    public static func map<Value, Failure: Error>(
        _ count: Int, threads: Int, _ transform: @Sendable (Int) throws(Failure) -> Value
    ) throws(Failure) -> [Value] {
        let slots = Slots<Result<Value, Failure>>(count)
        run(count, threads: threads) { i, _ in
            slots.values[i] = Result { () throws(Failure) in try transform(i) }
        }
        var values: [Value] = []
        values.reserveCapacity(count)
        for i in 0 ..< count {
            guard let result = slots.values[i] else { preconditionFailure("task \(i) left no result") }
            values.append(try result.get())
        }
        return values
    }

    /// One place for each task's result; each task writes its own place only.
    private final class Slots<Value>: @unchecked Sendable {
        let values: UnsafeMutableBufferPointer<Value?>

        init(_ count: Int) {
            values = .allocate(capacity: count)
            values.initialize(repeating: nil)
        }

        deinit {
            values.deinitialize()
            values.deallocate()
        }
    }
}
