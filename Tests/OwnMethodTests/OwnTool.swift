import Core
import EdoraTool

/// All of an executable of one's own but `@main` before it, which a test cannot have.
enum OwnTool {
    static func main() throws {
        try AdapterMethod.register(.loraFA)
        try AdapterMethod.register(.tinyLoRA)
        Edora.main()
    }
}
