internal import FixedPoint
internal import Formats

extension VectorValue {
  /// The value of a key, or nil when this is no object or has no such key.
  package subscript(key: String) -> VectorValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }
}

extension VectorValue: CustomStringConvertible {
  /// The value as the vectors write it: JSON, with numbers as text.
  package var description: String {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.text
  }

  private func write(to writer: inout JSONWriter) {
    switch self {
    case .integer(let integer): writer.string(integer.description)
    case .ratio(let ratio): writer.string(ratio.description)
    case .text(let text): writer.string(text)
    case .bool(let bool): writer.bool(bool)
    case .list(let values):
      writer.array { writer in
        for value in values { value.write(to: &writer) }
      }
    case .object(let members):
      writer.object { writer in
        for member in members {
          writer.key(member.key)
          member.value.write(to: &writer)
        }
      }
    case .error(let reason):
      writer.object { writer in writer.member("error", reason) }
    }
  }
}
