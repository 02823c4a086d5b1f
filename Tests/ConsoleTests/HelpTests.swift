@testable import Console
import Testing

@Suite struct HelpTests {
  private let tool = SampleTool.spec

  @Test func toolScreenIsLaidOutInGroups() {
    #expect(
      HelpWriter(tool).screen(.tool) == """
        OVERVIEW: A keeper of shelves. It counts what is there and says who took it.

        USAGE: depot <command> <shelf> [<arguments>] [<options>]

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        RECORD SUBCOMMANDS:
          load                    Put things from files on a shelf.

        LOOK SUBCOMMANDS:
          list                    Show what is there.
          find                    Show where a thing is.
          check                   Compare shelves with a list.

        HELP SUBCOMMANDS:
          completions             Print the completion script of a shell.
          man                     Print the manual page, for man(1).

        TOPICS:
          counting                How things are counted

          See 'depot help <command or topic>' for detailed help.

        """)
  }

  @Test func commandScreenHasEverySection() {
    #expect(
      HelpWriter(tool).screen(.command(SampleTool.load)) == """
        OVERVIEW: Put things from files on a shelf.

        Files are read in the order given. Things that are already there are left alone.

        USAGE: depot load <shelf> <file> ... [--map <name> ...] [--rejects <file>]
               [--quiet]

        ARGUMENTS:
          <shelf>                 The shelf; made if missing.
          <file>                  Files of things; '-' is standard input.

        OPTIONS:
          -m, --map <name>        How to read it.
          --rejects <file>        Where bad rows go.
          -q, --quiet             Say nothing.
          -h, --help              Show help information.

        EXAMPLES:
          depot load a.shelf things.csv
                                  Put everything on the shelf.
          depot load a.shelf -    Read standard input.

        EXIT STATUS:
          0                       All rows are on the shelf.
          2                       Some rows conflict.

        """)
  }

  @Test func narrowScreenPutsTextBelowItsLabel() {
    #expect(
      HelpWriter(tool, width: 40).screen(.command(SampleTool.list)) == """
        OVERVIEW: Show what is there.

        USAGE: depot list <shelf>
               [--format <format>] [--from <n>]
               [--wide]

        ARGUMENTS:
          <shelf>
              The shelf.

        OPTIONS:
          --format <format>
              How to write the answer. (values:
              table, csv, json, ndjson; default:
              table)
          --from <n>
              The first place.
          -w, --wide
              Shorten nothing.
          -h, --help
              Show help information.

        """)
  }

  @Test func wideScreenDoesNotBreak() {
    #expect(
      HelpWriter(tool, width: 200).screen(.command(SampleTool.list)) == """
        OVERVIEW: Show what is there.

        USAGE: depot list <shelf> [--format <format>] [--from <n>] [--wide]

        ARGUMENTS:
          <shelf>                 The shelf.

        OPTIONS:
          --format <format>       How to write the answer. (values: table, csv, json, ndjson; default: table)
          --from <n>              The first place.
          -w, --wide              Shorten nothing.
          -h, --help              Show help information.

        """)
  }

  @Test func topicScreenKeepsIndentedLines() {
    #expect(
      HelpWriter(tool).screen(.topic(tool.topics[0])) == """
        TOPIC: How things are counted

        Each thing is counted once, when it comes in.

          in    +1
          out   -1

        What is lost is counted too.

        """)
  }

  @Test(arguments: [40, 80, 200])
  func noLineIsWiderThanTheScreen(width: Int) {
    let writer = HelpWriter(tool, width: width)
    var screens = [writer.screen(.tool), writer.screen(UsageError("No.", command: "load"))]
    screens += tool.commands.map { writer.screen(.command($0)) }
    screens += tool.topics.map { writer.screen(.topic($0)) }
    for line in screens.flatMap({ $0.split(separator: "\n") }) {
      #expect(DisplayWidth.of(line) <= width, "\(line)")
      #expect(!line.hasSuffix(" "))
    }
  }

  @Test func usageErrorShowsTheUsageOfItsCommand() {
    let error = UsageError("Missing expected argument '<shelf>'.", command: "find")
    #expect(
      HelpWriter(tool).screen(error) == """
        Error: Missing expected argument '<shelf>'.
        Usage: depot find <shelf> [<thing>]
          See 'depot help find' for more information.

        """)
  }

  @Test func usageErrorOfTheToolPointsAtItsHelp() {
    #expect(
      HelpWriter(tool).screen(UsageError("Missing command.")) == """
        Error: Missing command.
        Usage: depot <command> <shelf> [<arguments>] [<options>]
          See 'depot --help' for more information.

        """)
  }

  @Test func commandsWithoutGroupAreListedPlainly() {
    let plain = ToolSpec(
      name: "t", version: "1", overview: "A tool.", commands: [CommandSpec("go", summary: "Go.")])
    #expect(
      HelpWriter(plain).screen(.tool) == """
        OVERVIEW: A tool.

        USAGE: t <command>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        SUBCOMMANDS:
          go                      Go.

          See 't help <command>' for detailed help.

        """)
  }
}
