public import Hashing

/// The RFC 6962 tree over the canonical lines of a log, kept as the right edge of its hash tiles.
///
/// Level 0 holds leaf hashes; an entry of level n + 1 is the root over one full tile (256 entries)
/// of level n. Only the last, not yet full tile of each level is in memory: 8 KiB a level.
public struct MerkleTree: Sendable {
  /// The entries of a full tile.
  public static let tileWidth = 256

  /// The number of leaves.
  public private(set) var size: Int64 = 0

  /// The entries of the last tile of each level.
  package private(set) var edges: [[Digest]] = []

  /// The tree of an empty log.
  public init() {}

  /// A tile of a level: the hashes of a whole subtree row, or of its beginning.
  package struct Tile: Sendable {
    package let level: Int
    package let number: Int64
    package let hashes: [Digest]
  }

  /// The tree of `size` leaves whose last tiles hold `edges`, level by level; nil when the numbers of
  /// entries do not belong to that size.
  package init?(size: Int64, edges: [[Digest]]) {
    var entries = size
    for level in 0..<max(edges.count, Self.levels(size)) {
      let edge = level < edges.count ? edges[level].count : 0
      guard edge == Int(entries % Int64(Self.tileWidth)) else { return nil }
      entries /= Int64(Self.tileWidth)
    }
    self.size = size
    self.edges = edges
  }

  /// The number of levels that a tree of `size` leaves has entries on.
  package static func levels(_ size: Int64) -> Int {
    var levels = 0
    var entries = size
    while entries > 0 {
      levels += 1
      entries /= Int64(tileWidth)
    }
    return levels
  }

  /// Adds a leaf hash; hands over each tile that becomes full.
  ///
  /// - Complexity: one node hash per leaf on average.
  package mutating func append<E: Error>(
    _ leaf: Digest, _ sha: borrowing SHA256, full: (Tile) throws(E) -> Void
  ) throws(E) {
    var entry = leaf
    var level = 0
    var entries = size
    size += 1
    while true {
      if level == edges.count {
        edges.append([])
        edges[level].reserveCapacity(Self.tileWidth)
      }
      edges[level].append(entry)
      guard edges[level].count == Self.tileWidth else { return }
      let number = entries / Int64(Self.tileWidth)
      try full(Tile(level: level, number: number, hashes: edges[level]))
      entry = Self.root(of: edges[level][...], sha)
      edges[level].removeAll(keepingCapacity: true)
      entries = number
      level += 1
    }
  }

  /// The tiles that are not full, as they are now.
  package var partialTiles: [Tile] {
    var tiles: [Tile] = []
    var entries = size
    for (level, edge) in edges.enumerated() {
      if !edge.isEmpty {
        tiles.append(Tile(level: level, number: entries / Int64(Self.tileWidth), hashes: edge))
      }
      entries /= Int64(Self.tileWidth)
    }
    return tiles
  }

  /// The root: the Merkle tree hash of all leaves; of none, the hash of nothing.
  public func root() -> Digest {
    root(SHA256())
  }

  package func root(_ sha: borrowing SHA256) -> Digest {
    let empty: [UInt8] = []
    var right: Digest?
    for edge in edges {
      let row = right.map { edge + [$0] } ?? edge
      right = row.isEmpty ? nil : Self.root(of: row[...], sha)
    }
    return right ?? sha.hash(empty.span)
  }

  /// The Merkle tree hash of a row of subtrees, all full but perhaps the last.
  ///
  /// RFC 6962, section 2.1: split at the largest power of two below the count.
  package static func root(of row: ArraySlice<Digest>, _ sha: borrowing SHA256) -> Digest {
    if row.count == 1 { return row[row.startIndex] }
    var split = 1
    while split * 2 < row.count { split *= 2 }
    let middle = row.startIndex + split
    return sha.node(root(of: row[..<middle], sha), root(of: row[middle...], sha))
  }
}
