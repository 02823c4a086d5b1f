public import FixedPoint

/// The place of an event in the log: block, then index in the block.
public struct Position: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The block.
  public var block: Int64
  /// The index in the block.
  public var index: Int64

  /// A place.
  public init(block: Int64, index: Int64) {
    self.block = block
    self.index = index
  }

  /// Whether `a` comes before `b`.
  public static func < (a: Position, b: Position) -> Bool {
    (a.block, a.index) < (b.block, b.index)
  }

  /// For people: `block 7, index 0`.
  public var description: String { "block \(block), index \(index)" }
}

/// One event: its place, time and kind, and the fields that the kind declares.
///
/// The fields are kept flat, by their order in the kind: a number is its mantissa, a name its id in
/// `Names`, a choice its place in the list, a text its range in `text`. One value is used again
/// for a whole log, so that reading an event allocates nothing.
public struct Event: Sendable {
  /// Its number in the log, from 1; 0 when it is not in a log.
  public var seq: Int64 = 0
  /// Its place.
  public var position = Position(block: 0, index: 0)
  /// The time of its block in Unix milliseconds.
  public var time: Int64 = 0
  /// Its kind.
  public package(set) var kind: Kind

  package var present: UInt32 = 0
  package var slots = [16 of Int128](repeating: 0)
  package var text: [UInt8] = []

  /// An event of that kind without fields.
  public init(_ kind: Kind) {
    self.kind = kind
  }

  /// Forgets every field and becomes an event of another kind.
  package mutating func reset(to kind: Kind) {
    self.kind = kind
    present = 0
    text.removeAll(keepingCapacity: true)
  }
}

// MARK: - Fields

extension Event {
  /// Whether the event has the field.
  public func has(_ field: Field) -> Bool {
    guard let place = kind.position(of: field) else { return false }
    return present & (1 << UInt32(place)) != 0
  }

  /// The id of the account, asset or market in a field; nil when the field is absent.
  public func id(_ field: Field) -> Int? {
    slot(field).map { Int(truncatingIfNeeded: $0) }
  }

  /// The decimal in a field; nil when the field is absent.
  public func decimal(_ field: Field) -> Decimal18? {
    slot(field).map { Decimal18(mantissa: $0) }
  }

  /// The ratio in a field; nil when the field is absent.
  public func ratio(_ field: Field) -> Ratio27? {
    slot(field).map { Ratio27(mantissa: $0) }
  }

  /// The whole number or time in a field; nil when the field is absent.
  public func integer(_ field: Field) -> Int64? {
    slot(field).map { Int64(truncatingIfNeeded: $0) }
  }

  /// The text in a field; nil when the field is absent.
  public func string(_ field: Field) -> String? {
    slot(field).map { String(decoding: text[Self.range($0)], as: UTF8.self) }
  }

  /// The word in a field with a closed list; nil when the field is absent.
  public func choice(_ field: Field) -> String? {
    guard let place = kind.position(of: field), let slot = slot(field),
      case .choice(let words) = kind.spec.fields[place].type
    else { return nil }
    return words[Int(slot)]
  }

  /// The place of the word in the closed list of the field; nil when the field is absent.
  package func choiceIndex(_ field: Field) -> Int? {
    slot(field).map { Int(truncatingIfNeeded: $0) }
  }

  private func slot(_ field: Field) -> Int128? {
    guard let place = kind.position(of: field), present & (1 << UInt32(place)) != 0 else {
      return nil
    }
    return slots[place]
  }

  /// The id in the field at a place of the kind; nil when the field is absent.
  func id(at place: Int) -> Int? {
    present & (1 << UInt32(place)) == 0 ? nil : Int(truncatingIfNeeded: slots[place])
  }

  /// The range of `text` that a slot of a text field stands for.
  package static func range(_ slot: Int128) -> Range<Int> {
    let start = Int(slot >> 32)
    return start..<start + Int(slot & 0xffff_ffff)
  }

  /// Stores a number, an id or a choice at a place.
  package mutating func set(_ place: Int, _ slot: Int128) {
    slots[place] = slot
    present |= 1 << UInt32(place)
  }

  /// Stores a text at a place.
  package mutating func appendText(_ place: Int, _ bytes: Span<UInt8>) {
    let start = text.count
    text.append(bytes, 0..<bytes.count)
    setText(place, from: start)
  }

  /// Stores a text at a place: the bytes appended to `text` since `start`.
  package mutating func setText(_ place: Int, from start: Int) {
    set(place, Int128(start) << 32 | Int128(text.count - start))
  }
}

// MARK: - Making events

extension Event {
  /// Stores a text in a field of the kind.
  package mutating func set(_ field: Field, text string: String) {
    let start = text.count
    text.append(contentsOf: string.utf8)
    setText(place(of: field), from: start)
  }

  /// Stores a decimal in a field of the kind.
  package mutating func set(_ field: Field, decimal: Decimal18) {
    set(place(of: field), decimal.mantissa)
  }

  /// Stores a ratio in a field of the kind.
  package mutating func set(_ field: Field, ratio: Ratio27) {
    set(place(of: field), ratio.mantissa)
  }

  /// Stores a whole number, a time, or the id of a name in a field of the kind.
  package mutating func set(_ field: Field, integer: Int64) {
    set(place(of: field), Int128(integer))
  }

  /// Stores a word of the closed list of a field of the kind.
  package mutating func set(_ field: Field, choice word: String) {
    guard case .choice(let words) = kind.spec.fields[place(of: field)].type,
      let number = words.firstIndex(of: word)
    else { preconditionFailure("\(word) is no choice of \(field.rawValue) in \(kind.name)") }
    set(place(of: field), Int128(number))
  }

  private func place(of field: Field) -> Int {
    guard let place = kind.position(of: field) else {
      preconditionFailure("kind \(kind.name) has no field \(field.rawValue)")
    }
    return place
  }
}
