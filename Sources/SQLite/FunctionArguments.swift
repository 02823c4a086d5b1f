internal import CSQLite

/// The arguments of one call of a function from SQL, numbered from 0.
///
/// Reading is strict, as with the columns of a ``Statement``, and bytes are only lent: SQLite owns
/// them, and only for the duration of the call.
@safe
package struct FunctionArguments: ~Copyable {
  /// How many arguments there are.
  package let count: Int

  private let values: UnsafeMutablePointer<OpaquePointer?>?

  init(count: Int32, values: UnsafeMutablePointer<OpaquePointer?>?) {
    self.count = Int(count)
    unsafe self.values = values
  }

  /// The type of an argument.
  package func type(at index: Int) -> ValueType {
    ValueType(rawValue: unsafe Calls.valueType(value(at: index))) ?? .null
  }

  /// Whether an argument is NULL.
  package func isNull(at index: Int) -> Bool {
    type(at: index) == .null
  }

  /// An integer.
  ///
  /// - Throws: ``FunctionError`` when the argument is not an INTEGER.
  package func int64(at index: Int) throws(FunctionError) -> Int64 {
    let value = unsafe value(at: index)
    guard unsafe Calls.valueType(value) == SQLITE_INTEGER else {
      throw mismatch(at: index, expected: .integer)
    }
    return unsafe Calls.valueInt64(value)
  }

  /// A floating point number.
  ///
  /// - Throws: ``FunctionError`` when the argument is not a REAL.
  package func double(at index: Int) throws(FunctionError) -> Double {
    let value = unsafe value(at: index)
    guard unsafe Calls.valueType(value) == SQLITE_FLOAT else {
      throw mismatch(at: index, expected: .real)
    }
    return unsafe Calls.valueDouble(value)
  }

  /// Lends the bytes of a text, which need not be valid UTF-8, without a copy.
  ///
  /// - Throws: ``FunctionError`` when the argument is not a TEXT.
  @inlinable
  package func withText<R: ~Copyable>(
    at index: Int, _ body: (Span<UInt8>) -> R
  ) throws(FunctionError) -> R {
    let bytes = unsafe try textBytes(at: index)
    return body(unsafe bytes.span)
  }

  /// Lends the bytes of a blob without a copy.
  ///
  /// - Throws: ``FunctionError`` when the argument is not a BLOB.
  @inlinable
  package func withBlob<R: ~Copyable>(
    at index: Int, _ body: (Span<UInt8>) -> R
  ) throws(FunctionError) -> R {
    let bytes = unsafe try blobBytes(at: index)
    return body(unsafe bytes.span)
  }

  /// A copy of a text.
  ///
  /// - Throws: ``FunctionError`` when the argument is not a TEXT of valid UTF-8.
  package func string(at index: Int) throws(FunctionError) -> String {
    let bytes = unsafe try textBytes(at: index)
    guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
      throw FunctionError("argument \(index + 1) is not valid UTF-8", code: .mismatch)
    }
    return text
  }
}

// MARK: - Helpers

extension FunctionArguments {
  /// The argument as SQLite holds it.
  func value(at index: Int) -> OpaquePointer? {
    precondition(index >= 0 && index < count, "a function asks for an argument it does not have")
    return unsafe values?[index]
  }

  @usableFromInline
  func textBytes(at index: Int) throws(FunctionError) -> UnsafeBufferPointer<UInt8> {
    let value = unsafe value(at: index)
    guard unsafe Calls.valueType(value) == SQLITE_TEXT else {
      throw mismatch(at: index, expected: .text)
    }
    guard let start = unsafe Calls.valueText(value) else {
      throw FunctionError("out of memory", code: .noMemory)
    }
    return unsafe UnsafeBufferPointer(start: start, count: Calls.valueByteCount(value))
  }

  @usableFromInline
  func blobBytes(at index: Int) throws(FunctionError) -> UnsafeBufferPointer<UInt8> {
    let value = unsafe value(at: index)
    guard unsafe Calls.valueType(value) == SQLITE_BLOB else {
      throw mismatch(at: index, expected: .blob)
    }
    // An empty blob has no address.
    guard let start = unsafe Calls.valueBlob(value) else {
      return unsafe UnsafeBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeBufferPointer(
      start: start.assumingMemoryBound(to: UInt8.self), count: Calls.valueByteCount(value))
  }

  private func mismatch(at index: Int, expected: ValueType) -> FunctionError {
    FunctionError(
      "argument \(index + 1) is \(type(at: index)), not \(expected)", code: .mismatch)
  }
}
