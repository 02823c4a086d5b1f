internal import Console
internal import Ledger
internal import Report

/// The help page of one kind of event: its part of `docs/EVENTS.md`, laid out for a terminal.
enum KindHelp {
  private static let width = 78

  /// The page.
  static func topic(_ kind: Kind) -> HelpTopic {
    HelpTopic(kind.name, title: "The event \(kind.name)", text: text(kind), isListed: false)
  }

  /// A kind and its meaning, for a list of all.
  static func entry(_ kind: Kind) -> String {
    let words = plain(kind.spec.meaning[...]).split(separator: " ").map(String.init)
    let lines = TextWrapper.fill(words, width: width, indent: 6)
    return (["  \(kind.name)"] + lines).joined(separator: "\n")
  }

  private static func text(_ kind: Kind) -> String {
    var text = ""
    for line in section(kind) {
      if line.hasPrefix("| `") {
        text += field(line)
      } else if line.hasPrefix("- ") {
        text += plain(line.dropFirst(2)) + "\n\n"
      } else if !line.hasPrefix("|"), !(line.isEmpty && text.hasSuffix("\n\n")) {
        text += plain(line[...]) + "\n"
      }
    }
    // The parts of the document are set apart by single blank lines.
    while text.hasSuffix("\n") { text.removeLast() }
    return text + """


      Every kind also has ref?, a text: the source's own id of the fact. The line of an event begins \
      with {"v":1,"block":…,"index":…,"time":…,"kind":"\(kind.name)" and goes on with these fields \
      in this order (docs/FORMAT.md).
      """
  }

  /// The lines of the document about a kind, without its heading.
  private static func section(_ kind: Kind) -> ArraySlice<String> {
    let lines = document
    guard let start = lines.firstIndex(of: "### \(kind.name)") else { return [] }
    let rest = lines[(start + 1)...].drop { $0.isEmpty }
    let end = rest.firstIndex { $0.hasPrefix("## ") || $0.hasPrefix("### ") } ?? rest.endIndex
    return rest[..<end]
  }

  private static let document = EventsDocument.markdown
    .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

  /// A row of a table: the name with its type, the meaning below.
  private static func field(_ row: String) -> String {
    let cells = row.split(separator: "|").map { plain($0.drop { $0 == " " }) }
    guard cells.count >= 4 else { return "" }
    let name = cells[0].filter { $0 != "'" && $0 != " " }
    let words = ["\(name):", trimmed(cells[1]) + ",", trimmed(cells[2])]
    let meaning = trimmed(cells[3]).split(separator: " ").map(String.init)
    let head = words.joined(separator: " ").split(separator: " ").map(String.init)
    let lines =
      TextWrapper.fill(head, width: width, indent: 2, hanging: 6)
      + TextWrapper.fill(meaning, width: width, indent: 6)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// Code marks are quotes on a terminal.
  private static func plain(_ text: Substring) -> String {
    String(text.map { $0 == "`" ? "'" : $0 })
  }
}
