// The floor that `plimsoll import` is measured against: a bare C loop that inserts the typed rows of
// table `fill` with the same pragmas, in one transaction, and empties the write-ahead log after it.
// It reads nothing, hashes nothing and checks nothing.
//
//   baseline lines ROWS            writes the same rows as canonical event lines
//   baseline insert ROWS FILE      inserts them into a new SQLite file
//   baseline scan ROWS FILE        reads every column of every row back

#include <inttypes.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static sqlite3 *database;

static void check(int code) {
  if (code == SQLITE_OK || code == SQLITE_DONE) return;
  fprintf(stderr, "baseline: %s\n", sqlite3_errmsg(database));
  exit(1);
}

static void run(const char *sql) { check(sqlite3_exec(database, sql, NULL, NULL, NULL)); }

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static uint64_t state = 12345;

static uint64_t draw(uint64_t below) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (state >> 33) % below;
}

static void bind_text(sqlite3_stmt *insert, int parameter, const char *text) {
  check(sqlite3_bind_text(insert, parameter, text, (int)strlen(text), SQLITE_STATIC));
}

// The values are made before the clock starts; 65,536 different rows are enough to go round.
enum { VARIETY = 65536 };

static struct {
  char size[24], price[24], fee[24], trade[24];
  const char *side;
  int64_t account;
} values[VARIETY];

static void make_values(void) {
  for (int i = 0; i < VARIETY; i += 1) {
    snprintf(values[i].size, sizeof values[i].size, "%" PRIu64 ".%" PRIu64 "1", draw(10),
             draw(999999) + 1000000);
    snprintf(values[i].price, sizeof values[i].price, "%" PRIu64 ".%" PRIu64, 20000 + draw(30000),
             draw(9) + 1);
    snprintf(values[i].fee, sizeof values[i].fee, "0.%" PRIu64 "1", draw(89999) + 10000);
    snprintf(values[i].trade, sizeof values[i].trade, "%" PRIu64, draw(1000000000));
    values[i].side = draw(2) == 0 ? "buy" : "sell";
    values[i].account = (int64_t)draw(100000);
  }
}

static void insert_row(sqlite3_stmt *insert, int64_t row) {
  int i = (int)(row % VARIETY);
  check(sqlite3_bind_int64(insert, 1, row + 1));
  check(sqlite3_bind_int64(insert, 2, 1 + row / 100));
  check(sqlite3_bind_int64(insert, 3, row % 100));
  check(sqlite3_bind_int64(insert, 4, values[i].account));
  check(sqlite3_bind_int64(insert, 5, 0));
  bind_text(insert, 6, values[i].side);
  bind_text(insert, 7, values[i].size);
  bind_text(insert, 8, values[i].price);
  bind_text(insert, 9, values[i].fee);
  bind_text(insert, 10, "taker");
  bind_text(insert, 11, values[i].trade);
  check(sqlite3_bind_null(insert, 12));
  check(sqlite3_step(insert));
  check(sqlite3_reset(insert));
}

static void write_lines(int64_t rows) {
  const char *head = "{\"v\":1,\"block\":%" PRId64 ",\"index\":%" PRId64 ",\"time\":%" PRId64;
  printf("{\"v\":1,\"block\":0,\"index\":0,\"time\":0,\"kind\":\"asset\",\"asset\":\"USD\","
         "\"decimals\":18}\n");
  printf("{\"v\":1,\"block\":0,\"index\":1,\"time\":0,\"kind\":\"asset\",\"asset\":\"BTC\","
         "\"decimals\":18}\n");
  printf("{\"v\":1,\"block\":0,\"index\":2,\"time\":0,\"kind\":\"market\",\"market\":"
         "\"BTC-PERP\",\"base\":\"BTC\",\"quote\":\"USD\"}\n");
  for (int64_t row = 0; row < rows; row += 1) {
    int i = (int)(row % VARIETY);
    printf(head, 1 + row / 100, row % 100, 1000 * (1 + row / 100));
    printf(",\"kind\":\"fill\",\"account\":\"0x%040" PRIx64 "\",\"market\":\"BTC-PERP\",\"side\":"
           "\"%s\",\"size\":\"%s\",\"price\":\"%s\",\"fee\":\"%s\",\"role\":\"taker\",\"trade\":"
           "\"%s\"}\n",
           (uint64_t)values[i].account * 2654435761u, values[i].side, values[i].size,
           values[i].price, values[i].fee, values[i].trade);
  }
}

static void scan(const char *path, int64_t rows) {
  check(sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL));
  sqlite3_stmt *select = NULL;
  check(sqlite3_prepare_v2(database, "SELECT * FROM fill ORDER BY seq", -1, &select, NULL));
  double start = seconds();
  int64_t bytes = 0;
  while (sqlite3_step(select) == SQLITE_ROW) {
    for (int column = 0; column < 5; column += 1) bytes += sqlite3_column_int64(select, column) & 1;
    for (int column = 5; column < 12; column += 1) {
      if (sqlite3_column_text(select, column)) bytes += sqlite3_column_bytes(select, column);
    }
  }
  printf("%.0f rows/s (%" PRId64 ")\n", (double)rows / (seconds() - start), bytes);
  check(sqlite3_finalize(select));
  check(sqlite3_close(database));
}

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: baseline lines ROWS | insert ROWS FILE | scan ROWS FILE\n");
    return 64;
  }
  int64_t rows = atoll(arguments[2]);
  make_values();
  if (strcmp(arguments[1], "lines") == 0) {
    write_lines(rows);
    return 0;
  }
  if (count < 4) return 64;
  if (strcmp(arguments[1], "scan") == 0) {
    scan(arguments[3], rows);
    return 0;
  }
  remove(arguments[3]);
  check(sqlite3_open(arguments[3], &database));
  run("PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA wal_autocheckpoint = 0;"
      "PRAGMA cache_size = -65536;"
      "CREATE TABLE fill (seq INTEGER PRIMARY KEY, block INTEGER NOT NULL, idx INTEGER NOT NULL,"
      " account INTEGER NOT NULL, market INTEGER NOT NULL, side TEXT NOT NULL, size TEXT NOT NULL,"
      " price TEXT NOT NULL, fee TEXT, role TEXT, trade TEXT, ref TEXT) STRICT;");
  sqlite3_stmt *insert = NULL;
  check(sqlite3_prepare_v3(database, "INSERT INTO fill VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", -1,
                           SQLITE_PREPARE_PERSISTENT, &insert, NULL));
  double start = seconds();
  run("BEGIN IMMEDIATE");
  for (int64_t row = 0; row < rows; row += 1) insert_row(insert, row);
  run("COMMIT");
  check(sqlite3_finalize(insert));
  check(sqlite3_wal_checkpoint_v2(database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
  double spent = seconds() - start;
  check(sqlite3_close(database));
  printf("%.0f rows/s\n", (double)rows / spent);
  return 0;
}
