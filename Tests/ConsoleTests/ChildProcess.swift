import Foundation

/// Runs programs of the system for tests.
enum ChildProcess {
  /// What a program printed and how it ended.
  struct Result {
    let output: String
    let errors: String
    let status: Int32
  }

  /// The path of a program, or nil when this machine has none.
  static func path(of program: String) -> String? {
    ["/usr/bin/\(program)", "/bin/\(program)", "/usr/local/bin/\(program)"]
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs a program in a directory with its input in a file, and waits for its end.
  static func run(
    _ path: String, _ arguments: [String], in directory: URL = .temporaryDirectory
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"]
    let files = (0..<2).map { _ in directory.appending(path: UUID().uuidString) }
    for file in files { try Data().write(to: file) }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    return Result(
      output: try String(contentsOf: files[0], encoding: .utf8),
      errors: try String(contentsOf: files[1], encoding: .utf8),
      status: process.terminationStatus)
  }
}
