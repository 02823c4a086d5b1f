package import Ledger

/// Reads canonical lines one by one, as an import does.
package struct LogReader {
  package var decoder: LineDecoder
  package var names: Names { decoder.names }
  private var seq: Int64 = 0

  package init(names: Names = Names(), recorded: Position? = nil) {
    decoder = LineDecoder(names: names, recorded: recorded)
  }

  /// The event of a line; events are numbered in the order they are read.
  package mutating func read(_ line: String) throws(LineError) -> Event {
    try read(Array(line.utf8))
  }

  /// The event of a line given as bytes.
  package mutating func read(_ line: [UInt8]) throws(LineError) -> Event {
    var event = Event(.note)
    try decoder.decode(line.span, 0..<line.count, into: &event)
    seq += 1
    event.seq = seq
    return event
  }

  /// The line that an event is written as.
  package func line(_ event: Event) -> String {
    LineEncoder.line(of: event, names: names)
  }
}
