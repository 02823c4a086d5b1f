#ifndef PLIMSOLL_CSIMDJSON_H
#define PLIMSOLL_CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a value of the tape is.
typedef enum csj_kind : uint32_t {
  CSJ_NULL = 0,
  CSJ_FALSE = 1,
  CSJ_TRUE = 2,
  CSJ_NUMBER = 3,
  CSJ_STRING = 4,
  CSJ_ARRAY = 5,
  CSJ_OBJECT = 6,
} csj_kind;

/// What a parse found.
typedef enum csj_status : uint32_t {
  CSJ_OK = 0,
  CSJ_NO_MEMORY,
  CSJ_TOO_LARGE,
  CSJ_EMPTY,
  CSJ_BAD_UTF8,
  CSJ_UNCLOSED_STRING,
  CSJ_CONTROL_IN_STRING,
  CSJ_EXPECTED_VALUE,
  CSJ_EXPECTED_KEY,
  CSJ_EXPECTED_COLON,
  CSJ_EXPECTED_COMMA_OR_BRACE,
  CSJ_EXPECTED_COMMA_OR_BRACKET,
  CSJ_TRAILING_COMMA,
  CSJ_UNCLOSED_CONTAINER,
  CSJ_TRAILING_TEXT,
  CSJ_BAD_NUMBER,
  CSJ_BAD_LITERAL,
  CSJ_BAD_ESCAPE,
  CSJ_LONE_SURROGATE,
  CSJ_DUPLICATE_KEY,
  CSJ_TOO_DEEP,
} csj_status;

enum {
  /// The deepest nesting of arrays and objects that is accepted.
  CSJ_MAX_DEPTH = 64,
  /// The longest document in bytes: offsets and counts must fit the fields of `csj_entry`.
  CSJ_MAX_LENGTH = 1 << 29,
};

/// `link` of a string whose text stands in the document as it is, without escapes.
static const uint32_t CSJ_VERBATIM = 0xFFFFFFFF;

/// One value. The members of an object are pairs of entries, the key (a string) first.
typedef struct csj_entry {
  /// Bits 0 to 2: `csj_kind`. The bits above: number of members or elements of a container.
  uint32_t kind_count;
  /// Offset of the value in the document; for a string that of its opening quote.
  uint32_t start;
  /// Bytes of a number, literal or container in the document; bytes of a string's text.
  uint32_t length;
  /// Container: index of the entry after its last descendant. String: `CSJ_VERBATIM`, or the
  /// offset of the text in the unescaped bytes. Others: 0.
  uint32_t link;
} csj_entry;

/// The result of a parse. The pointers stay valid until the next call with the same parser.
typedef struct csj_result {
  csj_status status;
  /// Where the trouble is.
  uint32_t offset;
  /// Where the other place is: the first of two equal keys, the bracket that is never closed.
  uint32_t other;
  const csj_entry *tape;
  size_t tape_count;
  const uint8_t *unescaped;
  size_t unescaped_count;
} csj_result;

/// Holds the buffers of the parses, which are kept from one document to the next.
typedef struct csj_parser csj_parser;

/// Returns NULL when there is no memory.
csj_parser *csj_parser_create(void);
void csj_parser_free(csj_parser *parser);

/// Parses exactly one document. `bytes` needs no padding and is not kept.
csj_result csj_parse(csj_parser *parser, const uint8_t *bytes, size_t length);

/// The offset of the first byte that is not valid UTF-8, or `length` when all are.
size_t csj_first_invalid_utf8(const uint8_t *bytes, size_t length);

#ifdef __cplusplus
}
#endif

#endif
