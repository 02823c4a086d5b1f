import Engine
import FixedPoint
import Formats
import Foundation
import Hashing
import Ledger
import Margin
@testable import Simulation

/// The folder of the shipped scenarios.
let scenarioFolder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "fixtures/scenarios")

/// A scenario that was run to its end.
struct ScenarioRun {
  var simulation: Simulation
  /// The canonical lines.
  var lines: [String] = []
  var root = ""

  /// Runs a scenario; every so many blocks the book is checked.
  init(_ scenario: Scenario, checkingEvery blocks: Int = 1) throws {
    simulation = try Simulation(scenario)
    var recorder = LineRecorder()
    while !simulation.isFinished {
      try simulation.runBlock { event, names in recorder.record(event, names) }
      if simulation.place % blocks == 0 || simulation.isFinished {
        try simulation.state.book.checkInvariants(names: simulation.names)
      }
    }
    root = "\(recorder.root)"
    lines = String(decoding: recorder.take(), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Runs a scenario written here.
  init(_ text: String) throws { try self.init(Self.scenario(text)) }

  /// Runs a shipped scenario, with words of its text replaced.
  init(
    shipped name: String, replacing words: [(String, String)] = [], checkingEvery blocks: Int = 1
  ) throws {
    try self.init(Self.shipped(name, replacing: words), checkingEvery: blocks)
  }

  static func scenario(_ text: String) throws -> Scenario {
    try Scenario(Array(text.utf8), name: "test.json") { file throws(InputError) in
      try ByteSource(path: scenarioFolder.appending(path: file).path)
    }
  }

  static func shipped(
    _ name: String, replacing words: [(String, String)] = []
  ) throws -> Scenario {
    var text = try String(
      contentsOf: scenarioFolder.appending(path: "\(name).json"), encoding: .utf8)
    for (old, new) in words { text = text.replacing(old, with: new) }
    return try scenario(text)
  }

  /// The lines that hold all of these words.
  func lines(with words: String...) -> [String] {
    lines.filter { line in words.allSatisfy { line.contains($0) } }
  }

  /// The value of a field in a line.
  static func value(_ field: String, _ line: String) -> String? {
    guard let start = line.range(of: "\"\(field)\":") else { return nil }
    return line[start.upperBound...].prefix { $0 != "," && $0 != "}" }
      .trimmingCharacters(in: ["\""])
  }

  /// The counts by kind, as golden files have them.
  var counts: String {
    simulation.summary.kinds.map { "\($0.kind.name)=\($0.count)" }.joined(separator: " ")
  }
}
