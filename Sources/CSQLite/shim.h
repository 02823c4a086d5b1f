#ifndef PLIMSOLL_CSQLITE_SHIM_H
#define PLIMSOLL_CSQLITE_SHIM_H

#include <sqlite3.h>

/* sqlite3_db_config is variadic, which Swift cannot import. This is the form of it
   that switches one option on or off. https://sqlite.org/c3ref/db_config.html */
static inline int plimsoll_sqlite3_db_config_switch(sqlite3 *db, int option, int on) {
  return sqlite3_db_config(db, option, on, (int *)0);
}

/* Switches off the counting of allocated memory, which takes a lock at every allocation and which
   nobody reads here. It works only before the library is used for the first time.
   https://sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigmemstatus */
static inline int plimsoll_sqlite3_stop_memory_statistics(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* SQLITE_STATIC and SQLITE_TRANSIENT are macros with casts, which Swift cannot import.
   https://sqlite.org/c3ref/c_static.html */
static inline sqlite3_destructor_type plimsoll_sqlite3_static(void) {
  return SQLITE_STATIC;
}

static inline sqlite3_destructor_type plimsoll_sqlite3_transient(void) {
  return SQLITE_TRANSIENT;
}

#endif
