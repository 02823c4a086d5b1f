internal import Ledger

/// The document of the kinds of events, written from their declarations so that it cannot lie.
package enum EventsDocument {
  /// The whole document, `docs/EVENTS.md`.
  package static var markdown: String {
    ([introduction] + KindGroup.allCases.map(section)).joined(separator: "\n")
  }

  // MARK: - Sections

  private static let introduction = """
    # The kinds of events

    This page is written by `make docs` from the declarations that reading, storing and folding events
    are made from (`Sources/Ledger/Kinds`); edits are overwritten. [FORMAT.md](FORMAT.md) tells how a line
    is spelled, byte by byte.

    A line begins with its envelope, `{"v":1,"block":…,"index":…,"time":…,"kind":"…"`, and goes on with the
    fields of its kind in the order of the tables below. `block` and `index` are the place of the event,
    `time` is that of the block in Unix milliseconds. An optional field that is absent is left out. Every kind
    ends with the optional text `ref`, the source's own id of the fact, which the tables do not repeat.

    ## What the types mean

    | type | in the line |
    |---|---|
    | account | the name of an account, a string; a new name makes a new account |
    | asset, market | the name of a declared asset or market, a string |
    | new asset, new market | the name that the event declares, a string; declared once |
    | amount of an asset | a decimal in whole units ("12.5", never base units) with at most the decimals that the asset was declared with |
    | size | an amount of the base asset of the event's market |
    | amount of the quote asset | an amount of the quote asset of the event's market |
    | decimal | a decimal with at most 18 decimals, a string: prices and other numbers |
    | ratio | a decimal with at most 27 decimals, a string: indices and rates |
    | integer | a whole number from 0 to 2^53 − 1, without quotes |
    | time | Unix milliseconds, an integer |
    | text | any text, a string |
    | one of … | one of the words listed, a string |

    Numbers are zero or above unless *signed* stands with them.

    ## How the book changes

    Every event that moves value is double entry: its postings sum to zero for each asset. An account has an
    asset side (what it has) and a debt side (what it owes); its balance is the one less the other. A debt
    of 5 is −5 on the debt side, so "debt side −amount" makes a debt grow. The venue's own accounts are pools:
    `world` (everything outside), `fees`, `penalty`, `interest`, `bad_debt`, and, each with its market or name,
    `clearing`, `funding`, `insurance` and `socialized`. Kinds without an effect are recorded, and change no
    balance. The view `posting` shows the postings of every event.

    """

  private static func section(_ group: KindGroup) -> String {
    let kinds = Kind.allCases.filter { $0.spec.group == group }
    return "## \(group.rawValue)\n\n" + kinds.map(entry).joined(separator: "\n")
  }

  private static func entry(_ kind: Kind) -> String {
    let spec = kind.spec
    var lines = ["### \(kind.name)", "", spec.meaning, ""]
    if !spec.effect.isEmpty { lines += ["In the book: \(spec.effect).", ""] }
    lines += ["| field | type | | meaning |", "|---|---|---|---|"]
    lines += spec.fields.filter { $0.field != .ref }.map { field in
      "| `\(field.field.rawValue)` | \(words(field.type)) | \(field.isRequired ? "required" : "optional") | "
        + "\(escaped(field.meaning)) |"
    }
    let rules = spec.rules.map { "- " + words($0) }
    return (rules.isEmpty ? lines : lines + [""] + rules).joined(separator: "\n") + "\n"
  }

  // MARK: - Words

  private static func words(_ type: FieldType) -> String {
    switch type {
    case .account: "account"
    case .asset: "asset"
    case .market: "market"
    case .newAsset: "new asset"
    case .newMarket: "new market"
    case .amount(let field, let sign): "amount of `\(field.rawValue)`\(words(sign))"
    case .size(let sign): "size\(words(sign))"
    case .quote(let sign): "amount of the quote asset\(words(sign))"
    case .decimal(let sign): "decimal\(words(sign))"
    case .ratio: "ratio, signed"
    case .integer: "integer"
    case .time: "time"
    case .text: "text"
    case .choice(let choices): "one of " + choices.map { "`\($0)`" }.joined(separator: ", ")
    }
  }

  private static func words(_ sign: FieldType.Sign) -> String {
    sign == .signed ? ", signed" : ""
  }

  private static func words(_ rule: FieldRule) -> String {
    switch rule {
    case .exactlyOne(let fields):
      "Exactly one of " + fields.map { "`\($0.rawValue)`" }.joined(separator: " and ")
        + " stands in the line."
    case .together(let first, let second):
      "`\(first.rawValue)` and `\(second.rawValue)` stand together or not at all."
    case .requires(let field, let others):
      "`\(field.rawValue)` needs " + others.map { "`\($0.rawValue)`" }.joined(separator: " or ")
        + " beside it."
    case .atMost(let field, let limit, let condition):
      "`\(field.rawValue)` is at most `\(limit.rawValue)`"
        + (condition == limit ? "." : " where there is `\(condition.rawValue)`.")
    case .product(let first, let second):
      "`\(first.rawValue)` × `\(second.rawValue)` is in the range of a decimal."
    }
  }

  /// A sentence inside a table.
  private static func escaped(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
