@testable import Console

/// A small tool whose table has one of everything.
enum SampleTool {
  static let spec = ToolSpec(
    name: "depot", version: "1.2",
    overview: "A keeper of shelves. It counts what is there and says who took it.",
    usage: "<command> <shelf> [<arguments>] [<options>]", ledgerSuffix: ".shelf",
    commands: [load, list, find, check, .completions(group: "help"), .manual(group: "help")],
    topics: [
      HelpTopic(
        "counting", title: "How things are counted",
        text: """
          Each thing is counted once,
          when it comes in.

            in    +1
            out   -1

          What is lost is counted too.
          """)
    ])

  static let format = OptionSpec(
    "format", choices: OutputFormat.names, help: "How to write the answer.", default: "table")

  static let load = CommandSpec(
    "load", group: "record", summary: "Put things from files on a shelf.",
    discussion: "Files are read in the order given. Things that are already there are left alone.",
    arguments: [
      ArgumentSpec("shelf", help: "The shelf; made if missing.", kind: .ledger),
      ArgumentSpec(
        "file", help: "Files of things; '-' is standard input.", arity: .many, kind: .file),
    ],
    options: [
      OptionSpec("map", short: "m", valueName: "name", help: "How to read it.", repeatable: true),
      OptionSpec("rejects", valueName: "file", kind: .file, help: "Where bad rows go."),
      OptionSpec("quiet", short: "q", help: "Say nothing."),
    ],
    examples: [
      .init("depot load a.shelf things.csv", "Put everything on the shelf."),
      .init("depot load a.shelf -", "Read standard input."),
    ],
    exits: [.init(.ok, "All rows are on the shelf."), .init(.findings, "Some rows conflict.")])

  static let list = CommandSpec(
    "list", group: "look", summary: "Show what is there.",
    arguments: [ArgumentSpec("shelf", help: "The shelf.", kind: .ledger)],
    options: [
      format, OptionSpec("from", valueName: "n", kind: .integer, help: "The first place."),
      OptionSpec("wide", short: "w", help: "Shorten nothing."),
    ])

  static let find = CommandSpec(
    "find", group: "look", summary: "Show where a thing is.",
    arguments: [
      ArgumentSpec("shelf", help: "The shelf.", kind: .ledger),
      ArgumentSpec("thing", help: "Its name.", arity: .optional),
    ])

  static let check = CommandSpec(
    "check", group: "look", summary: "Compare shelves with a list.",
    arguments: [
      ArgumentSpec("shelf", help: "The shelves.", arity: .many, kind: .ledger),
      ArgumentSpec("list", help: "The list.", kind: .file),
    ])
}
