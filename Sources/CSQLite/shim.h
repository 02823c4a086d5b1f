#ifndef PLIMSOLL_CSQLITE_SHIM_H
#define PLIMSOLL_CSQLITE_SHIM_H

#include <sqlite3.h>

/* sqlite3_db_config is variadic, which Swift cannot import. This is the form of it
   that switches one option on or off. https://sqlite.org/c3ref/db_config.html */
static inline int plimsoll_sqlite3_db_config_switch(sqlite3 *db, int option, int on) {
  return sqlite3_db_config(db, option, on, (int *)0);
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
