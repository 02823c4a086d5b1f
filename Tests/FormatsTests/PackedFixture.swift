import Foundation
import Testing

/// Data that was packed by the gzip and zstd programs, and packers that need no library.
enum PackedFixture {
  /// What the packed fixtures hold.
  static let plain = Array((1...120).map { "event \($0 * 7919 % 1000)\n" }.joined().utf8)

  /// `plain` as gzip packs it.
  static func gzip() throws -> [UInt8] { try decode(gzipText) }

  /// `plain` as zstd packs it, with a checksum.
  static func zstd() throws -> [UInt8] { try decode(zstdText) }

  private static func decode(_ text: String) throws -> [UInt8] {
    Array(try #require(Data(base64Encoded: text)))
  }

  private static let gzipText =
    "H4sIAAAAAAACA0WTu20EQQzFclfhEka/kVTQpY4M12/D2MfLBGzAHRLv9fP6+v5c24/X/zUxz9XVz3X7Pldt"
    + "6bJ8rox4rih/Lm97Ltuj64jhQmwKMVeIHiH6CHFdiEoh8goRI4QvCBPDQowSYluIWSHGhOgQ4pYQ1ULkCJFH"
    + "iHAhPMWwC0MIAdadTwL0PcheZA+yG9kX2YXsRLYYZmKEEFsH2Ytsah9qO7WzkM0jhtqH2k7tPPw8sgfZ1DZq"
    + "RyE7kS1ELrWN2kHtXGTD4BXIfndIZAtwh9aH1k7rWGQPshvZtDYxIpEd/JEQvdQ2aju1c5DdyKb2obZTO3mG"
    + "EDvUPtRm2822L9sutp1sO9l2sG1n29Zvhg5k04FlN8u+LPuy7GLZybKDZfvfsn8Bjo9LBKEEAAA="

  private static let zstdText =
    "KLUv/QRoZQcAxtQrEMClcEC3/xfsiohI2Y8C8A0oACUAJQD7giP9uF9IzGiQhSl2MofKbTlHNMMwEZe6jYxO"
    + "fb+XCWBiAoSBoCAI0jAZzbKWP4h8LEMnptgEr3YeHzKde/CDIs0odZi6JsMIhzdqBTHXZR2u4Ylf0s04qDFI"
    + "PJ+UanwRx1DDFqHhXtbdHR+Rz3RghAKAQRSeyKkcKrZ/imiYeKjaxujQ72vZJ2QYQkYeg1IHy24KO/IQAXeo"
    + "IETy7bAdAxAU+iGGgtJAjr1gtOGMIztXNcrsNXmPOFiJwvGKVIrSLrPwHmHAQYEjZyvtnTMKUgpq+Az+"

  /// A gzip member that stores its bytes without packing them.
  static func storedGzip(_ bytes: [UInt8]) -> [UInt8] {
    var member: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    let length = UInt16(bytes.count)
    member += [1, UInt8(length & 255), UInt8(length >> 8)]
    member += [UInt8(~length & 255), UInt8(~length >> 8)]
    member += bytes
    for value in [crc32(bytes), UInt32(bytes.count)] {
      member += (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
    return member
  }

  /// A zstd frame that stores its bytes without packing them.
  static func storedZstd(_ bytes: [UInt8]) -> [UInt8] {
    let size = UInt32(bytes.count)
    let header = size << 3 | 1
    var frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0b1010_0000]
    frame += (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * UInt32($0))) }
    frame += (0..<3).map { UInt8(truncatingIfNeeded: header >> (8 * UInt32($0))) }
    return frame + bytes
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
