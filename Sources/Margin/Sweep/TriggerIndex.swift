/// The triggers of all feeds, grouped so that a price move touches few that it does not cross.
///
/// A side is one direction of one feed. Its thresholds lie in buckets by their leading 10 bits, so
/// a bucket is at most 0.2 % wide at any price. Buckets are runs in two flat arrays; their headers
/// come in pages of 128 that exist only where triggers do.
struct TriggerIndex: Sendable {
  /// The number of triggers.
  private(set) var count = 0
  /// The thresholds, and for each the slot that set it.
  private var thresholds: [Int128] = []
  private var owners: [UInt32] = []
  private var runs = Extents()
  private var buckets: [Bucket] = []
  /// For each side and page, where its headers start in `buckets`, or `noPage`.
  private var pages: [UInt32] = []

  private struct Bucket {
    var start: UInt32 = 0
    var count: UInt32 = 0
    /// The run has 2^exponent places; below zero it has none.
    var exponent: Int8 = -1
  }

  private static let detailBits = 9
  private static let pageBits = 7
  /// Enough for the buckets of all 127 leading bits.
  private static let pagesPerSide = 127 << (detailBits - pageBits)
  private static let noPage = UInt32.max

  /// The number of feeds with room for triggers.
  var feeds: Int { pages.count / (2 * Self.pagesPerSide) }

  /// Makes room for the triggers of more feeds.
  mutating func reserve(feeds: Int) {
    pages.lengthen(to: feeds * 2 * Self.pagesPerSide, with: Self.noPage)
  }

  /// Adds a trigger and gives its position in its bucket.
  mutating func insert(_ threshold: Int128, side: Int, owner: UInt32) -> UInt32 {
    let at = header(side, Self.bucket(of: threshold))
    var bucket = buckets[at]
    if bucket.exponent < 0 || Int(bucket.count) == 1 << bucket.exponent {
      resize(&bucket, to: bucket.exponent + 1)
    }
    let place = Int(bucket.start + bucket.count)
    thresholds[place] = threshold
    owners[place] = owner
    let position = bucket.count
    bucket.count += 1
    buckets[at] = bucket
    count += 1
    return position
  }

  /// Removes a trigger; gives the owner of the one that moved to its position, if one did.
  mutating func remove(_ threshold: Int128, side: Int, position: UInt32) -> UInt32? {
    let at = header(side, Self.bucket(of: threshold))
    var bucket = buckets[at]
    bucket.count -= 1
    count -= 1
    var moved: UInt32?
    if position < bucket.count {
      let hole = Int(bucket.start + position)
      let last = Int(bucket.start + bucket.count)
      thresholds[hole] = thresholds[last]
      owners[hole] = owners[last]
      moved = owners[hole]
    }
    if bucket.count == 0 || Int(bucket.count) * 4 < 1 << bucket.exponent {
      resize(&bucket, to: bucket.count == 0 ? -1 : bucket.exponent - 1)
    }
    buckets[at] = bucket
    return moved
  }

  /// Changes a threshold where it stands, if it stays in its bucket.
  mutating func replace(
    _ old: Int128, with new: Int128, side: Int, position: UInt32
  ) -> Bool {
    let number = Self.bucket(of: new)
    guard Self.bucket(of: old) == number else { return false }
    thresholds[Int(buckets[header(side, number)].start + position)] = new
    return true
  }

  /// Appends the owners of all triggers that a price move crosses; gives how many it compared.
  func cross(
    _ feed: Int, from old: Int128, to new: Int128, into crossed: inout [UInt32]
  ) -> Int {
    let rises = new > old
    let side = Self.side(feed, rises: rises)
    let first = Self.bucket(of: min(old, new))
    let last = Self.bucket(of: max(old, new))
    var compared = 0
    for page in first >> Self.pageBits...last >> Self.pageBits {
      let base = pages[side * Self.pagesPerSide + page]
      if base == Self.noPage { continue }
      let start = page << Self.pageBits
      let end = start + (1 << Self.pageBits) - 1
      for number in max(first, start)...min(last, end) {
        let bucket = buckets[Int(base) + number - start]
        compared += Int(bucket.count)
        for place in Int(bucket.start)..<Int(bucket.start + bucket.count)
        where rises ? new > thresholds[place] : new < thresholds[place] {
          crossed.append(owners[place])
        }
      }
    }
    return compared
  }

  /// The number of one direction of a feed.
  static func side(_ feed: Int, rises: Bool) -> Int {
    feed * 2 + (rises ? 1 : 0)
  }

  /// The bytes held.
  var footprint: Int {
    thresholds.capacity * 16 + owners.capacity * 4 + runs.footprint + pages.capacity * 4
      + buckets.capacity * MemoryLayout<Bucket>.stride
  }

  // MARK: - Buckets

  /// The bucket of a price: never decreasing, by the leading bit and the bits after it.
  private static func bucket(of price: Int128) -> Int {
    guard price > 1 else { return 0 }
    let exponent = 127 - price.leadingZeroBitCount
    let magnitude = UInt128(bitPattern: price)
    let aligned =
      exponent >= detailBits
      ? magnitude &>> UInt128(exponent - detailBits)
      : magnitude &<< UInt128(detailBits - exponent)
    let detail = Int(truncatingIfNeeded: aligned) & (1 << detailBits - 1)
    return exponent << detailBits | detail
  }

  /// Where the header of a bucket is; its page is made if there is none.
  private mutating func header(_ side: Int, _ number: Int) -> Int {
    let page = side * Self.pagesPerSide + number >> Self.pageBits
    if pages[page] == Self.noPage {
      pages[page] = UInt32(buckets.count)
      buckets.append(contentsOf: repeatElement(Bucket(), count: 1 << Self.pageBits))
    }
    return Int(pages[page]) + number & (1 << Self.pageBits - 1)
  }

  /// Moves a bucket to a run of 2^exponent places, or to none.
  private mutating func resize(_ bucket: inout Bucket, to exponent: Int8) {
    let old = Int(bucket.start)
    let oldExponent = bucket.exponent
    bucket.exponent = exponent
    if exponent >= 0 {
      let start = runs.take(1 << exponent, list: Int(exponent))
      thresholds.lengthen(to: runs.end, with: 0)
      owners.lengthen(to: runs.end, with: 0)
      for offset in 0..<Int(bucket.count) {
        thresholds[start + offset] = thresholds[old + offset]
        owners[start + offset] = owners[old + offset]
      }
      bucket.start = UInt32(start)
    }
    if oldExponent >= 0 { runs.give(old, list: Int(oldExponent)) }
  }
}
