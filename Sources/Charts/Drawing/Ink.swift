/// A colour of the page, by its part: the page says which one it is in light, dark and print.
package enum Ink: String, Sendable, Hashable, CaseIterable {
  case ink, muted, grid, blue, orange, loss, shade

  /// The colour as an attribute of SVG.
  var css: String { "var(--\(rawValue))" }
}
