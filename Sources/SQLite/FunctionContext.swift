internal import CSQLite

/// Where a function called from SQL puts its result; without one, the result is NULL.
@safe
package struct FunctionContext: ~Copyable {
  private let handle: OpaquePointer?

  init(handle: OpaquePointer?) {
    unsafe self.handle = handle
  }

  /// Gives NULL as the result.
  package mutating func setNull() {
    unsafe Calls.resultNull(handle)
  }

  /// Gives an integer as the result.
  package mutating func setResult(_ value: Int64) {
    unsafe Calls.result(handle, int64: value)
  }

  /// Gives a floating point number as the result.
  package mutating func setResult(double value: Double) {
    unsafe Calls.result(handle, double: value)
  }

  /// Gives a text as the result.
  package mutating func setResult(_ text: String) {
    setResult(text: text.utf8.span)
  }

  /// Gives a text in UTF-8 as the result; it is copied but not checked.
  package mutating func setResult(text: Span<UInt8>) {
    unsafe text.withUnsafeBufferPointer { bytes in unsafe setResult(bytes, isText: true) }
  }

  /// Gives a blob as the result; it is copied.
  package mutating func setResult(blob: Span<UInt8>) {
    unsafe blob.withUnsafeBufferPointer { bytes in unsafe setResult(bytes, isText: false) }
  }

  /// Gives an argument, as it is, as the result.
  package mutating func setResult(
    _ arguments: borrowing FunctionArguments, at index: Int
  ) {
    unsafe Calls.result(handle, value: arguments.value(at: index))
  }

  mutating func fail(_ error: FunctionError) {
    unsafe Calls.resultError(handle, error.message, error.code.rawValue)
  }

  private mutating func setResult(_ bytes: UnsafeBufferPointer<UInt8>, isText: Bool) {
    if let start = bytes.baseAddress {
      unsafe Calls.result(handle, bytes: start, count: bytes.count, isText: isText)
    } else {
      // A null pointer would give NULL, not the empty text.
      var none: UInt8 = 0
      unsafe Calls.result(handle, bytes: &none, count: 0, isText: isText)
    }
  }
}
