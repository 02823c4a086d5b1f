package import FixedPoint

extension Dydx {
  /// What an account is worth and what it needs, in quote quantums.
  package struct Risk: Sendable, Hashable {
    /// Net collateral: USDC + Σ notional of the positions with their signs.
    package var collateral: Int256
    /// The initial margin requirement.
    package var initial: Int256
    /// The maintenance margin requirement.
    package var maintenance: Int256

    /// A risk with its three amounts.
    package init(collateral: Int256, initial: Int256, maintenance: Int256) {
      self.collateral = collateral
      self.initial = initial
      self.maintenance = maintenance
    }

    /// Whether the account may be liquidated: it needs something, and more than it has.
    package var isLiquidatable: Bool {
      maintenance > 0 && maintenance > collateral
    }

    /// Whether the account may take on more.
    package var isInitiallyCollateralized: Bool { collateral >= initial }

    /// Compares two accounts: 1 if `self` is riskier than `other`, -1 if it is less risky, else 0.
    ///
    /// Collateral ÷ maintenance requirement, cross-multiplied, the lower being riskier. On a tie the
    /// larger requirement is riskier; without requirements the smaller collateral is.
    ///
    /// - Throws: ``ArithmeticError/overflow``.
    package func compare(to other: Risk) throws(ArithmeticError) -> Int {
      let theirs = try other.collateral * maintenance
      let ours = try collateral * other.maintenance
      if theirs != ours { return theirs > ours ? 1 : -1 }
      if maintenance.isZero && other.maintenance.isZero {
        return Self.order(other.collateral, collateral)
      }
      return Self.order(maintenance, other.maintenance)
    }

    /// What becomes of an account below its initial margin when it changes.
    package enum Transition: String, Sendable, Hashable {
      /// The change is allowed: the account is no riskier and needs no more.
      case success = "Success"
      /// The change would bring it below its initial margin.
      case newlyUndercollateralized = "NewlyUndercollateralized"
      /// It was below its initial margin, and would be no better.
      case stillUndercollateralized = "StillUndercollateralized"
    }

    /// Judges a change that leaves an account below its initial margin.
    ///
    /// - Throws: ``ArithmeticError/overflow``.
    package func transition(to new: Risk) throws(ArithmeticError) -> Transition {
      let refusal: Transition =
        isInitiallyCollateralized ? .newlyUndercollateralized : .stillUndercollateralized
      if new.maintenance > maintenance { return refusal }
      if new.maintenance.isZero || maintenance.isZero {
        // Closing the last position below zero collateral is left to deleveraging.
        let isBetter = new.collateral > collateral
        return new.maintenance.isZero && maintenance.isZero && isBetter ? .success : refusal
      }
      return try new.compare(to: self) > 0 ? refusal : .success
    }

    /// Whether the rules allow an account to change from `self` to `new`.
    ///
    /// - Throws: ``ArithmeticError/overflow``.
    package func allowsChange(to new: Risk) throws(ArithmeticError) -> Bool {
      if new.isInitiallyCollateralized { return true }
      return try transition(to: new) == .success
    }

    private static func order(_ a: Int256, _ b: Int256) -> Int {
      a == b ? 0 : (a > b ? 1 : -1)
    }
  }
}
