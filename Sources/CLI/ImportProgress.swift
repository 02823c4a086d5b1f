internal import Console
internal import Formats

/// The line of progress of an import.
final class ImportProgress {
  private var line: ProgressLine?
  private let io: CommandIO

  init(_ io: CommandIO) {
    self.io = io
  }

  /// Shows that a file is read.
  func watch(_ source: ByteSource) {
    let name = source.name.split(separator: "/").last.map(String.init) ?? source.name
    begin("reading \(name)", total: nil)
  }

  /// Shows a piece of work.
  func begin(_ label: String, total: Int64?) {
    line?.clear()
    line = ProgressLine(label, unit: "events", total: total, output: io.words)
  }

  func update(_ events: Int64) {
    line?.update(events)
  }

  func clear() {
    line?.clear()
    line = nil
  }
}
