import Hashing
import Ledger
import Testing

/// The tree is checked against the known answers of RFC 6962's reference implementations and
/// against the recursive definition for many sizes.
@Suite struct MerkleTests {
  private static let inputs: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57], Array(0x60...0x6f),
  ]

  private static let roots = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  @Test func knownAnswersOfTheCertificateTransparencyTests() {
    let sha = SHA256()
    var tree = MerkleTree()
    let nothing: [UInt8] = []
    #expect(tree.root() == sha.hash(nothing.span))
    for (input, root) in zip(Self.inputs, Self.roots) {
      tree.append(sha.leaf(input.span), sha) { _ in }
      #expect(tree.root().description == root)
    }
  }

  @Test func tilesGiveTheRootOfTheDefinition() {
    let sha = SHA256()
    var tree = MerkleTree()
    var leaves: [Digest] = []
    var fullTiles = 0
    for n in 0..<66_000 {
      let leaf = sha.leaf([UInt8(n & 255), UInt8(n >> 8 & 255), UInt8(n >> 16)].span)
      leaves.append(leaf)
      tree.append(leaf, sha) { _ in fullTiles += 1 }
      if n < 600 || n % 9_973 == 0 || n > 65_534 && n < 65_540 {
        #expect(tree.root() == MerkleTree.root(of: leaves[...], sha), "size \(n + 1)")
      }
    }
    #expect(fullTiles == 66_000 / 256 + 1)
    let again = MerkleTree(size: tree.size, edges: tree.edges)
    #expect(again?.root() == tree.root())
    #expect(MerkleTree(size: tree.size + 1, edges: tree.edges) == nil)
  }
}
