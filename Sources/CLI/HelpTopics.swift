internal import Audit
internal import Console
internal import Ledger
internal import Report

/// The pages of help that are no commands.
enum HelpTopics {
  static let all: [HelpTopic] =
    [kinds, events, imports, times, findings, attribution, policies]
    + Kind.allCases.map(KindHelp.topic)

  private static let kinds = HelpTopic(
    "kinds", title: "What each kind of event means",
    text: KindGroup.allCases.map { group in
      let kinds = Kind.allCases.filter { $0.spec.group == group }
      return "\(group.rawValue):\n" + kinds.map(KindHelp.entry).joined(separator: "\n")
    }.joined(separator: "\n\n")
      + "\n\n'plimsoll help deposit' shows the fields of a kind; 'plimsoll help events' those of "
      + "all.")

  private static let attribution = HelpTopic(
    "attribution", title: "Where the equity of a failed account went",
    text: """
      E is the account's equity at market prices: assets less debts and unrealized profit. Each part \
      is the change of E between two recorded moments; what others pay is no part. So the parts, less \
      the equity before the breach, sum exactly to the shortfall, which is what others paid less the \
      equity that is left at the end.

        price gap          from the last moment above the line to the first below it, at market
                           prices: nobody could act between two prices
        oracle latency     until the venue's own price showed it
        call and grace     while the account was called and had time left
        keeper delay       while somebody could act and nobody tried
        congestion         while attempts failed on the price of gas or on full blocks
        thin incentive     while acting did not pay, or nobody had the capital
        halt               while liquidation or the venue was halted, or keepers were out
        losses of others   its share of what other accounts could not pay
        slippage           what fills got less than the market price
        penalty and bonus  what was taken beyond the debt, at the venue's own prices
        own deposits       what the account itself put in (below zero) or took out, its trades,
                           and what it was charged by events of its own

      The time between two looks at an account belongs to the last reason that an attempt on it \
      named; before the first attempt it is keeper delay. What a fill got less than the market \
      price belongs to that reason too: others were kept from bidding. A failed case is named after its largest \
      part. Shares are of the sum of all parts: everything lost since the account was last above the \
      line.

      Others pay by insurance, by deleveraging at the bankruptcy price, by taking the account over as a \
      stability pool or a backstop must, by their share of a socialized loss, or by a bad debt that \
      is left. Who takes a debt over by redistribution gets its collateral too; where that is worth \
      more, nothing is missing. The values of what was paid, less that collateral and less what is \
      left in the account (rounding up of what was written off is left there), sum exactly to the \
      shortfall. An open case lacks what it would lack if it ended now.

      Equity and the line are on two scales: the venue judges resources (weighted assets) against the \
      requirement at its own prices; the parts are at market prices. Where no source says what the \
      market pays, the venue's price stands for it, and slippage and oracle latency are zero.
      """)

  private static let policies = HelpTopic(
    "policies", title: "The policies that 'whatif --policy' chooses",
    text: WhatIfPolicy.all.map { entry in
      "  \(entry.name)\n      \(entry.meaning)\n      \(entry.values.joined(separator: ", "))"
    }.joined(separator: "\n")
      + "\n\nEach stands for rules of docs/RULES.md; 'plimsoll whatif LEDGER --policy adl=off' takes "
      + "the step out of the waterfall, another value puts it in where it is missing.")

  private static let findings = HelpTopic(
    "findings", title: "The codes of findings, and the checks of facts",
    text: "Codes (--only):\n"
      + FindingCode.allCases.map {
        "  \($0.rawValue) (\($0.severity.rawValue))\n      \($0.meaning)"
      }.joined(separator: "\n")
      + "\n\nChecks of the recorded facts (--check); each holds when:\n"
      + FactAudit.definitions.map { check in
        "  \(check.name)\n"
          + TextWrapper.lines(check.definition, width: 78, indent: 6).joined(separator: "\n")
      }.joined(separator: "\n")
      + "\n\nA case without the facts to decide it is counted as undecidable, never guessed; docs/AUDIT.md "
      + "says what each check needs.")

  private static let events = HelpTopic(
    "events", title: "The kinds of events and their fields",
    text: KindGroup.allCases.map { group in
      let kinds = Kind.allCases.filter { $0.spec.group == group }
      return "\(group.rawValue):\n" + kinds.map(lines).joined(separator: "\n")
    }.joined(separator: "\n\n")
      + "\n\nA field with ? may be left out; every kind also has ref?, the source's own id of the "
      + "fact. 'plimsoll help deposit' has the units and meanings of a kind, docs/EVENTS.md of all."
  )

  /// A kind with its fields, broken to fit a narrow terminal.
  private static func lines(_ kind: Kind) -> String {
    let fields = kind.spec.fields.filter { $0.field != .ref }
      .map { $0.isRequired ? $0.field.rawValue : $0.field.rawValue + "?" }
    let words = fields.enumerated().map { number, field in
      (number == 0 ? "\(kind.name)(" : "") + field + (number == fields.count - 1 ? ")" : ",")
    }
    return TextWrapper.fill(words, width: 78, indent: 2, hanging: 6).joined(separator: "\n")
  }

  private static let imports = HelpTopic(
    "importing", title: "What an import takes and refuses",
    text: """
      An input is a file of canonical lines, one event a line (docs/FORMAT.md), plain or packed with \
      gzip or zstd, or - for standard input. With --map it is any CSV, JSON, NDJSON or text file \
      that the map describes (docs/MAPS.md). Several files are taken one after the other.

      An import is all or nothing: after any error, and after the process is killed, the ledger is \
      as it was. With --batch n it is committed after every n events, and after an error or a kill \
      whole batches stay. Events that are recorded already are compared and passed over, so \
      importing again is free; an event that contradicts a recorded one stops the import with exit \
      status 2.

      A line is written exactly as docs/FORMAT.md says: no spaces, the fields in their order \
      ('plimsoll help events'), amounts in quotes and without a zero too many. Blocks and indexes \
      rise; a block has one time; times do not fall. Assets and markets are declared before they \
      are named. Amounts have no more decimals than their asset.
      """)

  private static let times = HelpTopic(
    "times", title: "How blocks and times are written",
    text: """
      A block is a number; a time is ISO 8601 in UTC unless it says otherwise, or @ and Unix \
      seconds, and stands for the last block at or before it; a date is its first moment:

        --block 16818362
        --block 2023-03-11T01:55:34Z
        --block 2023-03-11
        --block @1678499734

      A block or time that the ledger does not cover is an error, never a guess. A range may begin \
      before the ledger or end after it, which is said; one that lies wholly outside is an error.
      """)
}
