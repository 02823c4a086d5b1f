/// Lines joined as a file has them, with the ranges of the lines in it.
package struct LineText: Sendable {
  package let bytes: [UInt8]
  package let ranges: [Range<Int>]

  package init(_ lines: [String]) {
    var bytes: [UInt8] = []
    var ranges: [Range<Int>] = []
    for line in lines {
      let start = bytes.count
      bytes.append(contentsOf: line.utf8)
      ranges.append(start..<bytes.count)
      bytes.append(UInt8(ascii: "\n"))
    }
    self.bytes = bytes
    self.ranges = ranges
  }
}
