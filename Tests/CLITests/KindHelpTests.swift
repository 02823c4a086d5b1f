import Ledger
import Testing

/// `help` and the name of a kind shows what the declarations say of it.
@Suite struct KindHelpTests {
  @Test(arguments: Kind.allCases)
  func everyFieldIsExplained(kind: Kind) async {
    let page = await CommandRun.run(["help", kind.name])
    #expect(page.status == 0)
    let text = Self.plain(page.output)
    #expect(text.contains(Self.plain(kind.spec.meaning)))
    #expect(text.contains(Self.plain(kind.spec.effect)))
    for field in kind.spec.fields where field.field != .ref {
      let isRequired = field.isRequired ? "required" : "optional"
      #expect(text.contains("\(field.field.rawValue): "), "\(field.field)")
      #expect(text.contains("\(isRequired) \(Self.plain(field.meaning))"), "\(field.field)")
    }
    #expect(!page.output.split(separator: "\n").contains { $0.count > 80 })
  }

  @Test func allKindsAreListed() async {
    let page = await CommandRun.run(["help", "kinds"])
    for kind in Kind.allCases { #expect(page.output.contains("\n  \(kind.name)\n")) }
  }

  @Test func misspelledKindIsSuggested() async {
    let page = await CommandRun.run(["help", "depositt"])
    #expect(page.status == 64)
    #expect(page.words.contains("Did you mean 'deposit'?"))
  }

  /// Words and nothing else, whatever the lines and the marks.
  private static func plain(_ text: String) -> String {
    text.replacing("`", with: "'").split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }
}
