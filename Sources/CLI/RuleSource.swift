internal import Audit
internal import Console
internal import Engine
internal import Formats
internal import Ledger
internal import Margin
internal import Report
internal import Simulation
internal import Store

/// A venue at a moment under some rules, and what its record does not tell.
struct RuledRecord {
  var state: VenueState
  /// Of which accounts the log does not tell the whole equity.
  var gaps: RecordGaps

  /// Whose equity is not decidable, and why; of one account only where one is given.
  func caution(_ names: Names, of account: Int? = nil) throws -> RecordCaution {
    let solvency = try Solvency(state.book, gaps, names: names)
    // Without a unit nothing is valued, and nobody is judged.
    guard solvency.unit != nil else { return RecordCaution() }
    let undecided = solvency.undecided.filter { account == nil || $0.account == account }
    return RecordCaution(undecided, lacks: gaps.lacks(of: undecided, in: state.book)) {
      gaps.lacks(of: [$0], in: state.book)
    }
  }
}

/// Where the rules of a judgement come from: the log's own parameters, or a rulebook that the user names.
enum RuleSource {
  static let option = OptionSpec(
    "rulebook", valueName: "name",
    help: "Judge by this rulebook, a shipped one or a file, in place of the log's parameters.")

  /// The largest rulebook file in bytes.
  private static let fileLimit = 1 << 22

  /// The parameters of a rulebook by its name, or by the path of its file.
  static func read(_ name: String) throws -> [Parameter] {
    if let shipped = ShippedRulebook.named(name) {
      return try RulebookFile.read(shipped.bytes, name: shipped.name)
    }
    guard name.contains("/") || name.contains(".") else {
      let names = ShippedRulebook.all.map(\.name)
      let nearest = NearestName.find(name, among: names)
      throw CommandFailure(
        "there is no rulebook \"\(name)\""
          + (nearest.map { "; did you mean \"\($0)\"?" }
            ?? "; shipped are \(names.joined(separator: ", ")), or give a file"))
    }
    let bytes = try ByteSource(path: name).readAll(limit: fileLimit)
    return try scenario(bytes, name) ?? RulebookFile.read(bytes, name: name)
  }

  /// The rules of a scenario: those of its rulebook with what it sets; nil when the text is no scenario.
  private static func scenario(_ bytes: [UInt8], _ path: String) throws -> [Parameter]? {
    guard let document = try? JSONDocument(parsing: bytes, source: path),
      document.root.kind == .object,
      document.root.members.contains(where: { $0.name == "scenario" })
    else { return nil }
    do throws(ScenarioError) {
      return try Scenario(path: path).parameters
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  /// The events that set parameters before the first event of a log.
  static func events(_ parameters: [Parameter]) -> [Event] {
    parameters.map { parameter in
      var event = Event(.parameter)
      event.set(.scope, text: parameter.scope)
      event.set(.name, text: parameter.name)
      event.set(.value, text: parameter.value)
      return event
    }
  }

  /// The venue after a block, by the log's rules or those the user named.
  static func venue(
    _ file: LedgerFile, throughBlock block: Int64?, rulebook name: String?, _ io: CommandIO
  ) throws -> RuledRecord {
    let own = try name.map { events(try read($0)) }
    guard try own != nil || Judging.hasRulebook(file) else {
      throw CommandFailure(
        "\(file.path): the log holds no rulebook; name one with --rulebook "
          + "(\(ShippedRulebook.all.map(\.name).joined(separator: ", ")), or a file)")
    }
    var state = VenueState()
    var gaps = RecordGaps()
    for event in own ?? [] { try state.apply(event, names: file.names) }
    try file.follow(through: try file.end(ofBlock: block), "folding", io) {
      (event) throws(StoreError) in
      gaps.take(event)
      if own != nil, event.kind == .parameter { return }
      let event = copy event
      try file.telling { () throws(VenueError) in try state.apply(event, names: file.names) }
    }
    try state.readRules(names: file.names)
    try state.settleOnPrices(names: file.names)
    try state.endBlock(names: file.names)
    return RuledRecord(state: state, gaps: gaps)
  }
}
