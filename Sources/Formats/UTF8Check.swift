internal import CSimdJSON

/// Checks that bytes are UTF-8 text.
package enum UTF8Check {
  /// The offset from the start of `bytes` of the first byte that is not valid UTF-8, or nil.
  package static func firstInvalidOffset(in bytes: ArraySlice<UInt8>) -> Int? {
    let found = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe csj_first_invalid_utf8(buffer.baseAddress, buffer.count)
    }
    return found < bytes.count ? found : nil
  }

  /// The offset of the first byte that is not valid UTF-8, or nil.
  package static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
    firstInvalidOffset(in: bytes[...])
  }

  /// The offset of the first byte that is not valid UTF-8, or nil.
  package static func firstInvalidOffset(in bytes: Span<UInt8>) -> Int? {
    let found = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe csj_first_invalid_utf8(buffer.baseAddress, buffer.count)
    }
    return found < bytes.count ? found : nil
  }
}
