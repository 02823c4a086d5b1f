public import Hashing

/// What `verify` found.
public struct Verification: Sendable {
  /// Something that is not as it was written.
  public struct Finding: Sendable, Hashable {
    /// The event it is about; nil when it is about none.
    public let seq: Int64?
    /// What is wrong, as a sentence.
    public let text: String
  }

  /// The findings, the first `limit` of them.
  public internal(set) var findings: [Finding] = []
  /// How many findings there are in all.
  public internal(set) var count = 0
  /// Whether the head outside of the file is that of the ledger, or is only behind it.
  public internal(set) var isHeadSound = true
  /// The number of events whose lines were hashed again.
  public internal(set) var hashed: Int64 = 0
  /// The root over the lines as they are now; what cannot be read counts as it was sealed.
  public internal(set) var root = Digest(words: (0, 0, 0, 0))
  /// How many events from the first on are as they were written.
  public internal(set) var soundThrough: Int64 = 0

  /// How many findings are kept.
  public static let limit = 100

  /// Whether nothing was found.
  public var isSound: Bool { count == 0 }

  /// Whether nothing was found but a head that is missing or is not that of the ledger.
  public var isSoundWithoutHead: Bool { count == (isHeadSound ? 0 : 1) }

  mutating func add(_ seq: Int64?, _ text: String) {
    count += 1
    if findings.count < Self.limit { findings.append(Finding(seq: seq, text: text)) }
  }
}
