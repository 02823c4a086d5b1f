/// Names and their small ids: the n-th new name has id n, from 0.
///
/// An open-addressing table over one arena of bytes. Ids depend on the order of arrival alone, so
/// replaying a log gives the same ids everywhere.
public struct NameTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  // For each place the hash of its name (upper half) and its id + 1 (lower half); 0 is free. The
  // hash tells other names apart without a look at their bytes.
  private var slots: [UInt64]

  /// A table without names.
  public init() {
    slots = [UInt64](repeating: 0, count: 64)
  }

  /// The number of names.
  public var count: Int { ends.count }

  /// The name with that id.
  public subscript(id: Int) -> String {
    String(decoding: bytes[range(of: id)], as: UTF8.self)
  }

  /// Appends the bytes of the name with that id to `buffer`.
  package func append(_ id: Int, to buffer: inout [UInt8]) {
    buffer.append(bytes.span, range(of: id))
  }

  /// Appends the name with that id, as it stands in a JSON string, to `buffer`.
  func appendEscaped(_ id: Int, to buffer: inout [UInt8]) {
    LineEncoder.appendEscaped(bytes.span, range(of: id), to: &buffer)
  }

  /// The bytes of the name with that id.
  package func bytes(of id: Int) -> ArraySlice<UInt8> {
    bytes[range(of: id)]
  }

  /// The id of a name; nil when it is not in the table.
  public func id(of name: String) -> Int? {
    let name = Array(name.utf8)
    return id(of: name.span, in: 0..<name.count)
  }

  /// The id of the name that stands in a range of `text`.
  package func id(of text: Span<UInt8>, in range: Range<Int>) -> Int? {
    Self.id(slots[place(of: Self.hash(text, in: range), text, range)])
  }

  /// The id of a name, which is added if it is new.
  @discardableResult
  public mutating func intern(_ name: String) -> Int {
    let name = Array(name.utf8)
    return intern(name.span, in: 0..<name.count)
  }

  /// The id of the name that stands in a range of `text`, which is added if it is new.
  @discardableResult
  package mutating func intern(_ text: Span<UInt8>, in range: Range<Int>) -> Int {
    let hash = Self.hash(text, in: range)
    let place = place(of: hash, text, range)
    if let id = Self.id(slots[place]) { return id }
    let id = ends.count
    bytes.append(text, range)
    ends.append(bytes.count)
    slots[place] = UInt64(hash) << 32 | UInt64(id + 1)
    if ends.count * 2 > slots.count { rebuild(capacity: slots.count * 4) }
    return id
  }

  /// The names with an id of `first` or more, in order.
  func suffix(from first: Int) -> NameTable.Names {
    let start = first == 0 ? 0 : ends[first - 1]
    return Names(bytes: Array(bytes[start...]), ends: ends[first...].map { $0 - start })
  }

  /// Adds names in their order.
  mutating func intern(_ names: NameTable.Names) {
    var start = 0
    for end in names.ends {
      intern(names.bytes.span, in: start..<end)
      start = end
    }
  }

  /// Some names, end to end.
  struct Names: Sendable {
    let bytes: [UInt8]
    let ends: [Int]
  }

  /// Forgets every name with an id of `count` or more.
  package mutating func truncate(to count: Int) {
    guard count < ends.count else { return }
    if ends.count - count <= 16 {
      for id in (count..<ends.count).reversed() { vacate(id) }
      ends.removeSubrange(count...)
    } else {
      ends.removeSubrange(count...)
      rebuild(capacity: slots.count)
    }
    bytes.removeSubrange((ends.last ?? 0)...)
  }

  private func range(of id: Int) -> Range<Int> {
    (id == 0 ? 0 : ends[id - 1])..<ends[id]
  }

  private static func id(_ slot: UInt64) -> Int? {
    slot == 0 ? nil : Int(truncatingIfNeeded: slot & 0xffff_ffff) - 1
  }

  /// The place that holds the name, or the free place where it belongs.
  private func place(of hash: UInt32, _ text: Span<UInt8>, _ name: Range<Int>) -> Int {
    let mask = slots.count - 1
    var place = Int(hash) & mask
    while case let slot = slots[place], slot != 0 {
      if UInt32(slot >> 32) == hash, let id = Self.id(slot), case let own = range(of: id),
        own.count == name.count, bytes.span.holds(text, name, at: own.lowerBound)
      {
        break
      }
      place = (place + 1) & mask
    }
    return place
  }

  /// Frees the place of a name and moves up those behind it that would not be found any more.
  private mutating func vacate(_ id: Int) {
    let mask = slots.count - 1
    var hole = place(of: Self.hash(bytes.span, in: range(of: id)), bytes.span, range(of: id))
    var next = (hole + 1) & mask
    while case let slot = slots[next], slot != 0 {
      let home = Int(slot >> 32) & mask
      if (next - home) & mask >= (next - hole) & mask {
        slots[hole] = slot
        hole = next
      }
      next = (next + 1) & mask
    }
    slots[hole] = 0
  }

  /// Places all names that are left anew.
  private mutating func rebuild(capacity: Int) {
    let old = slots
    slots = [UInt64](repeating: 0, count: capacity)
    let mask = capacity - 1
    for slot in old {
      guard let id = Self.id(slot), id < ends.count else { continue }
      var place = Int(slot >> 32) & mask
      while slots[place] != 0 { place = (place + 1) & mask }
      slots[place] = slot
    }
  }

  /// A multiplicative hash, eight bytes at a time.
  private static func hash(_ text: Span<UInt8>, in range: Range<Int>) -> UInt32 {
    var hash: UInt64 = 0x9e37_79b9_7f4a_7c15 ^ UInt64(range.count)
    var at = range.lowerBound
    while at < range.upperBound {
      var value: UInt64 = 0
      if at + 8 <= range.upperBound {
        value = text.eightBytes(at: at)
        at += 8
      } else {
        while at < range.upperBound {
          value = value << 8 | UInt64(text[at])
          at += 1
        }
      }
      let product = (hash ^ value).multipliedFullWidth(by: 0xff51_afd7_ed55_8ccd)
      hash = product.high ^ product.low
    }
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }
}
