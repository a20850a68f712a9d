import App
import Environment
import Posix
import Routing

/// `guichectl layout`: prints what nginx and the scripts need to know of the product.
func layout(arguments words: [String]) -> Int32 {
    let usage = """
        usage: guichectl layout [--format shell|nginx|json] [--pools joint|split]
          Prints pools and route groups, database users, addresses and their limits, derived from the route tables.
          --format F  shell  lines "pool NAME GROUPS" and "user NAME" (default)
                      nginx  maps from addresses to pools and limits, a line "---", the locations of sign-ins
                      json   everything, with the pools of both layouts
          --pools P   the layout of pools, as the setting POOLS names it (default: joint)
        Exit status: 0 done, 2 wrong command line.

        """
    return reporting("layout", usage: usage) {
        let arguments = try Arguments(words, valued: ["--format", "--pools"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        guard arguments.words.isEmpty else {
            throw Arguments.UsageError(description: "unexpected argument \(arguments.words[0])")
        }
        let pools = arguments["--pools"] ?? Layout.Kind.joint.rawValue
        guard let kind = Layout.Kind.allCases.first(where: { $0.rawValue == pools }) else {
            throw Arguments.UsageError(description: "--pools: expected joint or split")
        }
        switch arguments["--format"] ?? "shell" {
        case "shell": StandardStream.output.write(Layout.product.shellText(kind))
        case "nginx": StandardStream.output.write(Layout.product.nginxText(kind))
        case "json": StandardStream.output.write(try JSONText.bytes(of: Layout.product.json) + [0x0A])
        default: throw Arguments.UsageError(description: "--format: expected shell, nginx or json")
        }
        return 0
    }
}
