import Conformance
import Engine
import FixedPoint
import Testing

@Suite struct MakerTests {
  @Test(.enabled(if: VectorFile.isPresent, "the vectors are not there"))
  func everyVectorPasses() throws {
    try VectorFile.expectAllPass("maker-clip.json")
  }

  @Test(.enabled(if: PythonReference.isPresent, "the model or Python is not there"))
  func randomInputsGiveWhatTheModelGives() throws {
    #expect(Set(Self.makers.keys) == Set(MakerOperations.operations.keys))
    try PythonReference.compare(Self.makers)
  }

  @Test func divisionByZeroIsAnError() {
    let stair = MakerCurve.stairStep(cut: MakerMath.ray, step: 0)
    #expect(throws: ArithmeticError.divisionByZero) { try stair.price(top: 1, elapsed: 1) }
    let limits = MakerClipLimits(tail: 10, cusp: 1)
    #expect(throws: ArithmeticError.divisionByZero) {
      try limits.needsRedo(top: 0, price: 0, elapsed: 1)
    }
  }

  @Test func whatDoesNotFitIsAnError() {
    #expect(throws: ArithmeticError.overflow) { try MakerMath.power(.max, 2) }
    #expect(throws: ArithmeticError.overflow) { try MakerMath.power(1, -1) }
    #expect(throws: ArithmeticError.overflow) {
      try MakerCurve.linear(tau: .max).price(top: 1, elapsed: .min)
    }
  }

  // MARK: - Random inputs

  private typealias Maker = @Sendable (inout RandomGiven) -> String

  private static let makers = curves.merging(auctions) { one, _ in one }
    .merging(bids) { one, _ in one }

  private static let curves: [String: Maker] = [
    "maker.abacus_linear": { random in
      RandomGiven.object([
        "top": random.digits(36), "tau": random.digits(6), "dur": random.digits(6),
      ])
    },
    "maker.abacus_exponential": { random in
      RandomGiven.object([
        "top": random.digits(36), "cut": cut(&random), "dur": random.digits(6),
      ])
    },
    "maker.abacus_stairstep": { random in
      RandomGiven.object([
        "top": random.digits(36), "cut": cut(&random), "step": random.digits(3),
        "dur": random.digits(6),
      ])
    },
    "maker.abacus_stairstep_series": { random in
      RandomGiven.object([
        "top": random.digits(36), "cut": cut(&random), "step": random.digits(1),
        "seconds": "\(random.int(0..<20))", "tolerance": random.digits(10),
      ])
    },
    "maker.needs_redo": { random in
      RandomGiven.object([
        "top": random.digits(36), "curve": "linear", "tau": random.digits(5),
        "cusp": random.digits(27), "tail": random.digits(5), "elapsed": random.digits(5),
      ])
    },
  ]

  private static func cut(_ random: inout RandomGiven) -> String {
    random.chance(3) ? random.digits(27) : "99" + random.digits(25)
  }

  /// Near one: at a target price of almost nothing, a lot's value leaves 256 bits.
  private static func par(_ random: inout RandomGiven) -> String {
    let digits = random.digits(27)
    return "1" + String(repeating: "0", count: 27 - digits.count) + digits
  }

  private static let auctions: [String: Maker] = [
    "maker.bark": { random in
      // Whole numbers with the scale of each, so that both sides of each limit are met.
      let rad = String(repeating: "0", count: 44)
      let hole = random.int(1..<3_000)
      return RandomGiven.object([
        "ink": "\(random.int(0..<60))" + random.pick(["", String(repeating: "0", count: 18)]),
        "art": random.pick(["\(random.int(0..<200))" + String(repeating: "0", count: 18), "7"]),
        "rate": par(&random),
        "spot": "\(random.int(0..<3))" + String(repeating: "0", count: 27),
        "dust": "\(random.int(0..<400))" + rad, "chop": "11" + String(repeating: "0", count: 17),
        "hole": "\(hole)" + rad, "dirt": "\(random.int(0..<hole + 200))" + rad,
        "Hole": "\(random.int(0..<4_000))" + rad, "Dirt": "\(random.int(0..<1_000))" + rad,
      ])
    },
    "maker.kick": { random in
      RandomGiven.object([
        "val": random.digits(24), "par": random.digits(28), "buf": random.digits(28),
        "tab": random.digits(50), "tip": random.digits(48), "chip": random.digits(18),
      ])
    },
    "maker.redo": { random in
      RandomGiven.object([
        "val": random.digits(22), "par": par(&random), "buf": random.digits(28),
        "tab": random.digits(50), "tip": random.digits(48), "chip": random.digits(18),
        "chost": random.digits(48), "lot": random.digits(22),
      ])
    },
    "maker.take": { random in
      // The tab is about what the lot is worth, and the price is still good.
      let lot = random.int(0..<1_000_000_000)
      let rate = random.int(1..<2_000)
      let tab = random.int(0..<lot * rate + 1)
      return RandomGiven.object([
        "top": "\(rate)" + random.pick(["", String(repeating: "0", count: 3)]),
        "cut": "99" + random.digits(25), "step": "\(random.int(0..<9))",
        "tail": "\(random.int(10..<100))", "cusp": random.digits(26),
        "chost": "\(random.int(0..<tab + 2))", "tab": "\(tab)",
        "lot": "\(lot)", "elapsed": "\(random.int(0..<20))",
        "amt": "\(random.int(0..<lot + 100))", "max": random.pick(["9999999", "9999999", "1000"]),
        "stopped": random.chance(10) ? "3" : "2",
      ])
    },
    "maker.breaker": { random in
      RandomGiven.object([
        "stopped": "\(random.int(0..<5))",
        "action": random.pick(["kick", "redo", "take", "other"]),
      ])
    },
    "maker.chost": { random in
      RandomGiven.object(["dust": random.digits(50), "chop": random.digits(20)])
    },
  ]

  private static let bids: [String: Maker] = [
    "maker.flip_tend_ok": bid, "maker.flap_tend_ok": bid, "maker.flip_dent_ok": bid,
    "maker.flop_tick": { random in
      RandomGiven.object(["pad": random.digits(20), "lot": random.digits(30)])
    },
    "maker.flop_ash": { random in
      RandomGiven.object(["ash": random.digits(50), "bid": random.digits(50)])
    },
    "maker.can_flop": vow, "maker.can_flap": vow,
    "maker.flog_ok": { random in
      RandomGiven.object(["wait": random.digits(6), "elapsed": random.digits(6)])
    },
  ]

  private static let bid: Maker = { random in
    RandomGiven.object([
      "beg": "1" + random.digits(18), "tab": random.digits(4), "bid": random.digits(4),
      "prev_bid": random.digits(4), "lot": random.digits(4), "prev_lot": random.digits(4),
    ])
  }

  /// Small numbers, so that both sides of each comparison are met.
  private static let vow: Maker = { random in
    RandomGiven.object([
      "vow_dai": "\(random.chance(3) ? 0 : random.int(0..<6))",
      "vow_sin": "\(random.int(0..<5))", "queued_Sin": "\(random.int(0..<3))",
      "Ash": "\(random.int(0..<2))", "sump": "\(random.int(0..<3))",
      "bump": "\(random.int(0..<2))", "hump": "\(random.int(0..<2))",
    ])
  }
}
