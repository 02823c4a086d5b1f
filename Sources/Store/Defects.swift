/// What is wrong with a ledger but does not keep it from being opened to be verified.
struct Defects {
  /// The differences of the schema, as sentences.
  var schema: [String] = []
  /// What is wrong with the names.
  var names: [NameStore.Problem] = []
  /// Why the head file is none; nil when it is one or is missing.
  var head: String?

  /// The head of a ledger; nil also when what is there is no head.
  mutating func readHead(_ paths: LedgerPaths) throws(StoreError) -> Head? {
    do throws(StoreError) {
      return try Head.read(paths)
    } catch {
      guard error.code == .head else { throw error }
      head = error.description
      return nil
    }
  }
}
