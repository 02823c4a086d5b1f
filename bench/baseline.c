// The floor that `plimsoll import` is measured against: a bare C loop that inserts the typed rows of
// table `fill` with the same pragmas, in one transaction, and empties the write-ahead log after it.
// It reads nothing, hashes nothing and checks nothing.
//
//   cc -O2 bench/baseline.c -lsqlite3 -o baseline && ./baseline FILE [ROWS]

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

int main(int count, char **arguments) {
  if (count < 2) {
    fprintf(stderr, "usage: baseline FILE [ROWS]\n");
    return 64;
  }
  int64_t rows = count > 2 ? atoll(arguments[2]) : 1000000;
  remove(arguments[1]);
  check(sqlite3_open(arguments[1], &database));
  run("PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA wal_autocheckpoint = 0;"
      "PRAGMA cache_size = -65536;"
      "CREATE TABLE fill (seq INTEGER PRIMARY KEY, block INTEGER NOT NULL, idx INTEGER NOT NULL,"
      " account INTEGER NOT NULL, market INTEGER NOT NULL, side TEXT NOT NULL, size TEXT NOT NULL,"
      " price TEXT NOT NULL, fee TEXT, role TEXT, trade TEXT, ref TEXT) STRICT;");
  sqlite3_stmt *insert = NULL;
  check(sqlite3_prepare_v3(database, "INSERT INTO fill VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", -1,
                           SQLITE_PREPARE_PERSISTENT, &insert, NULL));
  make_values();
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
