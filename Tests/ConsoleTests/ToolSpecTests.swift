@testable import Console
import Testing

@Suite struct ToolSpecTests {
  @Test func soundTableHasNoProblems() {
    #expect(SampleTool.spec.problems() == [])
  }

  @Test func mistakesInATableAreNamed() {
    let bad = CommandSpec(
      "help", summary: "No stop",
      arguments: [
        ArgumentSpec("a", help: "One.", arity: .many), ArgumentSpec("a", help: "Two.", arity: .any),
      ],
      options: [
        OptionSpec("hush", short: "h", help: "Say nothing."),
        OptionSpec("format", choices: ["x"], help: "How.", default: "y"),
      ])
    let tool = ToolSpec(
      name: "t", version: "1", overview: "A tool.", commands: [bad],
      topics: [HelpTopic("help", title: "T", text: "")])
    #expect(
      tool.problems() == [
        "command 'help' is there twice",
        "topic 'help' has the name of a command",
        "help: option '-h' is there twice",
        "help: argument 'a' is there twice",
        "help: no full stop: 'No stop'",
        "help: two arguments take any number of values",
        "help: default 'y' of '--format' is not one of its choices",
      ])
  }

  @Test func groupsFollowTheTable() {
    #expect(SampleTool.spec.groups.map(\.name) == ["record", "look", "help"])
    #expect(SampleTool.spec.groups.map(\.commands.count) == [1, 3, 2])
  }
}
