package import FixedPoint

/// One finding of an audit: what was wrong, where, how much is at stake, and by which rule.
package struct Finding: Sendable {
  /// How much it matters.
  package enum Severity: String, Sendable, Hashable, CaseIterable {
    case high, medium, low
  }

  /// An amount in an asset.
  package struct Stake: Sendable, Hashable {
    /// How much; never below zero.
    package var amount: Decimal18
    /// The asset it is in, by its name.
    package var unit: String

    package init(amount: Decimal18, unit: String) {
      self.amount = amount
      self.unit = unit
    }
  }

  /// What sort.
  package var code: FindingCode
  /// How much it matters.
  package var severity: Severity
  /// The block of the event that is wrong, or in which one is missing.
  package var block: Int64
  /// The time of that block in Unix milliseconds.
  package var time: Int64
  /// The numbers of the events that prove it, ascending; empty when it is that there is none.
  package var evidence: [Int64]
  /// Whom it concerns; nil for the venue as a whole.
  package var account: Int?
  /// What else it is about: a feed, fund, pool, auction or scope; nil when the account says it.
  package var subject: String?
  /// What is at stake; nil when it is no amount.
  package var stake: Stake?
  /// The rule or identity that was broken, for example `liquidation.close_factor`.
  package var rule: String
  /// One plain sentence.
  package var sentence: String

  package init(
    _ code: FindingCode, severity: Severity? = nil, block: Int64, time: Int64,
    evidence: [Int64] = [], account: Int? = nil, subject: String? = nil, stake: Stake? = nil,
    rule: String, sentence: String
  ) {
    self.code = code
    self.severity = severity ?? code.severity
    self.block = block
    self.time = time
    self.evidence = evidence
    self.account = account
    self.subject = subject
    self.stake = stake
    self.rule = rule
    self.sentence = sentence
  }
}
