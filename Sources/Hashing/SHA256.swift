internal import CCrypto

/// SHA-256 by libcrypto, with the algorithm fetched once.
///
/// The one-shot call of OpenSSL 3 looks the algorithm up each time, which costs more than hashing a
/// short event line; a hasher keeps the looked-up algorithm and one context.
@safe
public struct SHA256: ~Copyable {
  private let algorithm: OpaquePointer?
  private let context: OpaquePointer?

  /// Looks the algorithm up in libcrypto.
  public init() {
    unsafe algorithm = EVP_MD_fetch(nil, "SHA256", nil)
    unsafe context = EVP_MD_CTX_new()
    unsafe precondition(algorithm != nil && context != nil, "libcrypto offers no SHA-256")
  }

  deinit {
    unsafe EVP_MD_CTX_free(context)
    unsafe EVP_MD_free(algorithm)
  }

  /// The digest of `bytes`.
  public func hash(_ bytes: Span<UInt8>) -> Digest {
    begin()
    update(bytes)
    return finish()
  }

  /// The RFC 6962 leaf hash of one canonical line: `SHA256(0x00 ‖ line)`.
  public func leaf(_ line: Span<UInt8>) -> Digest {
    begin()
    update(0)
    update(line)
    return finish()
  }

  /// The RFC 6962 node hash of two subtrees: `SHA256(0x01 ‖ left ‖ right)`.
  public func node(_ left: Digest, _ right: Digest) -> Digest {
    begin()
    update(1)
    update(left, right)
    return finish()
  }

  private func begin() {
    let done = unsafe EVP_DigestInit_ex2(context, algorithm, nil)
    precondition(done == 1, "libcrypto refused to start SHA-256")
  }

  private func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { buffer in
      _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }
  }

  private func update(_ byte: UInt8) {
    var byte = byte
    unsafe withUnsafeBytes(of: &byte) { buffer in
      _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, 1)
    }
  }

  private func update(_ left: Digest, _ right: Digest) {
    let (a, b) = (left.words, right.words)
    let bytes = (
      a.0.bigEndian, a.1.bigEndian, a.2.bigEndian, a.3.bigEndian,
      b.0.bigEndian, b.1.bigEndian, b.2.bigEndian, b.3.bigEndian
    )
    unsafe withUnsafeBytes(of: bytes) { buffer in
      _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }
  }

  private func finish() -> Digest {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let done = unsafe withUnsafeMutableBytes(of: &words) { buffer in
      unsafe EVP_DigestFinal_ex(
        context, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
    }
    precondition(done == 1, "libcrypto refused to finish SHA-256")
    return Digest(
      words: (
        words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
      ))
  }
}
