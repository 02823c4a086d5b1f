import CLI
import Console
import Foundation
import Testing

/// The table that parsing, help, completions and the manual are made from.
@Suite struct CommandTableTests {
  private static let groff = "/usr/bin/groff"
  private static let mandoc = "/usr/bin/mandoc"

  private static func exists(_ program: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: program)
  }

  @Test func tableHasNoProblems() {
    #expect(CommandLineTool.spec.problems() == [])
  }

  @Test func helpFitsItsWidth() async {
    let subjects = CommandLineTool.spec.commands.map(\.name) + ["events", "importing", "times"]
    for width in [80, 120] {
      for subject in subjects {
        let help = await CommandRun.onTerminal(["help", subject], width: width)
        // A command line that is an example is never broken.
        let examples = CommandLineTool.spec.commands.flatMap {
          $0.examples.map { "  \($0.command)" }
        }
        for line in help.output.split(separator: "\n") where !examples.contains(String(line)) {
          #expect(line.count <= width, "\(subject): \(line)")
        }
      }
    }
  }

  @Test func bashAcceptsTheCompletions() async throws {
    let folder = try LedgerFolder()
    let script = await CommandRun.run(["completions", "bash"])
    let file = try folder.write("plimsoll.bash", bytes: Array(script.output.utf8))
    let result = try Binary.shell(
      #"source "$1"; COMP_WORDS=(plimsoll sta); COMP_CWORD=1; _plimsoll; echo "${COMPREPLY[@]}""#,
      [file])
    #expect(result.text == "state\n")
    #expect(result.words == "")
  }

  @Test(arguments: ["zsh", "fish"])
  func otherShellsHaveEveryCommand(shell: String) async {
    let script = await CommandRun.run(["completions", shell])
    for command in CommandLineTool.spec.commands {
      #expect(script.output.contains(command.name))
    }
    #expect(script.status == 0)
  }

  @Test(.enabled(if: exists(groff)))
  func groffSetsTheManualWithoutWarnings() async throws {
    let folder = try LedgerFolder()
    let page = await CommandRun.run(["man"])
    let file = try folder.write("plimsoll.1", bytes: Array(page.output.utf8))
    let result = try Binary.shell(
      #""$0" -man -ww -z -Tutf8 -k "$1""#, [file], program: URL(filePath: Self.groff))
    #expect(result.words == "")
    #expect(result.status == 0)
  }

  @Test(.enabled(if: exists(mandoc)))
  func mandocFindsNoErrorInTheManual() async throws {
    let folder = try LedgerFolder()
    let page = await CommandRun.run(["man"])
    let file = try folder.write("plimsoll.1", bytes: Array(page.output.utf8))
    let result = try Binary.shell(
      #""$0" -T lint -W error "$1""#, [file], program: URL(filePath: Self.mandoc))
    #expect(result.text == "")
  }

  @Test(.enabled(if: Binary.isBuilt))
  func binaryKnowsItsVersionAndWrongWords() throws {
    #expect(try Binary.run(["--version"]).text == "plimsoll \(CommandLineTool.version)\n")
    let wrong = try Binary.run(["nothing"])
    #expect(wrong.status == 64)
    #expect(wrong.output.isEmpty)
    #expect(wrong.words.hasPrefix("Error: Unknown command 'nothing'."))
  }
}
