/// A page of help that belongs to no single command.
package struct HelpTopic: Sendable, Equatable {
  /// The word typed after `help`.
  package let name: String
  /// The title of the page.
  package let title: String
  /// Paragraphs, see ``TextWrapper/paragraphs(_:width:indent:)``.
  package let text: String

  /// Describes one topic.
  package init(_ name: String, title: String, text: String) {
    self.name = name
    self.title = title
    self.text = text
  }
}
