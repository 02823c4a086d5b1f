import Engine
import Foundation
import Hashing
import Import
import Ledger
import Margin
import Store
import Testing

@testable import Simulation

/// The lines of a run make an ordinary ledger, and a second run completes one that was interrupted.
@Suite struct ImportedLinesTests {
  @Test(arguments: [0, 1, 100, 777])
  func anInterruptedLedgerIsCompleted(_ kept: Int) async throws {
    let run = try ScenarioRun(shipped: "losses-contracts", checkingEvery: 50)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "run.plimsoll").path
    let first = Array(run.lines.prefix(kept))
    if !first.isEmpty { #expect(try await record(first, in: path).alreadyThere == 0) }
    let outcome = try await record(run.lines, in: path)
    #expect(outcome.alreadyThere == Int64(first.count))
    #expect(outcome.added == Int64(run.lines.count - first.count))
    let file = try LedgerFile(path: path)
    #expect("\(file.tip.root)" == run.root)
    #expect(file.tip.size == Int64(run.lines.count))
  }

  private func record(
    _ lines: [String], in path: String
  ) async throws -> ImportSession.Outcome {
    let writer = try LedgerWriter(path: path, creates: true)
    let session = try ImportSession(writer, batchSize: 50)
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    try await CanonicalImport.read(bytes: bytes, name: "run", into: session)
    return try session.finish()
  }
}
