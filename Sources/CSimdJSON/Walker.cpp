#include "Walker.hpp"

#include <stdlib.h>
#include <string.h>

#include <algorithm>

namespace csj {

template <typename Element>
Buffer<Element>::~Buffer() {
  free(elements_);
}

template <typename Element>
bool Buffer<Element>::reserve(size_t count) noexcept {
  if (count <= capacity_) return true;
  const size_t wanted = std::max(count, capacity_ + capacity_ / 2);
  void *grown = realloc(elements_, wanted * sizeof(Element));
  if (grown == nullptr) return false;
  elements_ = static_cast<Element *>(grown);
  capacity_ = wanted;
  return true;
}

template class Buffer<csj_entry>;
template class Buffer<uint8_t>;
template class Buffer<uint32_t>;

namespace {

/// Objects with more members than this are checked for equal keys once, by sorting.
constexpr uint32_t small_object = 32;

bool is_space(uint8_t byte) noexcept {
  return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

bool is_digit(uint8_t byte) noexcept { return byte >= '0' && byte <= '9'; }

/// The value of a hexadecimal digit, or -1.
int hex_value(uint8_t byte) noexcept {
  if (is_digit(byte)) return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

/// The value of four hexadecimal digits, or -1.
int32_t hex4(const uint8_t *bytes) noexcept {
  int32_t value = 0;
  for (int i = 0; i < 4; i++) {
    const int digit = hex_value(bytes[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

uint8_t *put_utf8(uint8_t *out, uint32_t scalar) noexcept {
  if (scalar < 0x80) {
    *out++ = static_cast<uint8_t>(scalar);
  } else if (scalar < 0x800) {
    *out++ = static_cast<uint8_t>(0xC0 | (scalar >> 6));
    *out++ = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
  } else if (scalar < 0x10000) {
    *out++ = static_cast<uint8_t>(0xE0 | (scalar >> 12));
    *out++ = static_cast<uint8_t>(0x80 | ((scalar >> 6) & 0x3F));
    *out++ = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
  } else {
    *out++ = static_cast<uint8_t>(0xF0 | (scalar >> 18));
    *out++ = static_cast<uint8_t>(0x80 | ((scalar >> 12) & 0x3F));
    *out++ = static_cast<uint8_t>(0x80 | ((scalar >> 6) & 0x3F));
    *out++ = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
  }
  return out;
}

/// The byte that an escape of one letter stands for, or 0.
uint8_t short_escape(uint8_t letter) noexcept {
  switch (letter) {
    case '"': return '"';
    case '\\': return '\\';
    case '/': return '/';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
  }
}

csj_kind kind_of(const csj_entry &entry) noexcept {
  return static_cast<csj_kind>(entry.kind_count & 7);
}

}  // namespace

// MARK: - Structure

Outcome Walker::run() noexcept {
  // Each structural character gives at most one entry, so the loop needs no capacity checks.
  if (!buffers_.tape.reserve(structural_count_ + 1)) return fail(CSJ_NO_MEMORY, 0);
  tape_ = buffers_.tape.data();
  Outcome outcome = value();
  while (outcome.ok() && depth_ > 0) outcome = after_value();
  if (outcome.ok() && !at_end()) return fail(CSJ_TRAILING_TEXT, here());
  return outcome;
}

/// Reads the value at the cursor; of a container that is not empty, up to its first value.
Outcome Walker::value() noexcept {
  for (;;) {
    if (at_end()) {
      if (depth_ == 0) return fail(CSJ_EMPTY, length_);
      return fail(CSJ_UNCLOSED_CONTAINER, length_, tape_[frames_[depth_ - 1].entry].start);
    }
    Outcome outcome;
    switch (byte()) {
      case '{':
        outcome = open(CSJ_OBJECT);
        if (!outcome.ok()) return outcome;
        if (!at_end() && byte() == '}') return close();
        outcome = member();
        if (!outcome.ok()) return outcome;
        continue;
      case '[':
        outcome = open(CSJ_ARRAY);
        if (!outcome.ok()) return outcome;
        if (!at_end() && byte() == ']') return close();
        frames_[depth_ - 1].count = 1;
        continue;
      case '"': return string();
      case 't': return literal("true", 4, CSJ_TRUE);
      case 'f': return literal("false", 5, CSJ_FALSE);
      case 'n': return literal("null", 4, CSJ_NULL);
      case '-': return number();
      default: return is_digit(byte()) ? number() : fail(CSJ_EXPECTED_VALUE, here());
    }
  }
}

/// Reads a key and its colon.
Outcome Walker::member() noexcept {
  Frame &frame = frames_[depth_ - 1];
  const uint32_t opened = tape_[frame.entry].start;
  if (at_end()) return fail(CSJ_UNCLOSED_CONTAINER, length_, opened);
  if (byte() != '"') return fail(CSJ_EXPECTED_KEY, here());
  const uint32_t key = static_cast<uint32_t>(tape_count_);
  Outcome outcome = string();
  if (!outcome.ok()) return outcome;
  outcome = check_key(key);
  if (!outcome.ok()) return outcome;
  frame.count++;
  if (at_end()) return fail(CSJ_UNCLOSED_CONTAINER, length_, opened);
  if (byte() != ':') return fail(CSJ_EXPECTED_COLON, here());
  cursor_++;
  return Outcome{};
}

/// Reads a comma and what follows it, or the end of the container.
Outcome Walker::after_value() noexcept {
  Frame &frame = frames_[depth_ - 1];
  const csj_entry &container = tape_[frame.entry];
  const bool is_object = kind_of(container) == CSJ_OBJECT;
  if (at_end()) return fail(CSJ_UNCLOSED_CONTAINER, length_, container.start);
  const uint8_t closing = is_object ? '}' : ']';
  if (byte() == closing) return close();
  if (byte() != ',') {
    const csj_status status =
      is_object ? CSJ_EXPECTED_COMMA_OR_BRACE : CSJ_EXPECTED_COMMA_OR_BRACKET;
    return fail(status, here(), container.start);
  }
  const size_t comma = here();
  cursor_++;
  if (!at_end() && byte() == closing) return fail(CSJ_TRAILING_COMMA, comma);
  if (is_object) {
    const Outcome outcome = member();
    if (!outcome.ok()) return outcome;
  } else {
    frame.count++;
  }
  return value();
}

Outcome Walker::open(csj_kind kind) noexcept {
  if (depth_ == CSJ_MAX_DEPTH) return fail(CSJ_TOO_DEEP, here());
  frames_[depth_++] = Frame{static_cast<uint32_t>(tape_count_), 0, 0};
  push(kind, here(), 0, 0);
  cursor_++;
  return Outcome{};
}

Outcome Walker::close() noexcept {
  const Frame frame = frames_[--depth_];
  csj_entry &container = tape_[frame.entry];
  container.kind_count |= frame.count << 3;
  container.length = static_cast<uint32_t>(here() + 1 - container.start);
  container.link = static_cast<uint32_t>(tape_count_);
  cursor_++;
  if (kind_of(container) == CSJ_OBJECT && frame.count > small_object) {
    return check_all_keys(frame, container.link);
  }
  return Outcome{};
}

void Walker::push(csj_kind kind, size_t start, size_t length, uint32_t link) noexcept {
  tape_[tape_count_++] = csj_entry{
    static_cast<uint32_t>(kind), static_cast<uint32_t>(start), static_cast<uint32_t>(length), link};
}

// MARK: - Scalars

bool Walker::ends_token(size_t end) const noexcept {
  if (end == length_) return true;
  // Some of simdjson's variants take 0x0C for a comma and 0x1A for a colon.
  const bool is_mistaken = bytes_[end] == 0x0C || bytes_[end] == 0x1A;
  return (end == next() && !is_mistaken) || is_space(bytes_[end]);
}

Outcome Walker::literal(const char *word, size_t word_length, csj_kind kind) noexcept {
  const size_t start = here();
  if (start + word_length > length_ || memcmp(bytes_ + start, word, word_length) != 0
      || !ends_token(start + word_length)) {
    return fail(CSJ_BAD_LITERAL, start);
  }
  push(kind, start, word_length, 0);
  cursor_++;
  return Outcome{};
}

/// Checks the grammar of a number. Its text is kept; its value is nobody's business here.
Outcome Walker::number() noexcept {
  const size_t start = here();
  const size_t end = next();
  size_t at = start;
  if (bytes_[at] == '-') at++;
  if (at == end || !is_digit(bytes_[at])) return fail(CSJ_BAD_NUMBER, start);
  const bool starts_with_zero = bytes_[at] == '0';
  const size_t first_digit = at;
  while (at < end && is_digit(bytes_[at])) at++;
  if (starts_with_zero && at > first_digit + 1) return fail(CSJ_BAD_NUMBER, start);
  if (at < end && bytes_[at] == '.') {
    const size_t first_decimal = ++at;
    while (at < end && is_digit(bytes_[at])) at++;
    if (at == first_decimal) return fail(CSJ_BAD_NUMBER, start);
  }
  if (at < end && (bytes_[at] | 0x20) == 'e') {
    at++;
    if (at < end && (bytes_[at] == '+' || bytes_[at] == '-')) at++;
    const size_t first_digit_of_exponent = at;
    while (at < end && is_digit(bytes_[at])) at++;
    if (at == first_digit_of_exponent) return fail(CSJ_BAD_NUMBER, start);
  }
  if (!ends_token(at)) return fail(CSJ_BAD_NUMBER, start);
  push(CSJ_NUMBER, start, at - start, 0);
  cursor_++;
  return Outcome{};
}

Outcome Walker::string() noexcept {
  const size_t start = here();
  // Only white space can stand between the closing quote and the next structural character.
  size_t end = next();
  while (end > start + 1 && is_space(bytes_[end - 1])) end--;
  end--;
  if (end == start || bytes_[end] != '"') return fail(CSJ_UNCLOSED_STRING, start);
  cursor_++;
  const size_t begin = start + 1;
  if (memchr(bytes_ + begin, '\\', end - begin) != nullptr) return unescape(begin, end);
  push(CSJ_STRING, start, end - begin, CSJ_VERBATIM);
  return Outcome{};
}

Outcome Walker::unescape(size_t begin, size_t end) noexcept {
  if (!buffers_.unescaped.reserve(length_)) return fail(CSJ_NO_MEMORY, 0);
  uint8_t *const first = buffers_.unescaped.data() + unescaped_count_;
  uint8_t *out = first;
  size_t at = begin;
  while (at < end) {
    const void *found = memchr(bytes_ + at, '\\', end - at);
    const size_t escape =
      found == nullptr ? end : static_cast<size_t>(static_cast<const uint8_t *>(found) - bytes_);
    memcpy(out, bytes_ + at, escape - at);
    out += escape - at;
    at = escape;
    if (at == end) break;
    if (at + 1 < end && bytes_[at + 1] == 'u') {
      const Outcome outcome = unicode_escape(at, end, out);
      if (!outcome.ok()) return outcome;
      continue;
    }
    const uint8_t plain = at + 1 < end ? short_escape(bytes_[at + 1]) : 0;
    if (plain == 0) return fail(CSJ_BAD_ESCAPE, at);
    *out++ = plain;
    at += 2;
  }
  const size_t count = static_cast<size_t>(out - first);
  push(CSJ_STRING, begin - 1, count, static_cast<uint32_t>(unescaped_count_));
  unescaped_count_ += count;
  return Outcome{};
}

/// Reads `\u` and four hexadecimal digits, or the two of a surrogate pair, and leaves `at` behind it.
Outcome Walker::unicode_escape(size_t &at, size_t end, uint8_t *&out) noexcept {
  const int32_t unit = at + 6 <= end ? hex4(bytes_ + at + 2) : -1;
  if (unit < 0) return fail(CSJ_BAD_ESCAPE, at);
  uint32_t scalar = static_cast<uint32_t>(unit);
  size_t used = 6;
  if (unit >= 0xDC00 && unit <= 0xDFFF) return fail(CSJ_LONE_SURROGATE, at);
  if (unit >= 0xD800 && unit <= 0xDBFF) {
    const bool pair = at + 12 <= end && bytes_[at + 6] == '\\' && bytes_[at + 7] == 'u';
    const int32_t low = pair ? hex4(bytes_ + at + 8) : -1;
    if (low < 0xDC00 || low > 0xDFFF) return fail(CSJ_LONE_SURROGATE, at);
    scalar = 0x10000 + ((scalar - 0xD800) << 10) + (static_cast<uint32_t>(low) - 0xDC00);
    used = 12;
  }
  out = put_utf8(out, scalar);
  at += used;
  return Outcome{};
}

// MARK: - Equal keys

const uint8_t *Walker::text(const csj_entry &entry) const noexcept {
  if (entry.link == CSJ_VERBATIM) return bytes_ + entry.start + 1;
  return buffers_.unescaped.data() + entry.link;
}

bool Walker::same_text(const csj_entry &left, const csj_entry &right) const noexcept {
  return left.length == right.length && memcmp(text(left), text(right), left.length) == 0;
}

/// The index of the entry that follows a value and all that is in it.
uint32_t Walker::after(uint32_t entry) const noexcept {
  return kind_of(tape_[entry]) >= CSJ_ARRAY ? tape_[entry].link : entry + 1;
}

/// Compares a new key with the earlier ones of its object, when a filter of 64 bits says that one
/// of them could be equal. Large objects wait for `check_all_keys`.
Outcome Walker::check_key(uint32_t key) noexcept {
  Frame &frame = frames_[depth_ - 1];
  if (frame.count >= small_object) return Outcome{};
  const csj_entry &entry = tape_[key];
  uint32_t hash = entry.length;
  if (entry.length > 0) {
    const uint8_t *bytes = text(entry);
    hash = hash * 31 + bytes[0];
    hash = hash * 31 + bytes[entry.length / 2];
    hash = hash * 31 + bytes[entry.length - 1];
  }
  const uint64_t bit = uint64_t{1} << (hash * 0x9E3779B1u >> 26);
  const bool seen = (frame.key_filter & bit) != 0;
  frame.key_filter |= bit;
  if (!seen) return Outcome{};
  for (uint32_t earlier = frame.entry + 1; earlier < key; earlier = after(earlier + 1)) {
    if (same_text(tape_[earlier], entry)) {
      return fail(CSJ_DUPLICATE_KEY, entry.start, tape_[earlier].start);
    }
  }
  return Outcome{};
}

Outcome Walker::check_all_keys(const Frame &frame, uint32_t end) noexcept {
  if (!buffers_.keys.reserve(frame.count)) return fail(CSJ_NO_MEMORY, 0);
  uint32_t *const keys = buffers_.keys.data();
  size_t count = 0;
  for (uint32_t key = frame.entry + 1; key < end; key = after(key + 1)) keys[count++] = key;
  std::sort(keys, keys + count, [this](uint32_t left, uint32_t right) noexcept {
    const csj_entry &a = tape_[left];
    const csj_entry &b = tape_[right];
    const int order = memcmp(text(a), text(b), std::min(a.length, b.length));
    if (order != 0) return order < 0;
    if (a.length != b.length) return a.length < b.length;
    return left < right;
  });
  Outcome first;
  for (size_t i = 1; i < count; i++) {
    const csj_entry &left = tape_[keys[i - 1]];
    const csj_entry &right = tape_[keys[i]];
    if (same_text(left, right) && (first.ok() || right.start < first.offset)) {
      first = fail(CSJ_DUPLICATE_KEY, right.start, left.start);
    }
  }
  return first;
}

}  // namespace csj
