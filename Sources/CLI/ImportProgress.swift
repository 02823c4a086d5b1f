internal import Console
internal import Import

/// The line of progress of an import.
final class ImportProgress {
  private static let kilobyte = 1_000

  private var line: ProgressLine?
  private var countsBytes = false
  private let io: CommandIO

  init(_ io: CommandIO) {
    self.io = io
  }

  /// Shows that a file is read: by its bytes, so that the time left can be told, or by events.
  func watch(_ path: String, totalBytes: Int?) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    begin("reading \(name)", kilobytes: totalBytes.map { Int64($0 / Self.kilobyte) })
  }

  /// Shows that events are recorded.
  func begin(events: Int64) {
    line?.clear()
    countsBytes = false
    line = ProgressLine("recording", unit: "events", total: events, output: io.words)
  }

  private func begin(_ label: String, kilobytes: Int64?) {
    line?.clear()
    countsBytes = kilobytes != nil
    line = ProgressLine(
      label, unit: countsBytes ? "kB" : "events", total: kilobytes, output: io.words)
  }

  func update(_ progress: ImportSession.Progress) {
    let bytes = progress.inputBytes.map { $0 / Int64(Self.kilobyte) }
    line?.update(countsBytes ? bytes ?? 0 : progress.events)
  }

  func clear() {
    line?.clear()
    line = nil
  }
}
