/// A page of help that belongs to no single command.
package struct HelpTopic: Sendable, Equatable {
  /// The word typed after `help`.
  package let name: String
  /// The title of the page.
  package let title: String
  /// Paragraphs, see ``TextWrapper/paragraphs(_:width:indent:)``.
  package let text: String
  /// Whether the overview and the manual show it; `help` finds it by its name in any case.
  package let isListed: Bool

  /// Describes one topic.
  package init(_ name: String, title: String, text: String, isListed: Bool = true) {
    self.name = name
    self.title = title
    self.text = text
    self.isListed = isListed
  }
}
