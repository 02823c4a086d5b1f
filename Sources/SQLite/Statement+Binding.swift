internal import CSQLite

// MARK: - Binding

// Every method here throws `range` for a parameter that does not exist, `misuse` for a statement
// that was stepped and not reset, and `tooBig` for a text or blob over the limit.

extension Statement {
  /// Binds NULL.
  package mutating func bindNull(at parameter: Int) throws(SQLiteError) {
    try check(unsafe Calls.bind(handle, Int32(clamping: parameter), null: ()))
  }

  /// Binds an integer.
  package mutating func bind(_ value: Int64, at parameter: Int) throws(SQLiteError) {
    try check(unsafe Calls.bind(handle, Int32(clamping: parameter), int64: value))
  }

  /// Binds an integer.
  package mutating func bind(_ value: Int, at parameter: Int) throws(SQLiteError) {
    try bind(Int64(value), at: parameter)
  }

  /// Binds an integer, or NULL for nil.
  package mutating func bind(_ value: Int64?, at parameter: Int) throws(SQLiteError) {
    guard let value else { return try bindNull(at: parameter) }
    try bind(value, at: parameter)
  }

  /// Binds a text.
  package mutating func bind(_ text: String, at parameter: Int) throws(SQLiteError) {
    try bind(text: text.utf8.span, at: parameter)
  }

  /// Binds a text, or NULL for nil.
  package mutating func bind(_ text: String?, at parameter: Int) throws(SQLiteError) {
    guard let text else { return try bindNull(at: parameter) }
    try bind(text, at: parameter)
  }

  /// Binds a text given as UTF-8, which is copied but not checked.
  package mutating func bind(text: Span<UInt8>, at parameter: Int) throws(SQLiteError) {
    let code = unsafe text.withUnsafeBufferPointer { bytes in
      unsafe bind(bytes, at: parameter, isText: true)
    }
    try check(code)
  }

  /// Binds a blob, which is copied.
  package mutating func bind(blob: Span<UInt8>, at parameter: Int) throws(SQLiteError) {
    let code = unsafe blob.withUnsafeBufferPointer { bytes in
      unsafe bind(bytes, at: parameter, isText: false)
    }
    try check(code)
  }

  /// Binds a blob, which is copied.
  package mutating func bind(blob: [UInt8], at parameter: Int) throws(SQLiteError) {
    try bind(blob: blob.span, at: parameter)
  }

  /// Binds a value of any type.
  package mutating func bind(_ value: Value, at parameter: Int) throws(SQLiteError) {
    switch value {
    case .null: try bindNull(at: parameter)
    case .integer(let integer): try bind(integer, at: parameter)
    case .real(let real):
      try check(unsafe Calls.bind(handle, Int32(clamping: parameter), double: real))
    case .text(let text): try bind(text, at: parameter)
    case .blob(let blob): try bind(blob: blob, at: parameter)
    }
  }

  /// Binds values to the parameters from 1 on.
  ///
  /// - Throws: ``SQLiteError`` with `range` when there are not as many values as parameters.
  package mutating func bind(_ values: [Value]) throws(SQLiteError) {
    guard values.count == parameterCount else {
      throw unsafe SQLiteError(
        code: .range,
        message: "\(values.count) values are given for \(parameterCount) parameters",
        statement: handle)
    }
    for (offset, value) in values.enumerated() {
      try bind(value, at: offset + 1)
    }
  }

  /// Binds a text or blob without any copy.
  ///
  /// The memory must stay and must not change until the parameter is bound again, the bindings
  /// are cleared or the statement ends. Worth it for large blobs; short ones are as fast with
  /// ``bind(text:at:)``.
  @unsafe
  package mutating func bindWithoutCopy(
    _ bytes: UnsafeBufferPointer<UInt8>, at parameter: Int, isText: Bool
  ) throws(SQLiteError) {
    // A null pointer would bind NULL.
    let empty = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    guard let start = bytes.baseAddress, !bytes.isEmpty else {
      return try check(unsafe bind(empty, at: parameter, isText: isText))
    }
    let index = Int32(clamping: parameter)
    try check(
      unsafe Calls.bind(
        handle, index, bytes: start, count: bytes.count, isText: isText, copies: false))
  }
}

// MARK: - Helpers

extension Statement {
  /// Binds bytes from the parameter's slot if they are short, and else from a copy of SQLite's.
  private mutating func bind(
    _ bytes: UnsafeBufferPointer<UInt8>, at parameter: Int, isText: Bool
  ) -> Int32 {
    let index = Int32(clamping: parameter)
    if bytes.count > BindingSlots.slotSize, let start = bytes.baseAddress {
      return unsafe Calls.bind(
        handle, index, bytes: start, count: bytes.count, isText: isText, copies: true)
    }
    // The running statement may still read the slot.
    if isActive { return SQLITE_MISUSE }
    let statement = unsafe handle
    let slot = unsafe slots.keep(
      bytes, parameter: parameter, parameterCount: Int(Calls.parameterCount(statement)))
    guard let slot = unsafe slot else { return SQLITE_RANGE }
    return unsafe Calls.bind(
      handle, index, bytes: slot, count: bytes.count, isText: isText, copies: false)
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    if code == SQLITE_OK { return }
    guard code == SQLITE_MISUSE else {
      throw unsafe SQLiteError(rawCode: code, statement: handle)
    }
    throw unsafe SQLiteError(
      code: .misuse, message: "values are bound to a statement that was stepped and not reset",
      statement: handle)
  }
}
