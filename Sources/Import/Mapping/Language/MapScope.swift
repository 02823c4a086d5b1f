internal import Console

/// The names that templates of one place of a map may use, each with a slot of the row.
struct MapScope: Sendable {
  /// A column that a row is filled from.
  struct Column: Sendable {
    let name: String
    let slot: Int
    /// Whether a file may lack it.
    var isOptional: Bool
  }

  /// The place in the log, known before the values of `let`.
  static let block = "@block"
  static let time = "@time"
  static let line = "@line"
  private static let builtins = [block, time, line]

  /// The name of each slot, for messages.
  private(set) var names: [String] = []
  /// The columns that are read from files.
  private(set) var columns: [Column] = []
  /// Whether the values of `let` may not be used.
  var hidesComputed = false
  /// The slots of the built-in names in use.
  private(set) var used: [String: Int] = [:]

  /// The only names there are; nil when every name may be the name of a column.
  private let closed: [String]?
  private var computed: Set<String> = []
  private var slots: [String: Int] = [:]

  /// A scope of a source: an unknown name is the name of a column.
  init() {
    closed = nil
  }

  /// A scope of these names alone; their slots are in their order.
  init(closed names: [String]) {
    closed = names
    self.names = names
    for (slot, name) in names.enumerated() { slots[name] = slot }
  }

  /// The slot of a name in a template; `name?` is a column that a file may lack.
  mutating func slot(_ name: String) throws(TextPattern.Problem) -> Int {
    let isOptional = name.hasSuffix("?")
    let bare = isOptional ? String(name.dropLast()) : name
    if hidesComputed, computed.contains(bare) {
      throw TextPattern.Problem(
        message: "{\(bare)} is computed by \"let\"; a lookup table may only use columns")
    }
    if let slot = slots[bare] { return slot }
    if let closed {
      let near = NearestName.find(bare, among: closed).map { "; did you mean {\($0)}?" } ?? ""
      throw TextPattern.Problem(
        message: "{\(name)} is unknown here: there is only "
          + closed.map { "{\($0)}" }.joined(separator: ", ") + near)
    }
    if bare.hasPrefix("@") {
      guard Self.builtins.contains(bare) else {
        throw TextPattern.Problem(
          message: "{\(name)} is unknown: built in are {@block}, {@time}, {@line}")
      }
      let slot = add(bare)
      used[bare] = slot
      return slot
    }
    let slot = add(bare)
    columns.append(Column(name: bare, slot: slot, isOptional: isOptional))
    return slot
  }

  /// Adds a computed value; nil when the name is in use.
  mutating func define(_ name: String) -> Int? {
    guard slots[name] == nil else { return nil }
    computed.insert(name)
    return add(name)
  }

  private mutating func add(_ name: String) -> Int {
    let slot = names.count
    names.append(name)
    slots[name] = slot
    return slot
  }
}
