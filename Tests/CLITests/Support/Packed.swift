/// Packs bytes without compressing them, as both formats allow.
enum Packed {
  /// A gzip member of stored blocks (RFC 1952, RFC 1951).
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var packed: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    let starts = bytes.isEmpty ? [0] : Array(stride(from: 0, to: bytes.count, by: 65_535))
    for start in starts {
      let block = bytes[start..<min(start + 65_535, bytes.count)]
      packed.append(start == starts.last ? 1 : 0)
      packed += little(UInt32(block.count), 2) + little(~UInt32(block.count), 2) + block
    }
    return packed + little(crc(bytes), 4) + little(UInt32(bytes.count), 4)
  }

  /// A zstd frame of raw blocks (RFC 8878).
  static func zstd(_ bytes: [UInt8]) -> [UInt8] {
    // No checksum, no size, a window of one megabyte.
    var packed: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]
    let starts = bytes.isEmpty ? [0] : Array(stride(from: 0, to: bytes.count, by: 100_000))
    for start in starts {
      let block = bytes[start..<min(start + 100_000, bytes.count)]
      packed += little(UInt32(block.count) << 3 | (start == starts.last ? 1 : 0), 3) + block
    }
    return packed
  }

  private static func little(_ number: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1
      }
    }
  }
}
