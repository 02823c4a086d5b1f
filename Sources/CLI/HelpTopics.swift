internal import Console
internal import Ledger

/// The pages of help that are no commands.
enum HelpTopics {
  static let all: [HelpTopic] = [events, imports, times]

  private static let events = HelpTopic(
    "events", title: "The kinds of events",
    text: KindGroup.allCases.map { group in
      let kinds = Kind.allCases.filter { $0.spec.group == group }
      return "\(group.rawValue):\n"
        + kinds.map { kind in
          "  \(kind.name)(\(kind.spec.fields.map { $0.isRequired ? $0.field.rawValue : $0.field.rawValue + "?" }.joined(separator: ", ")))"
        }.joined(separator: "\n")
    }.joined(separator: "\n\n") + "\n\nA field with ? may be left out. docs/EVENTS.md has the units "
      + "and meanings.")

  private static let imports = HelpTopic(
    "importing", title: "What an import takes and refuses",
    text: """
      An input is a file of canonical lines, one event a line (docs/FORMAT.md), plain or packed with \
      gzip or zstd, or - for standard input. With --map it is any CSV, JSON, NDJSON or text file \
      that the map describes (docs/MAPS.md).

      An import is all or nothing: after any error, and after the process is killed, the ledger is \
      as it was. Events that are recorded already are compared and passed over, so importing again \
      is free; an event that contradicts a recorded one stops the import with exit status 2.

      Blocks and indexes rise; a block has one time; times do not fall. Assets and markets are \
      declared before they are named. Amounts have no more decimals than their asset.
      """)

  private static let times = HelpTopic(
    "times", title: "How blocks and times are written",
    text: """
      A block is a number; a time is ISO 8601 in UTC unless it says otherwise, or @ and Unix \
      seconds, and stands for the last block at or before it:

        --block 16818362
        --block 2023-03-11T01:55:34Z
        --block 2023-03-11
        --block @1678499734

      A block or time that the ledger does not cover is an error, never a guess.
      """)
}
