import FixedPoint
import Ledger
import LedgerSupport
import Testing

/// The tables that are derived from the declarations, and the tables of names.
@Suite struct TableTests {
  @Test func fieldsAreFoundWhereTheyAreDeclared() {
    for kind in Kind.allCases {
      for field in Field.allCases {
        #expect(
          kind.position(of: field) == kind.spec.fields.firstIndex { $0.field == field },
          "\(kind.name).\(field.rawValue)")
      }
      #expect(Kind(name: kind.name) == kind)
      #expect(kind.spec.fields.last?.field == .ref)
      #expect(Set(kind.spec.fields.map(\.field)).count == kind.spec.fields.count)
      #expect(kind.spec.fields.count <= 16)
    }
    #expect(Kind(name: "Fill") == nil)
    #expect(Set(Kind.allCases.map(\.name)).count == Kind.allCases.count)
  }

  @Test func amountsNameAnAssetOfTheirKind() {
    for kind in Kind.allCases {
      for field in kind.spec.fields {
        switch field.type {
        case .amount(let asset, _):
          let place = kind.position(of: asset)
          #expect(place.map { kind.spec.fields[$0].type } == .asset, "\(kind.name)")
        case .size, .quote:
          #expect(kind.position(of: .market) != nil, "\(kind.name)")
        default: break
        }
      }
    }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func aNameTableIsADictionary(seed: UInt64) {
    var random = SeededRandom(seed)
    var table = NameTable()
    var known: [String: Int] = [:]
    var order: [String] = []
    for _ in 0..<4_000 {
      let length = Int.random(in: 0...20, using: &random)
      let name = String((0..<length).map { _ in random.pick(Array("ab")) })
      #expect(table.id(of: name) == known[name], "seed \(seed), \(name)")
      if random.chance(300) {
        let count = max(0, order.count - Int.random(in: 0...40, using: &random))
        table.truncate(to: count)
        for gone in order[count...] { known[gone] = nil }
        order.removeSubrange(count...)
      } else {
        let id = table.intern(name)
        if known[name] == nil {
          known[name] = order.count
          order.append(name)
        }
        #expect(known[name] == id, "seed \(seed), \(name)")
      }
    }
    #expect(table.count == order.count)
    for (id, name) in order.enumerated() {
      #expect(table[id] == name)
      #expect(table.id(of: name) == id, "seed \(seed)")
    }
    table.truncate(to: 0)
    #expect(order.allSatisfy { table.id(of: $0) == nil })
  }

  @Test func namesGoBackToAMark() throws {
    var log = RandomLog(seed: 3, kinds: [.account, .deposit])
    var reader = LogReader()
    for line in log.lines(12) { _ = try reader.read(line) }
    let mark = reader.names.mark
    let before = reader.names
    for line in log.lines(100) + [log.line(of: .asset), log.line(of: .market)] {
      _ = try reader.read(line)
    }
    var copy = before
    copy.add(reader.names.additions(since: mark))
    #expect(copy.mark == reader.names.mark)
    for id in 0..<copy.accounts.count { #expect(copy.accounts[id] == reader.names.accounts[id]) }
    #expect(copy.decimals(ofAsset: 5) == reader.names.decimals(ofAsset: 5))
    #expect(copy.market(4) == reader.names.market(4))
    reader.decoder.names.restore(mark)
    #expect(reader.names.mark == mark)
    #expect(reader.names.assets.id(of: "AS5") == nil)
    #expect(reader.names.markets.id(of: "MK4") == nil)
    #expect(reader.names.accounts.id(of: before.accounts[0]) == 0)
  }

  @Test func anEventTellsItsFields() throws {
    var log = RandomLog(seed: 1)
    var reader = LogReader()
    for line in log.lines(9) { _ = try reader.read(line) }
    let line =
      #"{"v":1,"block":900,"index":2,"time":1700000000000,"kind":"fill","account":"ann","#
      + #""market":"MK0","side":"sell","size":"2","price":"0.5","trade":"a\"b"}"#
    let event = try reader.read(line)
    #expect(event.kind == .fill)
    #expect(event.position.description == "block 900, index 2")
    #expect(event.time == 1_700_000_000_000)
    #expect(event.id(.account).map { reader.names.accounts[$0] } == "ann")
    #expect(event.choice(.side) == "sell")
    #expect(event.choiceIndex(.side) == 1)
    #expect(event.decimal(.price)?.description == "0.5")
    #expect(event.string(.trade) == "a\"b")
    #expect(event.decimal(.fee) == nil)
    #expect(!event.has(.fee) && !event.has(.auction) && event.has(.size))
    #expect(event.id(.asset) == nil)
  }
}
