import Audit
import Ledger
import LedgerSupport

/// A small log written by hand, one event a line: the block, the kind, then field=value; texts as they are.
struct FactLog {
  var lines: [String] = []
  private var indexes: [Int: Int] = [:]

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count > 1, let block = Int(words[0]) else { continue }
      let index = indexes[block, default: 0]
      indexes[block] = index + 1
      var json =
        #"{"v":1,"block":\#(block),"index":\#(index),"time":\#(block * 1000),"kind":"\#(words[1])""#
      for word in words.dropFirst(2) {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        let isInteger = ["decimals", "published", "tier"].contains(parts[0])
        json += #","\#(parts[0])":"# + (isInteger ? parts[1] : "\"\(parts[1])\"")
      }
      lines.append(json + "}")
    }
  }

  /// What the facts of the log show.
  func audit() throws -> AuditResult {
    var reader = LogReader()
    var events: [Event] = []
    for line in lines { events.append(try reader.read(line)) }
    var audit = FactAudit(names: reader.names, hasRulebook: false)
    var start = 0
    for place in events.indices
    where place + 1 == events.count
      || events[place + 1].position.block != events[place].position.block
    {
      try audit.take(block: Array(events[start...place]))
      start = place + 1
    }
    return audit.result()
  }
}
