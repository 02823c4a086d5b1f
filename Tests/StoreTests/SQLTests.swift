import Engine
import FixedPoint
import Ledger
import LedgerSupport
import SQLite
import Store
import Testing

/// The exact functions in SQL, and the double entry that the view `posting` derives with them.
@Suite struct SQLTests {
  @Test(
    arguments: [
      ("dec_add('1.5', '2.25')", "3.75"), ("dec_add('0.1', '0.2')", "0.3"),
      ("dec_add(1, '0.000000000000000001')", "1.000000000000000001"), ("dec_add(NULL, '1')", nil),
      ("dec_sub('1', '1')", "0"), ("dec_sub('-1', 2)", "-3"), ("dec_sub('1', NULL)", nil),
      ("dec_neg('5.5')", "-5.5"), ("dec_neg('0')", "0"), ("dec_neg(NULL)", nil),
      ("dec_mul('1.5', '-3')", "-4.5"), ("dec_mul('0.000000000000000001', '0.5')", "0"),
      ("dec_mul('0.000000000000000003', '0.5')", "0.000000000000000002"), ("dec_mul(2, 3)", "6"),
      ("dec_cmp('10', '9')", "1"), ("dec_cmp('-10', '9')", "-1"), ("dec_cmp('1', 1)", "0"),
      ("dec_cmp('1', NULL)", nil),
      (
        "(SELECT dec_sum(x) FROM (SELECT '0.1' AS x UNION ALL SELECT NULL UNION ALL SELECT 2))",
        "2.1"
      ),
      ("(SELECT dec_sum(x) FROM (SELECT '1' AS x WHERE 0))", "0"),
      (
        "(SELECT group_concat(s, ' ') FROM (SELECT dec_sum(column1) OVER (ORDER BY column2 ROWS 1 "
          + "PRECEDING) AS s FROM (VALUES ('1', 1), ('2.5', 2), ('-4', 3))))", "1 3.5 -1.5"
      ),
      (
        "(SELECT group_concat(x, ' ') FROM (SELECT column1 AS x FROM (VALUES ('10'), ('9'), ('-1'), "
          + "('1.5'), ('x'), ('a')) ORDER BY column1 COLLATE decimal))", "a x -1 1.5 9 10"
      ),
    ] as [(String, String?)])
  func exactFunctions(_ expression: String, _ expected: String?) throws {
    let folder = try LedgerFolder()
    try folder.append([])
    let file = try LedgerFile(path: folder.ledger)
    let isNull = try file.connection.queryInt64("SELECT \(expression) IS NULL") == 1
    #expect(isNull == (expected == nil))
    if let expected {
      #expect(
        try file.connection.queryText("SELECT CAST(\(expression) AS TEXT)") == expected)
    }
  }

  @Test(
    arguments: [
      ("dec_add('1', 'x')", "\"x\" is not a decimal: 'x' at position 1"),
      ("dec_add('1', '1.0')", "a trailing zero at position 3"),
      ("dec_add('1', 1.5)", "REAL"), ("dec_neg(x'31')", "BLOB"),
      ("dec_add('170141183460469231731', '1')", "too large"),
      ("dec_mul('99999999999', '99999999999')", "too large"),
      ("(SELECT dec_sum(column1) FROM (VALUES ('170141183460469231731'), ('1')))", "dec_sum: "),
      ("(SELECT dec_sum(column1) FROM (VALUES ('1'), ('one')))", "\"one\" is not a decimal"),
    ])
  func wrongArgumentsAreErrors(_ expression: String, _ words: String) throws {
    let folder = try LedgerFolder()
    try folder.append([])
    let file = try LedgerFile(path: folder.ledger)
    let error = #expect(throws: SQLiteError.self) {
      _ = try file.connection.queryText("SELECT CAST(\(expression) AS TEXT)")
    }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func thePostingsOfEveryEventSumToZero(seed: UInt64) throws {
    var log = RandomLog(seed: 40 + seed)
    let folder = try LedgerFolder(log.lines(500))
    let file = try LedgerFile(path: folder.ledger)
    let wrong = try file.connection.queryText(
      """
      SELECT coalesce(group_concat(kind || ' ' || seq || ' ' || asset || ' ' || sum, '; '), '') FROM (
        SELECT seq, kind, asset, dec_sum(amount) AS sum FROM posting GROUP BY seq, item, asset)
      WHERE sum <> '0'
      """)
    #expect(wrong == "", "seed \(seed)")
    let kinds = try file.connection.queryInt64("SELECT count(DISTINCT kind) FROM posting")
    #expect(kinds == Int64(Kind.allCases.count { !$0.spec.effect.isEmpty }), "seed \(seed)")
  }

  /// Σ over the view is the book.
  ///
  /// For positions, profit has gone to the quote balance of the book, so
  /// there it is asset side + profit, and profit − signed cost.
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func theViewAgreesWithTheBook(seed: UInt64) throws {
    // Every other log is about what has most cases.
    let losses: [Kind] = [.liquidationFill, .liquidationFill, .insurance, .lossShare, .badDebt]
    let kinds = seed % 2 == 0 ? losses : Kind.allCases
    var log = RandomLog(seed: 40 + seed, accounts: 6, kinds: kinds)
    var lines = log.lines(450)
    if kinds == losses {
      for _ in 0..<100 { lines.append(log.line(of: .liquidationFill, .all)) }
      for _ in 0..<50 { lines.append(log.line(of: .insurance, .none)) }
      for parts in Self.cases {
        #expect(lines.contains { line in parts.allSatisfy { line.contains($0) } }, "\(parts)")
      }
    }
    let folder = try LedgerFolder(lines, batch: 170)
    let file = try LedgerFile(path: folder.ledger)
    let book = try file.book()
    try book.checkInvariants(names: file.names)
    #expect(try Self.fromView(file) == Self.fromBook(book, file.names), "seed \(seed)")
  }

  /// Parts of lines that must be among those of a log about losses.
  private static let cases = [
    [#""mechanism":"stability_pool","asset""#], [#""liquidator""#, #""stability_pool","asset""#],
    [#""liquidator""#, #""stability_pool","asset""#, #""penalty""#, #""fee""#],
    [#""liquidator""#, #""backstop","market""#], [#""english_auction""#],
    [#""insurance""#, #""account""#, #""side":"debt""#], [#""loss_share""#, #""side":"debt""#],
    [#""insurance""#, #""cause":"penalty"}"#], [#""cause":"penalty","account""#],
  ]

  private static func fromView(_ file: LedgerFile) throws -> [String: String] {
    var rows = try file.connection.prepare(
      """
      SELECT holder, coalesce(account, pool), coalesce(market, ''), item, asset, dec_sum(amount)
      FROM posting GROUP BY 1, 2, 3, 4, 5
      """)
    var sums: [String: String] = [:]
    while try rows.step() {
      let key = try (0..<5).map { try rows.string(at: $0) }.joined(separator: "|")
      let sum = try rows.string(at: 5)
      if sum != "0" { sums[key] = sum }
    }
    return sums
  }

  private static func fromBook(_ book: Book, _ names: Names) throws -> [String: String] {
    var sums: [String: Decimal18] = [:]
    func add(_ amount: Decimal18, _ key: String...) throws {
      let key = key.joined(separator: "|")
      sums[key] = try (sums[key] ?? .zero) + amount
    }
    for account in 0..<names.accounts.count {
      let name = names.accounts[account]
      for row in book.balances(of: account) {
        let asset = names.assets[row.asset]
        try add(row.balance.asset, "asset", name, "", "asset", asset)
        try add(try -row.balance.debt, "debt", name, "", "asset", asset)
      }
      for row in book.positions(of: account) {
        let market = names.markets[row.market]
        let quote = names.assets[names.market(row.market).quote]
        let position = row.position
        try add(position.size, "position", name, market, "contract", market)
        try add(try -position.realized, "asset", name, "", "asset", quote)
        try add(
          try position.realized - position.signedCost, "position", name, market, "asset", quote)
      }
    }
    for (pool, item, amount) in book.poolBalances(names: names) {
      switch item {
      case .asset(let id): try add(amount, "pool", pool, "", "asset", names.assets[id])
      case .contract(let id): try add(amount, "pool", pool, "", "contract", names.markets[id])
      }
    }
    return sums.filter { !$0.value.isZero }.mapValues(\.description)
  }

  @Test func theBookOfAnyBlockIsTheBookOfItsEvents() throws {
    var log = RandomLog(seed: 60)
    let lines = log.lines(300)
    let folder = try LedgerFolder(lines, batch: 77)
    let file = try LedgerFile(path: folder.ledger)
    var reader = LogReader()
    var book = Book()
    for (number, line) in lines.enumerated() {
      let event = try reader.read(line)
      try book.apply(event, names: reader.names)
      let next = number + 1 < lines.count ? lines[number + 1] : ""
      let isLastOfBlock = !next.hasPrefix("{\"v\":1,\"block\":\(event.position.block),")
      guard isLastOfBlock, number % 7 == 0 || next.isEmpty else { continue }
      let found = try file.book(throughBlock: event.position.block)
      #expect(found.seq == event.seq)
      #expect(found.digest(names: file.names) == book.digest(names: reader.names))
    }
  }
}
