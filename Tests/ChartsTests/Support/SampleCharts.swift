@testable import Charts

/// Charts of an invented cascade, for tests and for looking at them.
enum SampleCharts {
  static let start: Int64 = 1_584_007_200_000  // 2020-03-12 10:00

  static var all: [any Chart] {
    [
      timeline, solvency, funnel, payers, causes, markets, delays, stress, smallStress, equity,
      years, losses,
    ]
  }

  static var timeline: TimeSeries {
    var random = SeededRandom(7)
    var market: [TimePoint] = []
    var oracle: [TimePoint] = []
    var fills: [TimeSeries.Dot] = []
    var price = 194.2
    for minute in 0..<480 {
      let fall = minute > 120 && minute < 330 ? 0.42 : 0.02
      price = max(88, price - fall + (random.unit() - 0.5) * 2.4)
      let time = start + Int64(minute) * 60_000
      market.append(TimePoint(time, cents(price)))
      if minute % 23 == 0 { oracle.append(TimePoint(time + 20_000, cents(price + 1.2))) }
      if minute > 140, random.unit() < 0.16 {
        let size = random.unit() * random.unit() * random.unit() * 1_240_000
        fills.append(.init(time, cents(price - random.unit() * 9), size: Figure(size.rounded())))
      }
    }
    return TimeSeries(
      "Market price, oracle price and liquidation fills, ETH-A", unit: "price, DAI per ETH",
      lines: [
        .init("market", .ink, points: market), .init("oracle", .blue, points: oracle),
      ],
      dots: [.init("fills", .orange, measure: "notional in DAI", dots: fills)],
      marks: [
        .init(start + 7_500_000, "first breach"),
        .init(start + 9_000_000, "keeper gas > incentive"),
        .init(start + 9_700_000, "first fill at 0"), .init(start + 21_000_000, "fund empty"),
      ],
      intervals: [.init(from: start + 13_200_000, to: start + 16_100_000, "auctions halted")])
  }

  static var solvency: Area {
    var random = SeededRandom(11)
    var (fund, debt, social) = (2_400_000.0, 0.0, 0.0)
    var points: [[TimePoint]] = [[], [], []]
    for step in 0..<60 {
      let time = start + Int64(step) * 480_000
      let loss = step > 14 && step < 45 ? random.unit() * 210_000 : 0
      let paid = min(fund, loss)
      fund -= paid
      debt += (loss - paid) * 0.8
      social += (loss - paid) * 0.2
      for (index, amount) in [fund, debt, social].enumerated() {
        points[index].append(TimePoint(time, Figure(amount.rounded())))
      }
    }
    return Area(
      "Insurance fund, bad debt and socialized loss", unit: "amount, DAI",
      layers: [
        .init("insurance fund", .blue, points: points[0]),
        .init("bad debt", .loss, points: points[1]),
        .init("socialized", .orange, points: points[2]),
      ], isStacked: false)
  }

  static var funnel: Funnel {
    Funnel(
      "From breach to outcome", unit: "cases",
      stages: [.init("breached", 4_447), .init("called", 3_994)],
      outcomes: [
        .init("cured", 1_206, .blue), .init("liquidated", 2_371, .orange),
        .init("bankrupt", 417, .loss),
      ])
  }

  static var payers: Bars {
    Bars(
      "Who paid", unit: "amount paid, DAI",
      items: [
        .init("account collateral", Figure(8_412_006.2, exact: "8,412,006.204"), .blue),
        .init("insurance fund", Figure(2_400_000, exact: "2,400,000"), .blue),
        .init("deleveraged winners", Figure(611_204.5, exact: "611,204.5"), .orange),
        .init(
          "socialized among all depositors of the asset", Figure(98_004, exact: "98,004"), .orange),
        .init("bad debt, paid by nobody yet", Figure(1_204_113, exact: "1,204,113.000001"), .loss),
      ])
  }

