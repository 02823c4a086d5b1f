internal import Formats
package import Margin

/// The JSON form of a rulebook.
package enum RulebookFile {
  /// The parameters that the text of a rulebook sets, in the order of the text.
  ///
  /// - Parameters:
  ///   - bytes: The JSON text.
  ///   - name: The name of the file, for messages.
  /// - Returns: The parameters; of a list the number of its entries comes first.
  /// - Throws: ``RulebookFileError`` with everything that is wrong, each with its place.
  package static func read(
    _ bytes: [UInt8], name: String
  ) throws(RulebookFileError) -> [Parameter] {
    let document: JSONDocument
    do throws(InputError) {
      document = try JSONDocument(parsing: bytes, source: name)
    } catch {
      let problem = RulebookFileError.Problem(error.position, error.reason)
      throw RulebookFileError(file: name, problems: [problem])
    }
    var reader = RulebookReader()
    reader.read(document.root)
    reader.checkRules()
    if !reader.problems.isEmpty {
      throw RulebookFileError(file: name, problems: reader.problemsInOrder)
    }
    return reader.parameters
  }

  /// The JSON text of a rulebook; reading it gives the same rulebook.
  package static func write(_ rulebook: Rulebook, _ detail: Rulebook.Detail = .changes) -> [UInt8] {
    RulebookWriter(rulebook.parameters(detail)).text()
  }
}
