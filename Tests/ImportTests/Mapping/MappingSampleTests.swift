import Import
import Testing

/// The five maps on small invented files, line for line.
@Suite struct MappingSampleTests {
  /// The lines without what all of them share.
  private func lines(_ map: String, _ files: [(String, String)]) throws -> [String] {
    let directory = try TemporaryFiles()
    let outcome = try run(TestFiles.map(map), files.map { try directory.write($0, $1) })
    #expect(outcome.lines.rejects.isEmpty)
    return outcome.texts.map { $0.replacing("{\"v\":1,\"block\":", with: "") }
  }

  @Test func hyperliquid() throws {
    let lines = try lines(
      "hyperliquid-2023",
      [
        ("non_mm_trades.csv", Samples.hyperliquidTrades),
        ("non_mm_ledger_updates.csv", Samples.hyperliquidLedger),
        ("liquidations.csv", Samples.hyperliquidLiquidations),
      ])
    #expect(
      lines == [
        #"1677628801,"index":0,"time":1677628801000,"kind":"venue","name":"Hyperliquid","unit":"USD"}"#,
        #"1677628801,"index":1,"time":1677628801000,"kind":"asset","asset":"USD","decimals":6}"#,
        #"1677628801,"index":2,"time":1677628801000,"kind":"deposit","account":"0xa","asset":"USD","amount":"100.5"}"#,
        #"1677628805,"index":0,"time":1677628805000,"kind":"asset","asset":"ETH","decimals":8}"#,
        #"1677628805,"index":1,"time":1677628805000,"kind":"market","market":"ETH","base":"ETH","quote":"USD"}"#,
        #"1677628805,"index":2,"time":1677628805000,"kind":"fill","account":"0xa","market":"ETH","side":"buy","size":"0.5","price":"1600","role":"taker"}"#,
        #"1677628809,"index":0,"time":1677628809000,"kind":"withdrawal","account":"0xb","asset":"USD","amount":"5.25"}"#,
        #"1677628809,"index":1,"time":1677628809000,"kind":"liquidation_start","account":"0xa","scope":"cross","notional":"750.25","equity":"-3.5"}"#,
        #"1677628809,"index":2,"time":1677628809000,"kind":"fill","account":"0xa","market":"ETH","side":"sell","size":"0.5","price":"1500.5","role":"maker"}"#,
        #"1677628809,"index":3,"time":1677628809000,"kind":"fill","account":"0xb","market":"ETH","side":"buy","size":"0.5","price":"1500.5","role":"taker"}"#,
        #"1677628810,"index":0,"time":1677628810000,"kind":"asset","asset":"SOL","decimals":8}"#,
        #"1677628810,"index":1,"time":1677628810000,"kind":"market","market":"SOL","base":"SOL","quote":"USD"}"#,
        #"1677628810,"index":2,"time":1677628810000,"kind":"fill","account":"0xb","market":"SOL","side":"buy","size":"1","price":"20","role":"taker"}"#,
      ])
  }

  @Test func morpho() throws {
    let lines = try lines(
      "morpho-2025",
      [
        ("block8_eth_transactions.csv", Samples.morphoTransactions),
        ("block8_eth_market_history.csv", Samples.morphoHistory),
      ])
    let events = lines.filter { !$0.contains("\"asset\",\"asset\"") && !$0.contains("venue") }
    #expect(
      events == [
        #"1760486400,"index":2,"time":1760486400000,"kind":"account","account":"opening@sdeUSD/USDC-ethereum","class":"opening","pool":"sdeUSD/USDC-ethereum"}"#,
        #"1760486400,"index":3,"time":1760486400000,"kind":"opening_balance","account":"opening@sdeUSD/USDC-ethereum","asset":"sdeUSD","amount":"5","ref":"2025-10-15 00:00"}"#,
        #"1760486400,"index":5,"time":1760486400000,"kind":"opening_balance","account":"opening@sdeUSD/USDC-ethereum","asset":"USDC","amount":"10","ref":"2025-10-15 00:00"}"#,
        #"1760486400,"index":6,"time":1760486400000,"kind":"opening_balance","account":"opening@sdeUSD/USDC-ethereum","asset":"USDC","amount":"-4","ref":"2025-10-15 00:00"}"#,
        #"1760490000,"index":0,"time":1760490000000,"kind":"account","account":"0xaa@sdeUSD/USDC-ethereum","owner":"0xaa","class":"user","pool":"sdeUSD/USDC-ethereum"}"#,
        #"1760490000,"index":1,"time":1760490000000,"kind":"deposit","account":"0xaa@sdeUSD/USDC-ethereum","asset":"USDC","amount":"2.5","ref":"7:0x1"}"#,
        #"1760490000,"index":2,"time":1760490000000,"kind":"account","account":"0xbb@sdeUSD/USDC-ethereum","owner":"0xbb","class":"user","pool":"sdeUSD/USDC-ethereum"}"#,
        #"1760490000,"index":3,"time":1760490000000,"kind":"deposit","account":"0xbb@sdeUSD/USDC-ethereum","asset":"sdeUSD","amount":"3.000000000000000001","ref":"7:0x2"}"#,
        #"1760490000,"index":4,"time":1760490000000,"kind":"balance_assertion","pool":"sdeUSD/USDC-ethereum","asset":"sdeUSD","side":"asset","amount":"8.000000000000000001","ref":"2025-10-15 01:00"}"#,
        #"1760490000,"index":5,"time":1760490000000,"kind":"balance_assertion","pool":"sdeUSD/USDC-ethereum","asset":"USDC","side":"asset","amount":"12.500001","ref":"2025-10-15 01:00"}"#,
        #"1760490000,"index":6,"time":1760490000000,"kind":"balance_assertion","pool":"sdeUSD/USDC-ethereum","asset":"USDC","side":"debt","amount":"4.000001","ref":"2025-10-15 01:00"}"#,
        #"1760490007,"index":0,"time":1760490007000,"kind":"borrow","account":"0xbb@sdeUSD/USDC-ethereum","asset":"USDC","amount":"1.5","ref":"8:0x3"}"#,
        #"1760490008,"index":0,"time":1760490008000,"kind":"liquidation_fill","account":"0xbb@sdeUSD/USDC-ethereum","liquidator":"0xcc","mechanism":"fixed_spread","asset":"sdeUSD","size":"2","repaid_asset":"USDC","repaid":"1","ref":"9:0x4"}"#,
        #"1760490008,"index":1,"time":1760490008000,"kind":"bad_debt","account":"0xbb@sdeUSD/USDC-ethereum","asset":"USDC","amount":"0.25","ref":"9:0x4"}"#,
      ])
  }

  @Test func euler() throws {
    let lines = try lines(
      "euler-2023",
      [
        ("prices_pause.json", Samples.eulerPrices),
        ("balancesAllETokenUpgrade.json", Samples.eulerBalances),
        ("eventsBetweenUpgrades.json", Samples.eulerEvents),
      ])
    #expect(
      lines.filter { !$0.contains("\"asset\",\"asset\"") }.dropFirst(2) == [
        #"16818362,"index":3,"time":1678701851000,"kind":"account","account":"0xa1","owner":"0xa1","class":"user"}"#,
        #"16818362,"index":4,"time":1678701851000,"kind":"opening_balance","account":"0xa1","asset":"WETH","amount":"3"}"#,
        #"16818362,"index":6,"time":1678701851000,"kind":"account","account":"0xa0","owner":"0xa1","class":"user"}"#,
        #"16818362,"index":7,"time":1678701851000,"kind":"opening_balance","account":"0xa0","asset":"MKR","amount":"-7"}"#,
        #"16818362,"index":8,"time":1678701851000,"kind":"price_update","asset":"WETH","source":"prices_pause","price":"1"}"#,
        #"16818362,"index":10,"time":1678701851000,"kind":"price_update","asset":"0xzz","source":"prices_pause","price":"0.000000000000000005"}"#,
        #"16818364,"index":0,"time":1678701875000,"kind":"repay","account":"0xa0","asset":"MKR","amount":"1.25","ref":"0x9"}"#,
      ])
  }

  @Test func maker() throws {
    let lines = try lines(
      "maker-2019",
      [
        ("timeseries.json", Samples.makerStates), ("db.json", Samples.makerActs),
        ("liquidations.json", Samples.makerBites),
      ])
    let events = lines.filter { !$0.contains("\"asset\",\"asset\"") && !$0.contains("\"venue\"") }
    #expect(
      events == [
        #"1522195201,"index":2,"time":1522195201000,"kind":"account","account":"51","class":"vault","pool":"sai"}"#,
        #"1522195201,"index":3,"time":1522195201000,"kind":"balance_assertion","account":"51","asset":"PETH","side":"asset","amount":"0"}"#,
        #"1522195201,"index":5,"time":1522195201000,"kind":"balance_assertion","account":"51","asset":"DAI","side":"debt","amount":"0"}"#,
        #"1522195202,"index":0,"time":1522195202000,"kind":"deposit","account":"51","asset":"PETH","amount":"2"}"#,
        #"1522195202,"index":1,"time":1522195202000,"kind":"borrow","account":"51","asset":"DAI","amount":"100"}"#,
        #"1522195202,"index":2,"time":1522195202000,"kind":"deposit","account":"51","asset":"PETH","amount":"1"}"#,
        #"1522195203,"index":1,"time":1522195203000,"kind":"price_update","asset":"ETH","source":"pip","price":"449"}"#,
        #"1522195203,"index":2,"time":1522195203000,"kind":"liquidation_start","account":"51","scope":"bite"}"#,
        #"1522195203,"index":3,"time":1522195203000,"kind":"note","text":"vault 51 of 0xD was bitten: debt 0 DAI and collateral 1 PETH are left"}"#,
        #"1522195203,"index":4,"time":1522195203000,"kind":"liquidation_fill","account":"51","mechanism":"fixed_spread","asset":"PETH","size":"2","price":"150.5","repaid_asset":"DAI","repaid":"100"}"#,
      ])
  }

  @Test func aave() throws {
    let lines = try lines(
      "aave-v2-2021",
      [
        ("liquidations.csv", Samples.aaveLiquidations), ("tokens.csv", Samples.aaveTokens),
        ("liquidation_bonus_history.txt", Samples.aaveBonus),
      ])
    let events = lines.filter { !$0.contains("\"asset\",\"asset\"") && !$0.contains("\"venue\"") }
    #expect(
      events == [
        #"1606775755,"index":1,"time":1606775755000,"kind":"parameter","scope":"XSUSHI@main","name":"liquidation_bonus","value":"11000","authority":"LendingPoolConfigurator, block 11362887","ref":"11362887"}"#,
        #"1626124715,"index":1,"time":1626124715000,"kind":"price_update","asset":"WETH","source":"aave-oracle","price":"1"}"#,
        #"1626124715,"index":3,"time":1626124715000,"kind":"price_update","asset":"USDC","source":"aave-oracle","price":"0.00044637721862305"}"#,
        #"1626124715,"index":4,"time":1626124715000,"kind":"account","account":"0xv@amm","owner":"0xv","class":"user","pool":"amm"}"#,
        #"1626124715,"index":5,"time":1626124715000,"kind":"liquidation_fill","account":"0xv@amm","mechanism":"fixed_spread","asset":"WETH","size":"0.330855192754556269","price":"2240.25769747999872517","repaid_asset":"USDC","repaid":"2.5"}"#,
        #"1630779405,"index":0,"time":1630779405000,"kind":"parameter","scope":"XSUSHI@main","name":"liquidation_bonus","value":"10900","authority":"LendingPoolConfigurator, block 13160803","ref":"13160803"}"#,
        #"1640000000,"index":0,"time":1640000000000,"kind":"price_update","asset":"WETH","source":"aave-oracle","price":"1"}"#,
        #"1640000000,"index":1,"time":1640000000000,"kind":"price_update","asset":"USDC","source":"aave-oracle","price":"0.00025"}"#,
        #"1640000000,"index":2,"time":1640000000000,"kind":"account","account":"0xu","class":"user","pool":"main"}"#,
        #"1640000000,"index":3,"time":1640000000000,"kind":"liquidation_fill","account":"0xu","liquidator":"0xl","mechanism":"fixed_spread","asset":"WETH","size":"1.5","price":"4000","repaid_asset":"USDC","repaid":"4000"}"#,
      ])
  }
}