  static var causes: Bars {
    Bars(
      "Why the shortfall arose", unit: "part of the shortfall, DAI",
      items: [
        .init("price gap", Figure(211.4, exact: "211.40")),
        .init("oracle latency", Figure(388.02, exact: "388.02")), .init("call and grace", 0),
        .init("congestion", Figure(604.69, exact: "604.69")),
        .init("slippage", Figure(0.3, exact: "0.30")),
      ])
  }

  static var markets: Bars {
    Bars(
      "Gain and loss of deleveraged accounts", unit: "change of equity, USD",
      items: [
        .init("ETH-PERP", Figure(-412_004.12), .loss), .init("BTC-PERP", Figure(-88_120.4), .loss),
        .init("SOL-PERP", Figure(120_400), .blue),
      ])
  }

  static var delays: Histogram {
    var random = SeededRandom(3)
    let values = (0..<2_371).map { _ -> Double in
      let (first, second) = (random.unit(), random.unit())
      return (4 + 60 / (0.012 + first * second)).rounded()
    }
    return Histogram(
      "Delay from breach to first fill", quantity: "delay from breach to first fill",
      measure: .seconds, noun: "liquidations", values: values)
  }

  static var stress: HeatMap {
    let shocks = ["0 %", "−10 %", "−20 %", "−30 %", "−40 %", "−50 %", "−60 %", "−70 %"]
    let cells = shocks.indices.map { row in
      shocks.indices.map { column -> Figure? in
        let depth = Double(row * row) * 9_000 + Double(column * column) * 21_000
        return Figure(max(0, depth - 60_000) * Double(row + column) / 2)
      }
    }
    return HeatMap(
      "Bad debt after a shock of two assets", unit: "bad debt, DAI", columnTitle: "shock of ETH",
      columns: shocks, rowTitle: "shock of BTC", rows: shocks, cells: cells)
  }

  static var smallStress: HeatMap {
    HeatMap(
      "Change of the fund", unit: "change, DAI", columnTitle: "oracle delay",
      columns: ["none", "1 m", "10 m"], rowTitle: "rulebook", rows: ["old", "new"],
      cells: [[-120, 0, 4_204.5], [nil, 12.25, 31]])
  }

  /// Three years of a price and of what was lost, more points than are drawn.
  static var years: TimeSeries {
    var random = SeededRandom(21)
    var price = 8.0
    let points = (0..<6_000).map { step -> TimePoint in
      price = max(0.4, price * (1 + (random.unit() - 0.4992) * 0.06))
      return TimePoint(start + Int64(step) * 15_768_000, cents(price))
    }
    return TimeSeries(
      "Price over three years", unit: "price, USD",
      lines: [.init("SOL", .blue, isStepped: false, points: points)],
      marks: [
        .init(start + 20_000_000_000, "rulebook 2"), .init(start + 61_000_000_000, "rulebook 3"),
      ], isLogarithmic: true)
  }

  static var losses: Area {
    var random = SeededRandom(12)
    var sums = [0.0, 0, 0]
    var points: [[TimePoint]] = [[], [], []]
    for day in 0..<40 {
      for index in sums.indices {
        sums[index] += random.unit() < 0.3 ? random.unit() * 90_000 : 0
        points[index].append(
          TimePoint(start + Int64(day) * 86_400_000, Figure(sums[index].rounded())))
      }
    }
    return Area(
      "Who bore the losses, summed up", unit: "amount, USD",
      layers: [
        .init("fund", .blue, points: points[0]), .init("winners", .orange, points: points[1]),
        .init("bad debt", .loss, points: points[2]),
      ])
  }

  static var equity: Sparkline {
    Sparkline(
      "Equity of case 17", equity: [18_420.1, 17_200, 14_100, 12_300, 9_871.55, 7_200, -1_204.11],
      requirement: [12_050, 12_050, 12_050, 12_050, 12_050, 11_900, 11_900])
  }

  private static func cents(_ value: Double) -> Figure {
    let rounded = (value * 100).rounded() / 100
    return Figure(rounded, exact: NumberText.fixed(rounded, decimals: 2))
  }
}
