// simdjson finds the structural characters of a document and checks its UTF-8 and its strings (its
// first stage, chosen for the processor at run time). The grammar is checked here, by `Walker`:
// simdjson's tree refuses numbers that fit no machine type, and its On-Demand interface checks only
// what is visited and reports errors without a place. Numbers must stay the text that they are.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <memory>
#include <new>

#include "CSimdJSON.h"
#include "Walker.hpp"

struct csj_parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> indexer;
  csj::Buffers buffers;

  bool reserve(size_t length) noexcept;
};

namespace {

constexpr size_t smallest_capacity = 16 * 1024;

/// The length of the well-formed UTF-8 sequence at `bytes`, or 0.
size_t sequence_length(const uint8_t *bytes, size_t available) noexcept {
  const uint8_t lead = bytes[0];
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const size_t count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (count > available) return 0;
  uint8_t low = 0x80;
  uint8_t high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  if (bytes[1] < low || bytes[1] > high) return 0;
  for (size_t i = 2; i < count; i++) {
    if ((bytes[i] & 0xC0) != 0x80) return 0;
  }
  return count;
}

/// Finds the first thing that made simdjson refuse the document: a byte that is not UTF-8, a
/// string without an end, or a control character inside a string.
csj::Outcome find_refusal(const uint8_t *bytes, size_t length) noexcept {
  bool in_string = false;
  size_t opened = 0;
  for (size_t at = 0; at < length;) {
    const uint8_t byte = bytes[at];
    const size_t step = sequence_length(bytes + at, length - at);
    if (step == 0) return {CSJ_BAD_UTF8, at, 0};
    if (in_string && (byte == '\n' || byte == '\r')) return {CSJ_UNCLOSED_STRING, opened, at};
    if (in_string && byte < 0x20) return {CSJ_CONTROL_IN_STRING, at, opened};
    if (byte == '"') {
      in_string = !in_string;
      opened = at;
    }
    // The escaped byte is skipped only where it is plain text: others are looked at above.
    const bool escape = byte == '\\' && at + 1 < length && bytes[at + 1] >= 0x20;
    at += escape && bytes[at + 1] < 0x80 ? 2 : step;
  }
  return {CSJ_UNCLOSED_STRING, in_string ? opened : length, length};
}

csj_result failed(csj_status status, size_t offset, size_t other) noexcept {
  csj_result result{};
  result.status = status;
  result.offset = static_cast<uint32_t>(offset);
  result.other = static_cast<uint32_t>(other);
  return result;
}

}  // namespace

bool csj_parser::reserve(size_t length) noexcept {
  if (indexer != nullptr && length <= indexer->capacity()) return true;
  size_t capacity = smallest_capacity;
  while (capacity < length) capacity *= 2;
  if (indexer != nullptr) return indexer->set_capacity(capacity) == simdjson::SUCCESS;
  return simdjson::get_active_implementation()->create_dom_parser_implementation(
           capacity, CSJ_MAX_DEPTH, indexer) == simdjson::SUCCESS;
}

csj_parser *csj_parser_create(void) { return new (std::nothrow) csj_parser; }

void csj_parser_free(csj_parser *parser) { delete parser; }

csj_result csj_parse(csj_parser *parser, const uint8_t *bytes, size_t length) {
  if (length > CSJ_MAX_LENGTH) return failed(CSJ_TOO_LARGE, 0, 0);
  if (parser == nullptr || !parser->reserve(length)) return failed(CSJ_NO_MEMORY, 0, 0);
  if (length == 0) return failed(CSJ_EMPTY, 0, 0);
  const auto &indexer = parser->indexer;
  const auto error = indexer->stage1(bytes, length, simdjson::stage1_mode::regular);
  if (error == simdjson::EMPTY) return failed(CSJ_EMPTY, length, 0);
  if (error != simdjson::SUCCESS) {
    const csj::Outcome refusal = find_refusal(bytes, length);
    return failed(refusal.status, refusal.offset, refusal.other);
  }
  csj::Walker walker(
    parser->buffers, bytes, length, indexer->structural_indexes.get(),
    indexer->n_structural_indexes);
  const csj::Outcome outcome = walker.run();
  csj_result result = failed(outcome.status, outcome.offset, outcome.other);
  result.tape = parser->buffers.tape.data();
  result.tape_count = walker.tape_count();
  result.unescaped = parser->buffers.unescaped.data();
  result.unescaped_count = walker.unescaped_count();
  return result;
}

size_t csj_first_invalid_utf8(const uint8_t *bytes, size_t length) {
  if (simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), length)) return length;
  size_t at = 0;
  while (at < length) {
    const size_t step = sequence_length(bytes + at, length - at);
    if (step == 0) return at;
    at += step;
  }
  return length;
}
