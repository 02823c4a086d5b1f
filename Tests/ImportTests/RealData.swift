import Engine
import FixedPoint
import Foundation
import Import
import Ledger
import Store
import Testing

/// The data sets that may stand beside the package, imported through the maps that are built in.
enum RealData {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data")

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  /// Imports files of a data set into a new ledger.
  static func importing(_ map: String, _ files: [String]) async throws -> ImportedLedger {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "plimsoll-\(UUID().uuidString)").path
    let json = try #require(EmbeddedFiles.maps.first { $0.name == map })
    let writer = try LedgerWriter(path: path, creates: true)
    let lines = try MappedImport.read(
      files.map { MappedImport.File(path: folder.appending(path: "\(map)/\($0)").path) },
      map: try ImportMap(json: json.bytes, name: map), for: writer, keepsGoing: false)
    #expect(lines.rejects.isEmpty)
    let session = try ImportSession(writer)
    try await MappedImport.take(lines, into: session)
    _ = try session.finish()
    return try ImportedLedger(path: path)
  }

  struct MakerState {
    let vault: String
    let ink: String
    let art: String
  }

  /// The last published state of each second of each vault, by Unix second.
  static func makerStates() throws -> [Int64: [MakerState]] {
    struct File: Decodable {
      struct State: Decodable {
        let ink: String
        let art: String
        let time: String
      }
      let cdps: [String: [State]]
    }
    let data = try Data(contentsOf: folder.appending(path: "maker-2019/timeseries.json"))
    let format = ISO8601DateFormatter()
    var states: [Int64: [MakerState]] = [:]
    for (vault, rows) in try JSONDecoder().decode(File.self, from: data).cdps {
      var seen: Set<String> = []
      // Newest first: the first of a second is the last state of it.
      for row in rows where seen.insert(row.time).inserted {
        let time = try #require(format.date(from: row.time))
        states[Int64(time.timeIntervalSince1970), default: []].append(
          MakerState(vault: vault, ink: row.ink, art: row.art))
      }
    }
    return states
  }
}

/// A ledger in a temporary folder, removed with the value.
final class ImportedLedger {
  let file: LedgerFile

  init(path: String) throws {
    file = try LedgerFile(path: path)
  }

  deinit {
    for suffix in ["", ".head", ".lock", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: file.path + suffix)
    }
  }

  /// Folds the ledger and gives the book after each block, with the events of that block.
  func walk(_ body: (Book, [Event], Names) throws -> Void) throws {
    let cursor = try file.events()
    var book = Book()
    var event = Event(.note)
    var events: [Event] = []
    while try cursor.next(into: &event) {
      if let last = events.last, last.position.block != event.position.block {
        try body(book, events, file.names)
        events = []
      }
      try book.apply(event, names: file.names)
      events.append(event)
    }
    if !events.isEmpty { try body(book, events, file.names) }
  }
}
