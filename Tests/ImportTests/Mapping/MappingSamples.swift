/// Small invented files in the formats of the five maps.
enum Samples {
  static let hyperliquidTrades = """
    time,user,coin,side,px,sz,crossed
    2023-03-01T00:00:05Z,0xa,ETH,Bid,1600,0.5,true
    2023-03-01T00:00:09Z,0xa,ETH,Ask,1500.5,0.5,false
    2023-03-01T00:00:09Z,0xb,ETH,Bid,1500.5,0.5,true
    2023-03-01T00:00:10Z,0xb,SOL,Bid,20,1,true

    """
  static let hyperliquidLedger = """
    time,user,delta_usd
    2023-03-01T00:00:01Z,0xa,100.5
    2023-03-01T00:00:09Z,0xb,-5.25

    """
  static let hyperliquidLiquidations = """
    time,user,liquidated_ntl_pos,liquidated_account_value,leverage_type
    2023-03-01T00:00:09Z,0xa,750.25,-3.5,Cross

    """

  static let morphoTransactions = """
    hash,timestamp,date,datetime,block_number,type,user_address,market_unique_key,assets,\
    assets_usd,shares,seized_assets,seized_assets_usd,bad_debt_assets,bad_debt_assets_usd,liquidator
    0x1,1760490000,,,7,MarketSupply,0xAa,\(morphoMarket),2500000,,,,,,,
    0x2,1760490000,,,7,MarketSupplyCollateral,0xBb,\(morphoMarket),3000000000000000001,,,,,,,
    0x3,1760490007,,,8,MarketBorrow,0xBb,\(morphoMarket),1500000,,,,,,,
    0x4,1760490008,,,9,MarketLiquidation,0xBb,\(morphoMarket),1000000,,,2000000000000000000,,250000,,0xCc

    """
  static let morphoMarket = "0x0f9563442d64ab3bd3bcb27058db0b0d4046a4c46f0acd811dacae9551d2b129"
  static let morphoHistory = """
    timestamp,datetime,supply_assets,borrow_assets,collateral_assets
    1760486400,2025-10-15 00:00,10000000,4000000,5000000000000000000
    1760490000,2025-10-15 01:00,12500001,4000001,8000000000000000001

    """

  static let eulerBalances = """
    { "0xa1": {
        "subaccountsTotalValue": "1",
        "id0": { "address": "0xA1", "markets": [
          { "underlying": "0xee", "symbol": "WETH", "eTokenBalanceUnderlying": "2.5",
            "stakedETokenBalanceUnderlying": "0.5", "dTokenBalance": "0.0" } ] },
        "id1": { "address": "0xA0", "markets": [
          { "underlying": "0xdd", "symbol": "MKR\\u0000\\u0000", "eTokenBalanceUnderlying": "0.0",
            "stakedETokenBalanceUnderlying": "0.0", "dTokenBalance": "7" } ] },
        "isContract": true } }
    """
  static let eulerPrices = #"{ "0xee": "1000000000000000000", "0xzz": "5" }"#
  static let eulerEvents = """
    [ { "event": "Repay", "blockNumber": 16818364, "transaction": "0x9", "account": "0xA0",
        "symbol": "MKR", "amountUnderlying": "1.25" } ]
    """

  static let makerStates = """
    { "cdps": { "51": [
      { "art": "0", "tab": "150.5", "ink": "1", "time": "2018-03-28T00:00:03+00:00" },
      { "art": "100", "tab": "451.5", "ink": "3", "time": "2018-03-28T00:00:02+00:00" },
      { "art": "100", "tab": "300", "ink": "2", "time": "2018-03-28T00:00:02+00:00" },
      { "art": "0", "tab": "0", "ink": "0", "time": "2018-03-28T00:00:01+00:00" } ] } }
    """
  static let makerActs = """
    { "cdps": { "51": [
      { "time": "2018-03-28T00:00:03.000Z", "act": "BITE" },
      { "time": "2018-03-28T00:00:02.000Z", "act": "LOCK" } ] } }
    """
  static let makerBites = """
    { "liquidations": [
      { "time": "2018-03-28T00:00:03+00:00", "pip": "449", "id": 51, "lad": "0xD", "art": "0",
        "ink": "1" } ] }
    """

  static let aaveLiquidations = """
    collateralAmount,collateralReserve,pool,principalAmount,principalReserve,timestamp,user,\
    reservePriceETHPrincipal,reservePriceETHCollateral,liquidator
    1.5,WETH,0xb53c1a33016b2dc2ff3653530bff1848a515c8c5,4000,USDC,1640000000,0xu,0.00025,1.0,0xl
    330855192754556269,WETH,0xacc030ef66f9dfeae9cbb0cd1b25654b82cfa8d5,2.5e+6,USDC,1626124715,0xv,\
    446377218623049.5,,

    """
  static let aaveTokens = """
    decimals,pool,reserveLiquidationBonus,symbol
    18,0xacc030ef66f9dfeae9cbb0cd1b25654b82cfa8d5,10500.0,WETH
    6,0xacc030ef66f9dfeae9cbb0cd1b25654b82cfa8d5,10500.0,USDC

    """
  static let aaveBonus = """
    ________
    xSUSHI: [(1606775755, 11362887, 11000), (1630779405, 13160803, 10900)]
    Liquidation Bonus: 11000

    """
}
