/// Pictures of characters, for places where no SVG is shown.
enum TextPicture {
  /// The width of the longest bar in characters.
  private static let barWidth = 40

  /// Bars below each other with their names before and their labels behind.
  static func bars(_ items: [(name: String, value: Double, label: String)]) -> [String] {
    let names = items.map { Markup.plain($0.name) }
    let widest = names.map(\.count).max() ?? 0
    let largest = items.map { abs($0.value) }.filter(\.isFinite).max() ?? 0
    return zip(items, names).map { item, name in
      let share = largest > 0 && item.value.isFinite ? abs(item.value) / largest : 0
      var marks = Int((share * Double(barWidth)).rounded())
      if marks == 0, share > 0 { marks = 1 }
      let mark = item.value < 0 ? "░" : "█"
      let pad = String(repeating: " ", count: widest - name.count)
      let bar = String(repeating: mark, count: marks)
      return "\(name)\(pad)  \(bar)\(bar.isEmpty ? "" : " ")\(item.label)"
    }
  }

  /// Lines of blocks over time with where each begins and ends.
  static func series(_ lines: [(name: String, points: [TimePoint])]) -> [String] {
    let drawn = lines.map { ($0.name, $0.points.map(\.figure).filter { $0.drawn != nil }) }
      .filter { !$0.1.isEmpty }
    let widest = drawn.map { Markup.plain($0.0).count }.max() ?? 0
    return drawn.map { name, figures in
      let name = Markup.plain(name)
      let pad = String(repeating: " ", count: widest - name.count)
      let blocks = Sparkline(name, equity: figures).text(width: 48)
      let ends = [figures[0], figures[figures.count - 1]].map { NumberText.short($0.value) }
      return "\(name)\(pad)  \(blocks)  \(ends[0]) → \(ends[1])"
    }
  }
}
