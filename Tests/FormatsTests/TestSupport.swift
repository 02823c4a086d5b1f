import Foundation
import Testing

@testable import Formats

/// A small generator, so that a seed gives the same test on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A directory that is removed at the end of a test.
final class TemporaryDirectory {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }
}

/// The error that `body` throws, or nil.
func inputError(_ body: () throws(InputError) -> Void) -> InputError? {
  do throws(InputError) {
    try body()
    return nil
  } catch {
    return error
  }
}

/// Everything in a source, read in pieces of `pieceSize`.
func contents(
  of source: ByteSource, pieceSize: Int = 100
) throws(InputError) -> [UInt8] {
  var all: [UInt8] = []
  while true {
    let piece = try source.read(upTo: pieceSize)
    if piece.isEmpty { return all }
    all += piece
  }
}
