/// Dresses canonical decimal strings for people.
package enum NumberText {
  /// The number with thousands grouped and a true minus: `−1,234,567.891`.
  ///
  /// Digits after the point are left alone; a text that is no number is returned as it is.
  package static func grouped(_ number: String) -> String {
    let bytes = Array(number.utf8)
    let sign = bytes.first == UInt8(ascii: "-") ? 1 : 0
    let point = bytes.firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
    guard point > sign, bytes[sign..<point].allSatisfy({ (0x30...0x39).contains($0) }) else {
      return number
    }
    var result: [UInt8] = sign == 1 ? Array("−".utf8) : []
    for index in sign..<point {
      if index > sign, (point - index).isMultiple(of: 3) { result.append(UInt8(ascii: ",")) }
      result.append(bytes[index])
    }
    return String(decoding: result + bytes[point...], as: UTF8.self)
  }

  /// The columns from the point to the end; 0 for a whole number.
  static func fractionWidth(_ number: String) -> Int {
    let bytes = number.utf8
    guard let point = bytes.lastIndex(of: UInt8(ascii: ".")) else { return 0 }
    return bytes.distance(from: point, to: bytes.endIndex)
  }
}
