import Console
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("", "abc", 3), ("kitten", "sitting", 3), ("fromat", "format", 1),
    ("abc", "abc", 0), ("ab", "ba", 1), ("ca", "abc", 3),
  ])
  func distanceCountsChangesAndSwaps(left: String, right: String, expected: Int) {
    #expect(NearestName.distance(left, right) == expected)
    #expect(NearestName.distance(right, left) == expected)
  }

  @Test(arguments: [
    ("improt", "import"), ("imports", "import"), ("xprt", "export"), ("postmortm", "postmortem"),
    ("post", "postmortem"), ("chek", "check"), ("ch", nil), ("log", "log"), ("lg", "log"),
    ("zzz", nil), ("", nil),
  ])
  func nearestIsFound(word: String, expected: String?) {
    let names = ["import", "export", "log", "check", "checkpoint", "postmortem"]
    #expect(NearestName.find(word, among: names) == expected)
  }
}
