import Foundation
import Testing

/// Rows that cannot be mapped can be mended in the reject file and imported with the same map.
@Suite struct RejectFileTests {
  private static let map = """
    {
      "name": "m", "venue": { "name": "V" }, "assets": { "USD": { "decimals": 2 } },
      "sources": [
        {
          "name": "rows", "files": ["rows*.csv"], "format": "csv",
          "time": { "iso": "{t}" }, "block": "seconds",
          "events": [
            { "kind": "deposit", "account": "{who}", "asset": "USD", "amount": "{n}" }
          ]
        }
      ]
    }
    """

  private static let rows = """
    t,who,n
    2024-01-01T00:00:00,"a ""x"", b",1.005
    2024-01-01 00:00:01,c,2

    """

  @Test func rejectedRowIsMendedAndImported() async throws {
    let folder = try LedgerFolder()
    let map = try folder.write("m.json", bytes: Array(Self.map.utf8))
    let input = try folder.write("rows.csv", bytes: Array(Self.rows.utf8))
    let rejects = folder.path("rejects.csv")
    let first = await CommandRun.run(
      ["import", folder.path("a.plimsoll"), "--map", map, "--rejects", rejects, input])
    #expect(first.status == 0)
    #expect(
      first.words.contains(
        "read    2 rows of rows\nadded 3 events in 1 new block (1 row rejected)"))
    #expect(
      folder.plain(try String(contentsOfFile: rejects, encoding: .utf8)) == #"""
        file,line,column,reason,text,row
        rows.csv,2,n,"1.005 has 3 decimals, its asset has 2; ""round"" in the map allows that",1.005,"2024-01-01T00:00:00,""a """"x"""", b"",1.005"

        """#)
    // As docs/MAPS.md says: the header, then the rows of the reject file.
    let script = #"""
      head -n 1 "$1/rows.csv" > "$1/mended.csv" &&
      python3 -c 'import csv, sys
      for r in csv.DictReader(open(sys.argv[1], newline="")): print(r["row"])' "$1/rejects.csv" |
      sed s/1.005/1.01/ >> "$1/mended.csv"
      """#
    #expect(try Binary.shell(script, [folder.url.path]).status == 0)
    let again = await CommandRun.run([
      "import", folder.path("b.plimsoll"), "--map", map, "--rejects", rejects, input,
      "rows=\(folder.path("mended.csv"))",
    ])
    #expect(again.status == 0, "\(again.words)")
    let log = await CommandRun.run(["export", folder.path("b.plimsoll")])
    #expect(log.output.contains(#""account":"a \"x\", b","asset":"USD","amount":"1.01""#))
    #expect(log.output.contains(#""time":1704067201000"#))
  }
}
