/// A report as one page: what it found, how, and from what.
package struct Page: Sendable {
  /// A figure that matters most: short in large type, with its exact words below.
  package struct Headline: Sendable, Hashable {
    package let label: String
    package let value: String
    package let unit: String
    package let exact: String
    package let isLoss: Bool

    /// Creates a headline from words.
    package init(
      _ label: String, value: String, unit: String, exact: String = "", isLoss: Bool = false
    ) {
      self.label = label
      self.value = value
      self.unit = unit
      self.exact = exact
      self.isLoss = isLoss
    }

    /// Creates a headline from a figure, shortened in large type and exact below.
    package init(_ label: String, _ figure: Figure, unit: String, isLoss: Bool = false) {
      let value = NumberText.short(figure.value)
      let exact = value == figure.exact ? "" : "\(figure.exact) \(unit)"
      self.init(label, value: value, unit: unit, exact: exact, isLoss: isLoss)
    }
  }

  /// A term and what it means here.
  package struct Definition: Sendable, Hashable {
    package let term: String
    package let meaning: String

    package init(_ term: String, _ meaning: String) {
      self.term = term
      self.meaning = meaning
    }
  }

  /// What a section is made of.
  package enum Block: Sendable {
    case paragraph(String)
    case subheading(String)
    /// A chart with its table under it.
    case chart(any Chart)
    /// A chart whose figures stand in the table that follows it.
    case drawing(any Chart)
    case table(PageTable)
    case definitions([Definition])
    case footnote(String)
    /// Blocks that a screen shows when asked, and paper always.
    indirect case folded(String, [Block])
  }

  /// A heading and what stands under it.
  package struct Section: Sendable {
    package let heading: String
    package let blocks: [Block]

    package init(_ heading: String, _ blocks: [Block]) {
      self.heading = heading
      self.blocks = blocks
    }
  }

  package let title: String
  /// The sentence that says what happened.
  package let lead: String
  package let headlines: [Headline]
  package let sections: [Section]
  /// Where the figures are from: block, number, root.
  package let anchor: String

  package init(
    title: String, lead: String, headlines: [Headline], sections: [Section], anchor: String
  ) {
    self.title = title
    self.lead = lead
    self.headlines = headlines
    self.sections = sections
    self.anchor = anchor
  }
}
