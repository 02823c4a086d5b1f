#include "CEmbedded.h"

static const unsigned char ledger[] = {
#embed "../../migrations/0001_ledger.sql"
};
static const unsigned char views[] = {
#embed "../../migrations/0002_views.sql"
};

static const unsigned char judgements[] = {
#embed "../../migrations/0003_judgements.sql"
};

static const unsigned char settlement[] = {
#embed "../../migrations/0004_settlement.sql"
};

static const struct plimsoll_file files[] = {
    {"0001_ledger.sql", ledger, sizeof ledger},
    {"0002_views.sql", views, sizeof views},
    {"0003_judgements.sql", judgements, sizeof judgements},
    {"0004_settlement.sql", settlement, sizeof settlement},
};
const size_t plimsoll_migration_count = sizeof files / sizeof files[0];

const struct plimsoll_file *plimsoll_migrations_start(void) { return files; }
