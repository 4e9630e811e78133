import EdoraTool

@main
enum EdoraProgram {
    static func main() { Edora.main() }
}
