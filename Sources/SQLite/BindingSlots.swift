/// Room for the short texts and blobs bound to one statement: one slot per parameter.
///
/// SQLite can copy what is bound, which costs an allocation each time, or trust the caller to
/// keep it, which is easy to get wrong. A slot lives as long as the statement, and only the next
/// binding of the same parameter changes it.
@safe
struct BindingSlots: ~Copyable {
  /// The longest text or blob that has room in a slot.
  static let slotSize = 64

  private var memory = unsafe UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)

  init() {}

  deinit {
    unsafe memory.deallocate()
  }

  /// Puts bytes into the slot of a parameter and gives their place there.
  ///
  /// - Parameters:
  ///   - bytes: At most ``slotSize`` bytes.
  ///   - parameter: The number of the parameter, from 1 to `parameterCount`.
  ///   - parameterCount: How many slots there must be.
  /// - Returns: The start of the slot; nil for a parameter that does not exist.
  @inline(__always)
  mutating func keep(
    _ bytes: UnsafeBufferPointer<UInt8>, parameter: Int, parameterCount: @autoclosure () -> Int
  ) -> UnsafePointer<UInt8>? {
    if unsafe memory.baseAddress == nil {
      unsafe memory = .allocate(capacity: max(1, parameterCount()) * Self.slotSize)
      unsafe memory.initialize(repeating: 0)
    }
    guard parameter >= 1, unsafe parameter <= memory.count / Self.slotSize,
      let slots = unsafe memory.baseAddress
    else { return nil }
    let slot = unsafe slots + (parameter - 1) * Self.slotSize
    if let source = bytes.baseAddress {
      unsafe slot.update(from: source, count: bytes.count)
    }
    return unsafe UnsafePointer(slot)
  }
}
