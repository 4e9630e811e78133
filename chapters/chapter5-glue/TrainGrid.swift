import Core
import Experiments

/// Trains what the page lacks: first the searches, which may ask for further rates, then the grid at the rates found.
func trainGrid(_ model: String) throws {
    OpenBLAS.restartWithBestKernel()
    OpenBLAS.useOneThreadPerCall()
    _ = try ModelDirectory.locate(model)
    while true {
        let plan = try GLUEGrid(backbone: model).plan
        try Sweep(plan).runForChapter()
        if try GLUEGrid(backbone: model).plan == plan { return }
    }
}
