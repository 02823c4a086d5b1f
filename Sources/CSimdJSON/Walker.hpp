#ifndef PLIMSOLL_CSIMDJSON_WALKER_HPP
#define PLIMSOLL_CSIMDJSON_WALKER_HPP

#include <stddef.h>
#include <stdint.h>

#include "CSimdJSON.h"

namespace csj {

/// Memory that grows and never shrinks. It never throws: `reserve` says whether it worked.
template <typename Element>
class Buffer {
 public:
  Buffer() = default;
  Buffer(const Buffer &) = delete;
  Buffer &operator=(const Buffer &) = delete;
  ~Buffer();

  bool reserve(size_t count) noexcept;
  Element *data() const noexcept { return elements_; }

 private:
  Element *elements_ = nullptr;
  size_t capacity_ = 0;
};

/// The buffers that one parse fills.
struct Buffers {
  Buffer<csj_entry> tape;
  Buffer<uint8_t> unescaped;
  Buffer<uint32_t> keys;
};

/// A failure, or CSJ_OK.
struct Outcome {
  csj_status status = CSJ_OK;
  size_t offset = 0;
  size_t other = 0;

  bool ok() const noexcept { return status == CSJ_OK; }
};

/// Walks the structural characters of a document, checks its grammar and writes the tape.
class Walker {
 public:
  Walker(
    Buffers &buffers, const uint8_t *bytes, size_t length, const uint32_t *structurals,
    size_t structural_count) noexcept
    : buffers_(buffers), bytes_(bytes), length_(length), structurals_(structurals),
      structural_count_(structural_count) {}

  Outcome run() noexcept;
  size_t tape_count() const noexcept { return tape_count_; }
  size_t unescaped_count() const noexcept { return unescaped_count_; }

 private:
  /// An array or object that is not closed yet.
  struct Frame {
    uint32_t entry;
    uint32_t count;
    uint64_t key_filter;
  };

  Outcome value() noexcept;
  Outcome member() noexcept;
  Outcome open(csj_kind kind) noexcept;
  Outcome close() noexcept;
  Outcome after_value() noexcept;
  Outcome number() noexcept;
  Outcome literal(const char *word, size_t word_length, csj_kind kind) noexcept;
  Outcome string() noexcept;
  Outcome unescape(size_t begin, size_t end) noexcept;
  Outcome unicode_escape(size_t &at, size_t end, uint8_t *&out) noexcept;
  Outcome check_key(uint32_t key) noexcept;
  Outcome check_all_keys(const Frame &frame, uint32_t end) noexcept;

  Outcome fail(csj_status status, size_t offset, size_t other = 0) const noexcept {
    return Outcome{status, offset, other};
  }
  bool at_end() const noexcept { return cursor_ == structural_count_; }
  /// The offset of the current structural character.
  size_t here() const noexcept { return at_end() ? length_ : structurals_[cursor_]; }
  /// Where the token at the cursor must have ended.
  size_t next() const noexcept {
    return cursor_ + 1 < structural_count_ ? structurals_[cursor_ + 1] : length_;
  }
  uint8_t byte() const noexcept { return bytes_[structurals_[cursor_]]; }
  /// A token that ends at `end` is complete when white space or another token follows.
  bool ends_token(size_t end) const noexcept;
  void push(csj_kind kind, size_t start, size_t length, uint32_t link) noexcept;
  const uint8_t *text(const csj_entry &entry) const noexcept;
  bool same_text(const csj_entry &left, const csj_entry &right) const noexcept;
  uint32_t after(uint32_t entry) const noexcept;

  Buffers &buffers_;
  const uint8_t *const bytes_;
  const size_t length_;
  const uint32_t *const structurals_;
  const size_t structural_count_;
  size_t cursor_ = 0;
  csj_entry *tape_ = nullptr;
  size_t tape_count_ = 0;
  size_t unescaped_count_ = 0;
  uint32_t depth_ = 0;
  Frame frames_[CSJ_MAX_DEPTH];
};

}  // namespace csj

#endif
