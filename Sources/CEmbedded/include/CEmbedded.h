#pragma once
#include <stddef.h>

/// A file of the repository, compiled into the binary.
struct plimsoll_file {
  const char *name;
  const unsigned char *bytes;
  size_t size;
};

/// The files of migrations/ in the order they are applied.
const struct plimsoll_file *plimsoll_migrations_start(void);
extern const size_t plimsoll_migration_count;

/// The files of maps/, by name.
const struct plimsoll_file *plimsoll_maps_start(void);
extern const size_t plimsoll_map_count;

/// The files of rulebooks/, by name.
const struct plimsoll_file *plimsoll_rulebooks_start(void);
extern const size_t plimsoll_rulebook_count;
