import Conformance
import Formats
import Foundation
import Testing

/// The files of vectors that lie beside the package.
enum VectorFile {
  /// The folder of the vectors, or nil where the package stands alone.
  ///
  /// It is `PLIMSOLL_VECTORS`, or `../shared/vectors` seen from the package.
  static let folder: URL? = {
    let here = URL(filePath: #filePath)
    let roots = [here, here.resolvingSymlinksInPath()].map { file in
      (0..<5).reduce(file) { url, _ in url.deletingLastPathComponent() }
    }
    let named = ProcessInfo.processInfo.environment["PLIMSOLL_VECTORS"].map { URL(filePath: $0) }
    let candidates = [named].compactMap(\.self) + roots.map { $0.appending(path: "shared/vectors") }
    return candidates.first {
      FileManager.default.fileExists(atPath: $0.appending(path: "README.md").path())
    }
  }()

  /// Whether the vectors are there.
  static var isPresent: Bool { folder != nil }

  /// Runs every vector of a file.
  static func run(_ name: String) throws -> ConformanceRun {
    let folder = try #require(folder)
    let bytes = try Data(contentsOf: folder.appending(path: name))
    return try ConformanceRun(JSONDocument(parsing: [UInt8](bytes), source: name))
  }

  /// Requires that every vector of a file comes out as it expects.
  static func expectAllPass(_ name: String) throws {
    let run = try run(name)
    #expect(run.passed > 0)
    for tally in run.tallies {
      #expect(tally.unsupported.isEmpty, "\(tally.operation) is not there")
      for failure in tally.failures {
        Issue.record(
          "\(tally.operation) \(failure.id): expected \(failure.expected), got \(failure.got)")
      }
    }
  }
}
