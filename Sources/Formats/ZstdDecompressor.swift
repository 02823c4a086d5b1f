internal import CZstd

/// Unpacks zstd data of any number of frames.
@safe final class ZstdDecompressor: Decompressor {
  private let context: OpaquePointer

  /// Returns nil when there is no memory.
  init?() {
    guard let context = unsafe ZSTD_createDCtx() else { return nil }
    unsafe self.context = context
  }

  deinit {
    _ = unsafe ZSTD_freeDCtx(context)
  }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecompressionStep {
    var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let result = unsafe ZSTD_decompressStream(context, &target, &source)
    var state = result == 0 ? DecompressionStep.State.atBoundary : .inside
    if ZSTD_isError(result) != 0 {
      state = unsafe .corrupt(String(cString: ZSTD_getErrorName(result)))
    }
    return unsafe DecompressionStep(consumed: source.pos, produced: target.pos, state: state)
  }

  func canBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first else { return true }
    let rest: [UInt8] = first & 0xF0 == 0x50 ? [0x2A, 0x4D, 0x18] : [0xB5, 0x2F, 0xFD]
    return (first == 0x28 || first & 0xF0 == 0x50)
      && bytes.dropFirst().prefix(3).elementsEqual(rest.prefix(bytes.count - 1))
  }

  func isPadding(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.isEmpty
  }
}
