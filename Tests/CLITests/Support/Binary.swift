import Foundation
import Testing

/// The command as it was built, beside the tests.
enum Binary {
  static let url = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "plimsoll")

  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: url.path) }

  /// What a run of a program left.
  struct Result {
    let status: Int32
    /// Whether a signal ended it.
    let wasKilled: Bool
    let output: Data
    let words: String

    var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// A running command; the files with what it printed go away with it.
  final class Running {
    let process: Process
    private let streams: [URL]

    init(_ program: URL, _ arguments: [String], input: URL?) throws {
      let folder = FileManager.default.temporaryDirectory
      let streams = (0..<2).map { _ in folder.appending(path: "plimsoll-\(UUID().uuidString)") }
      for stream in streams { try Data().write(to: stream) }
      self.streams = streams
      process = Process()
      process.executableURL = program
      process.arguments = arguments
      process.standardInput = try input.map { try FileHandle(forReadingFrom: $0) } ?? .nullDevice
      process.standardOutput = try FileHandle(forWritingTo: streams[0])
      process.standardError = try FileHandle(forWritingTo: streams[1])
      try process.run()
    }

    deinit {
      for stream in streams { try? FileManager.default.removeItem(at: stream) }
    }

    func result() throws -> Result {
      process.waitUntilExit()
      return Result(
        status: process.terminationStatus,
        wasKilled: process.terminationReason == .uncaughtSignal,
        output: try Data(contentsOf: streams[0]),
        words: String(decoding: try Data(contentsOf: streams[1]), as: UTF8.self))
    }
  }

  static func start(_ arguments: [String], input: URL? = nil) throws -> Running {
    try Running(url, arguments, input: input)
  }

  static func run(_ arguments: [String], input: URL? = nil) throws -> Result {
    try start(arguments, input: input).result()
  }

  /// Runs a script of the shell; `$0` is the command, `$1` and so on are the arguments.
  static func shell(_ script: String, _ arguments: [String], program: URL = url) throws -> Result {
    try Running(
      URL(filePath: "/bin/bash"), ["-c", script, program.path] + arguments, input: nil
    ).result()
  }
}
