import Core
import Experiments

/// Trains what the page lacks: searches first, which may ask for further rates, then the runs at the rates found.
func trainAblation() throws {
    OpenBLAS.restartWithBestKernel()
    OpenBLAS.useOneThreadPerCall()
    while true {
        let ablation = try Ablation(), plan = ablation.grid.search + ablation.plan
        try Sweep(plan).runForChapter()
        let next = try Ablation()
        if next.grid.search + next.plan == plan { return }
    }
}
