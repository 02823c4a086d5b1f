internal import CSQLite

/// What SQLite keeps, as a bare pointer, for a function or a collation, until it destroys it.
class FunctionBox {}

/// The callback with which SQLite gives up a box.
let destroyBox: Calls.Destroy = { pointer in
  guard let pointer = unsafe pointer else { return }
  unsafe Unmanaged<FunctionBox>.fromOpaque(pointer).release()
}

// MARK: - Functions of single rows

/// A function of single rows.
final class ScalarBox: FunctionBox {
  private let body: ScalarFunction

  init(_ body: @escaping ScalarFunction) {
    self.body = body
  }

  static let call: Calls.Function = { context, count, values in
    guard let box = unsafe Calls.userData(context) else { return }
    let scalar = unsafe Unmanaged<ScalarBox>.fromOpaque(box).takeUnretainedValue()
    let arguments = unsafe FunctionArguments(count: count, values: values)
    var function = unsafe FunctionContext(handle: context)
    do throws(FunctionError) {
      try scalar.body(&function, arguments)
    } catch {
      function.fail(error)
    }
  }
}

// MARK: - Functions over many rows

/// The type of a function over many rows.
final class AggregateTypeBox: FunctionBox {
  let type: any AggregateFunction.Type

  init(_ type: any AggregateFunction.Type) {
    self.type = type
  }
}

/// The state of a function over the rows of one group.
///
/// SQLite keeps a few zeroed bytes for each group; the first row puts a pointer to the box there,
/// and the end of the group, which comes after errors as well, releases it.
final class AggregateBox {
  private var state: any AggregateFunction

  private init(_ state: any AggregateFunction) {
    self.state = state
  }

  static let step: Calls.Function = { context, count, values in
    guard let box = unsafe box(for: context, creating: true) else { return }
    let arguments = unsafe FunctionArguments(count: count, values: values)
    do throws(FunctionError) {
      try box.state.step(arguments)
    } catch {
      unsafe fail(context, error)
    }
  }

  static let inverse: Calls.Function = { context, count, values in
    guard let box = unsafe box(for: context, creating: true) else { return }
    let arguments = unsafe FunctionArguments(count: count, values: values)
    do throws(FunctionError) {
      try box.state.inverse(arguments)
    } catch {
      unsafe fail(context, error)
    }
  }

  static let value: Calls.Finish = { context in
    guard let box = unsafe box(for: context, creating: false) ?? fresh(context) else { return }
    unsafe giveResult(of: box, to: context)
  }

  static let finish: Calls.Finish = { context in
    guard let box = unsafe box(for: context, creating: false) ?? fresh(context) else { return }
    unsafe giveResult(of: box, to: context)
    unsafe release(context)
  }
}

extension AggregateBox {
  private typealias Slot = UnsafeMutablePointer<UnsafeMutableRawPointer?>

  /// The state of the group; nil when there is none yet and none is to be made.
  private static func box(for context: OpaquePointer?, creating: Bool) -> AggregateBox? {
    guard let slot = unsafe slot(context, creating: creating) else {
      if creating { unsafe fail(context, FunctionError("out of memory", code: .noMemory)) }
      return nil
    }
    if let pointer = unsafe slot.pointee {
      return unsafe Unmanaged<AggregateBox>.fromOpaque(pointer).takeUnretainedValue()
    }
    guard creating, let box = unsafe fresh(context) else { return nil }
    unsafe slot.pointee = Unmanaged.passRetained(box).toOpaque()
    return box
  }

  /// A state before any row, as for a group without rows.
  private static func fresh(_ context: OpaquePointer?) -> AggregateBox? {
    guard let pointer = unsafe Calls.userData(context) else { return nil }
    let box = unsafe Unmanaged<AggregateTypeBox>.fromOpaque(pointer).takeUnretainedValue()
    return AggregateBox(box.type.init())
  }

  /// Where SQLite keeps the pointer to the state; nil when no row came and none is to be made.
  private static func slot(_ context: OpaquePointer?, creating: Bool) -> Slot? {
    let size = creating ? Int32(MemoryLayout<UInt>.size) : 0
    return unsafe Calls.aggregateContext(context, size)?
      .assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
  }

  private static func giveResult(of box: AggregateBox, to context: OpaquePointer?) {
    var function = unsafe FunctionContext(handle: context)
    do throws(FunctionError) {
      try box.state.result(&function)
    } catch {
      function.fail(error)
    }
  }

  private static func release(_ context: OpaquePointer?) {
    guard let slot = unsafe slot(context, creating: false), let pointer = unsafe slot.pointee
    else { return }
    unsafe slot.pointee = nil
    unsafe Unmanaged<AggregateBox>.fromOpaque(pointer).release()
  }

  private static func fail(_ context: OpaquePointer?, _ error: FunctionError) {
    var function = unsafe FunctionContext(handle: context)
    function.fail(error)
  }
}

// MARK: - Collations

/// An order of texts.
final class CollationBox: FunctionBox {
  private let order: @Sendable (Span<UInt8>, Span<UInt8>) -> TextOrder

  init(_ order: @escaping @Sendable (Span<UInt8>, Span<UInt8>) -> TextOrder) {
    self.order = order
  }

  static let compare: Calls.Compare = { box, firstCount, first, secondCount, second in
    guard let box = unsafe box else { return 0 }
    let collation = unsafe Unmanaged<CollationBox>.fromOpaque(box).takeUnretainedValue()
    let one = unsafe UnsafeRawBufferPointer(start: first, count: Int(firstCount))
      .assumingMemoryBound(to: UInt8.self)
    let other = unsafe UnsafeRawBufferPointer(start: second, count: Int(secondCount))
      .assumingMemoryBound(to: UInt8.self)
    return collation.order(unsafe one.span, unsafe other.span).rawValue
  }
}
