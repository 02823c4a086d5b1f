internal import FixedPoint
public import Hashing
public import Ledger

extension Book {
  /// The digest of the state: SHA-256 of a canonical text of all balances, positions and pools.
  ///
  /// The text has one line for everything that is not zero, sorted by the bytes of the names
  /// (`docs/FORMAT.md`), so it depends neither on ids nor on the order of events that lead to it.
  public func digest(names: Names) -> Digest {
    SHA256().hash(canonicalState(names: names).span)
  }

  /// The text that the digest is of.
  package func canonicalState(names: Names) -> [UInt8] {
    var text: [UInt8] = []
    append("plimsoll-state v1\n", to: &text)
    let order = (0..<names.accounts.count).sorted { a, b in
      names.accounts.bytes(of: a).lexicographicallyPrecedes(names.accounts.bytes(of: b))
    }
    for account in order {
      for row in sorted(balances(of: account), { names.assets.bytes(of: $0.asset) })
      where !row.balance.isZero {
        append("balance\t", to: &text)
        names.accounts.append(account, to: &text)
        append("\t", to: &text)
        names.assets.append(row.asset, to: &text)
        append([row.balance.asset, row.balance.debt], to: &text)
      }
      for row in sorted(positions(of: account), { names.markets.bytes(of: $0.market) })
      where row.position != PositionState() {
        append("position\t", to: &text)
        names.accounts.append(account, to: &text)
        append("\t", to: &text)
        names.markets.append(row.market, to: &text)
        append([row.position.size, row.position.cost, row.position.realized], to: &text)
      }
    }
    for (name, item, amount) in poolBalances(names: names) where !amount.isZero {
      // Unlike names, the text of a fund or pool may hold a tab or a line end.
      append("pool\t", to: &text)
      LineEncoder.appendEscaped(Array(name.utf8)[...], to: &text)
      append("\t\(PoolBalances.text(of: item, names))", to: &text)
      append([amount], to: &text)
    }
    return text
  }

  private func sorted<Row>(
    _ rows: [Row], _ name: (Row) -> ArraySlice<UInt8>
  ) -> [Row] {
    rows.sorted { name($0).lexicographicallyPrecedes(name($1)) }
  }

  private func append(_ string: String, to text: inout [UInt8]) {
    text.append(contentsOf: string.utf8)
  }

  private func append(_ amounts: [Decimal18], to text: inout [UInt8]) {
    for amount in amounts {
      text.append(UInt8(ascii: "\t"))
      amount.append(to: &text)
    }
    text.append(UInt8(ascii: "\n"))
  }
}
