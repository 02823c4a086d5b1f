/// Every bound on what a ledger takes in, in one place, each with its reason.
public enum Limits {
  /// The largest block number, index, time and other integer of a line: 2^53 − 1, the largest that
  /// every JSON reader keeps exactly.
  public static let integer: Int64 = 9_007_199_254_740_991

  /// The longest name of an account, asset or market in bytes.
  public static let nameBytes = 256

  /// The longest text field in bytes; a source's own record kept as `unclassified` must fit.
  public static let textBytes = 16_384

  /// The longest canonical line in bytes.
  public static let lineBytes = 65_536

  /// The most decimals an asset may have: those of the amounts themselves.
  public static let assetDecimals: Int64 = 18

  /// The most fields any kind has, `ref` included.
  package static let fieldsPerKind = 16
}
