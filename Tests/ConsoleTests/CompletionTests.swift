@testable import Console
import Foundation
import Testing

@Suite struct CompletionTests {
  private static let bash = ChildProcess.path(of: "bash")
  private static let tool = SampleTool.spec

  @Test(.enabled(if: bash != nil))
  func bashAcceptsTheScript() throws {
    let bash = try #require(Self.bash)
    let result = try ChildProcess.run(
      bash, ["-n", "-c", Shell.bash.completionScript(for: Self.tool)])
    #expect(result.errors == "")
    #expect(result.status == 0)
  }

  /// The words on the line as bash cuts them, and what it offers for the last.
  @Test(
    .enabled(if: bash != nil),
    arguments: [
      (["depot", ""], "load list find check completions man help"),
      (["depot", "l"], "load list"), (["depot", "-"], "--version --help"),
      (["depot", "list", "-"], "--format --from --wide --help"),
      (["depot", "list", "--f"], "--format --from"),
      (["depot", "list", "--format", ""], "table csv json ndjson"),
      (["depot", "list", "--format", "=", "c"], "csv"),
      (["depot", "list", "--format", "="], "table csv json ndjson"),
      (["depot", "list", "--format=n"], "--format=ndjson"),
      (["depot", "list", "a.shelf", "--format", "j"], "json"),
      (["depot", "list", "--format", "csv", ""], "a.shelf dir"),
      (["depot", "list", ""], "a.shelf dir"), (["depot", "list", "b"], "b.txt"),
      (["depot", "load", "a.shelf", ""], "a.shelf b.txt dir"),
      (["depot", "load", "a.shelf", "b.txt", "b"], "b.txt"),
      (["depot", "load", "-m", "x", "a.shelf", "b"], "b.txt"),
      (["depot", "load", "a.shelf", "--rejects", "b"], "b.txt"),
      (["depot", "load", "a.shelf", "--map", ""], ""),
      (["depot", "load", "-q", ""], "a.shelf dir"),
      (["depot", "load", "--", "-"], ""), (["depot", "find", "a.shelf", ""], ""),
      (["depot", "completions", ""], "bash zsh fish"),
      (
        ["depot", "help", "c"],
        "check completions counting"
      ),
    ])
  func bashCompletes(words: [String], expected: String) throws {
    let directory = URL.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(
      at: directory.appending(path: "dir"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let outside = directory.appending(path: "dir")
    for name in ["a.shelf", "b.txt"] { try Data().write(to: directory.appending(path: name)) }
    let script =
      Shell.bash.completionScript(for: Self.tool) + """

        cd ..
        COMP_WORDS=(\(words.map(Shell.quoted).joined(separator: " ")))
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _depot
        printf '%s\\n' "${COMPREPLY[@]}"
        """
    let result = try ChildProcess.run(try #require(Self.bash), ["-c", script], in: outside)
    let offered = result.output.split(separator: "\n").map(String.init)
    #expect(result.errors == "")
    #expect(offered.sorted() == expected.split(separator: " ").map(String.init).sorted())
  }

  @Test func zshScriptHasEveryCommandOptionAndChoice() {
    let script = Shell.zsh.completionScript(for: Self.tool)
    for line in [
      "#compdef depot", "        'load:Put things from files on a shelf.'",
      "            '*'{-m,--map=}'[How to read it.]:name: ' \\",
      "            '--rejects=[Where bad rows go.]:file:_files' \\",
      "            '(-q --quiet)'{-q,--quiet}'[Say nothing.]' \\",
      "            '1:shelf:_files -g \"*.shelf\"' \\", "            '*:file:_files' ;;",
      "            '--format=[How to write the answer.]:format:(table csv json ndjson)' \\",
      "            '2::thing: ' ;;", "            '1:shell:(bash zsh fish)' ;;",
      "  compdef _depot depot",
    ] {
      #expect(script.split(separator: "\n").contains { $0 == line }, "\(line)")
    }
  }

  @Test func fishScriptHasEveryCommandOptionAndChoice() {
    let script = Shell.fish.completionScript(for: Self.tool)
    let inList = "complete -c depot -n '__fish_seen_subcommand_from list'"
    let inLoad = "complete -c depot -n '__fish_seen_subcommand_from load'"
    for line in [
      "complete -c depot -n '__fish_use_subcommand' -a list -d 'Show what is there.'",
      "\(inList) -l format -x -a 'table csv json ndjson' -d 'How to write the answer.'",
      "\(inList) -s w -l wide -d 'Shorten nothing.'", "\(inLoad) -F",
      "\(inLoad) -l rejects -r -F -d 'Where bad rows go.'",
      "complete -c depot -n '__fish_seen_subcommand_from completions' -a 'bash zsh fish'",
    ] {
      #expect(script.split(separator: "\n").contains { $0 == line }, "\(line)")
    }
  }

  @Test func quotesInTextsStayInsideTheirWord() throws {
    let tool = ToolSpec(
      name: "t", version: "1", overview: "A tool.",
      commands: [
        CommandSpec(
          "go", summary: "It's [a]: b.",
          options: [OptionSpec("x", help: "Don't: [stop] \\ here.")])
      ])
    let zsh = Shell.zsh.completionScript(for: tool)
    #expect(zsh.contains(#"'go:It'\''s \[a\]\: b.'"#))
    #expect(zsh.contains(#"'--x[Don'\''t\: \[stop\] \\ here.]'"#))
    let fish = Shell.fish.completionScript(for: tool)
    #expect(fish.contains(#"-d 'It\'s [a]: b.'"#))
    #expect(fish.contains(#"-d 'Don\'t: [stop] \\ here.'"#))
  }
}
