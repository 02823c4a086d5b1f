-- The ledger: one STRICT table per kind of event, the names, the spine of blocks, the hash tiles.
--
-- Rows are the truth. A row's columns are the fields of its line (docs/EVENTS.md); amounts and prices
-- are TEXT decimals; account, asset and market are ids of names. An event's place is (block, idx).
-- Append-only is enforced by three triggers a table. The one against INSERT is dropped and created
-- again inside the transaction that appends, so nobody else ever sees a table without it; it also
-- stops INSERT OR REPLACE, which walks past DELETE triggers.

-- 'PLIM'
PRAGMA application_id = 1347176781;

-- Names. Ids count from 0 in the order of first appearance.
CREATE TABLE account_name (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE INDEX account_name_by_name ON account_name (name);
CREATE TABLE asset_name (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE market_name (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;

-- The spine: the blocks that hold events, their times in Unix milliseconds, their first events.
CREATE TABLE block (
  number INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  first_seq INTEGER NOT NULL
) STRICT;

-- RFC 6962 hashes in tiles of 256 (docs/FORMAT.md). Only the last tile of a level is not full.
CREATE TABLE tile (
  level INTEGER NOT NULL,
  number INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;

-- What each append left behind: the size of the log, its last block, its root. `previous` is the size
-- before the append, so the rows lead from 0 to the end without a gap. `gross` is the sum of the
-- magnitudes of all amounts so far, each rounded up to a whole unit (docs/FORMAT.md).
CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY,
  previous INTEGER NOT NULL,
  block INTEGER NOT NULL,
  root TEXT NOT NULL,
  gross TEXT NOT NULL
) STRICT;

CREATE TABLE venue (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  name TEXT NOT NULL,
  unit TEXT,
  ref TEXT
) STRICT;

CREATE TABLE asset (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  decimals INTEGER NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE market (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  market INTEGER NOT NULL REFERENCES market_name (id),
  base INTEGER NOT NULL REFERENCES asset_name (id),
  quote INTEGER NOT NULL REFERENCES asset_name (id),
  type TEXT,
  ref TEXT
) STRICT;

CREATE TABLE account (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  owner INTEGER REFERENCES account_name (id),
  class TEXT,
  pool TEXT,
  ref TEXT
) STRICT;

CREATE TABLE parameter (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  authority TEXT,
  ref TEXT
) STRICT;

CREATE TABLE deposit (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE withdrawal (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE transfer (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  "from" INTEGER NOT NULL REFERENCES account_name (id),
  "to" INTEGER NOT NULL REFERENCES account_name (id),
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE borrow (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE repay (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE interest (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE fee (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  cause TEXT,
  ref TEXT
) STRICT;

CREATE TABLE opening_balance (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE opening_position (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  market INTEGER NOT NULL REFERENCES market_name (id),
  size TEXT NOT NULL,
  price TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE fill (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  market INTEGER NOT NULL REFERENCES market_name (id),
  side TEXT NOT NULL,
  size TEXT NOT NULL,
  price TEXT NOT NULL,
  fee TEXT,
  role TEXT,
  trade TEXT,
  ref TEXT
) STRICT;

CREATE TABLE funding_payment (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  market INTEGER NOT NULL REFERENCES market_name (id),
  amount TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE funding_index (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  market INTEGER NOT NULL REFERENCES market_name (id),
  value TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE interest_index (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  side TEXT NOT NULL,
  value TEXT NOT NULL,
  pool TEXT,
  ref TEXT
) STRICT;

CREATE TABLE price_update (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  asset INTEGER REFERENCES asset_name (id),
  market INTEGER REFERENCES market_name (id),
  source TEXT NOT NULL,
  price TEXT NOT NULL,
  published INTEGER,
  confidence TEXT,
  status TEXT,
  ref TEXT
) STRICT;

CREATE TABLE margin_call (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  call TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  tier INTEGER NOT NULL,
  equity TEXT NOT NULL,
  requirement TEXT NOT NULL,
  deadline INTEGER,
  deadline_block INTEGER,
  ref TEXT
) STRICT;

CREATE TABLE margin_call_closed (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  call TEXT NOT NULL,
  outcome TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE notice (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  call TEXT NOT NULL,
  channel TEXT NOT NULL,
  tier INTEGER NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE liquidation_start (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  scope TEXT,
  notional TEXT,
  equity TEXT,
  ref TEXT
) STRICT;

CREATE TABLE liquidation_attempt (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  liquidator INTEGER NOT NULL REFERENCES account_name (id),
  outcome TEXT NOT NULL,
  reason TEXT,
  fee TEXT,
  ref TEXT
) STRICT;

CREATE TABLE auction_start (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  auction TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  asset INTEGER REFERENCES asset_name (id),
  market INTEGER REFERENCES market_name (id),
  size TEXT NOT NULL,
  debt_asset INTEGER REFERENCES asset_name (id),
  debt TEXT,
  price TEXT,
  ref TEXT
) STRICT;

CREATE TABLE auction_reset (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  auction TEXT NOT NULL,
  price TEXT,
  reason TEXT,
  ref TEXT
) STRICT;

CREATE TABLE liquidation_fill (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  liquidator INTEGER REFERENCES account_name (id),
  mechanism TEXT NOT NULL,
  market INTEGER REFERENCES market_name (id),
  asset INTEGER REFERENCES asset_name (id),
  side TEXT,
  size TEXT NOT NULL,
  price TEXT,
  repaid_asset INTEGER REFERENCES asset_name (id),
  repaid TEXT,
  penalty TEXT,
  fee TEXT,
  auction TEXT,
  ref TEXT
) STRICT;

CREATE TABLE deleverage (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  counterparty INTEGER NOT NULL REFERENCES account_name (id),
  market INTEGER NOT NULL REFERENCES market_name (id),
  side TEXT NOT NULL,
  size TEXT NOT NULL,
  price TEXT NOT NULL,
  rank TEXT,
  ref TEXT
) STRICT;

CREATE TABLE insurance (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  fund TEXT NOT NULL,
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  cause TEXT NOT NULL,
  account INTEGER REFERENCES account_name (id),
  side TEXT,
  ref TEXT
) STRICT;

CREATE TABLE socialized_loss (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  pool TEXT NOT NULL,
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  method TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE loss_share (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  pool TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  side TEXT,
  ref TEXT
) STRICT;

CREATE TABLE bad_debt (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  side TEXT,
  ref TEXT
) STRICT;

CREATE TABLE recovery (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  source TEXT NOT NULL,
  account INTEGER REFERENCES account_name (id),
  ref TEXT
) STRICT;

CREATE TABLE halt (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  scope TEXT NOT NULL,
  reason TEXT NOT NULL,
  authority TEXT,
  ref TEXT
) STRICT;

CREATE TABLE resume (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  scope TEXT NOT NULL,
  reason TEXT NOT NULL,
  authority TEXT,
  ref TEXT
) STRICT;

CREATE TABLE settlement_override (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  market INTEGER NOT NULL REFERENCES market_name (id),
  price TEXT NOT NULL,
  reason TEXT,
  authority TEXT,
  ref TEXT
) STRICT;

CREATE TABLE dispute (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  dispute TEXT NOT NULL,
  event INTEGER NOT NULL,
  claim TEXT NOT NULL,
  account INTEGER REFERENCES account_name (id),
  ref TEXT
) STRICT;

CREATE TABLE dispute_ruling (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  dispute TEXT NOT NULL,
  ruling TEXT NOT NULL,
  evidence TEXT,
  authority TEXT,
  ref TEXT
) STRICT;

CREATE TABLE balance_assertion (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER REFERENCES account_name (id),
  pool TEXT,
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  side TEXT,
  amount TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE position_assertion (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account_name (id),
  market INTEGER NOT NULL REFERENCES market_name (id),
  size TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE note (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  text TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE unclassified (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  source TEXT NOT NULL,
  text TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE reference_price (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  asset INTEGER REFERENCES asset_name (id),
  market INTEGER REFERENCES market_name (id),
  price TEXT NOT NULL,
  status TEXT NOT NULL,
  method TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE depth (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  asset INTEGER REFERENCES asset_name (id),
  market INTEGER REFERENCES market_name (id),
  side TEXT NOT NULL,
  price TEXT NOT NULL,
  size TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE liquidity (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  asset INTEGER REFERENCES asset_name (id),
  market INTEGER REFERENCES market_name (id),
  size TEXT NOT NULL,
  notional TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE auction_bid (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  auction TEXT NOT NULL,
  liquidator INTEGER NOT NULL REFERENCES account_name (id),
  repaid TEXT NOT NULL,
  size TEXT NOT NULL,
  ref TEXT
) STRICT;

CREATE TABLE auction_end (
  seq INTEGER PRIMARY KEY,
  block INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  auction TEXT NOT NULL,
  outcome TEXT NOT NULL,
  size TEXT NOT NULL,
  ref TEXT
) STRICT;

-- The gates.

CREATE TRIGGER account_name_no_update BEFORE UPDATE ON account_name
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER account_name_no_delete BEFORE DELETE ON account_name
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER account_name_gate BEFORE INSERT ON account_name
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER asset_name_no_update BEFORE UPDATE ON asset_name
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER asset_name_no_delete BEFORE DELETE ON asset_name
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER asset_name_gate BEFORE INSERT ON asset_name
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER market_name_no_update BEFORE UPDATE ON market_name
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER market_name_no_delete BEFORE DELETE ON market_name
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER market_name_gate BEFORE INSERT ON market_name
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER block_no_update BEFORE UPDATE ON block
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER block_no_delete BEFORE DELETE ON block
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER block_gate BEFORE INSERT ON block
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER checkpoint_gate BEFORE INSERT ON checkpoint
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER venue_no_update BEFORE UPDATE ON venue
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER venue_no_delete BEFORE DELETE ON venue
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER venue_gate BEFORE INSERT ON venue
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER asset_no_update BEFORE UPDATE ON asset
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER asset_no_delete BEFORE DELETE ON asset
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER asset_gate BEFORE INSERT ON asset
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER market_no_update BEFORE UPDATE ON market
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER market_no_delete BEFORE DELETE ON market
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER market_gate BEFORE INSERT ON market
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER account_no_update BEFORE UPDATE ON account
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER account_no_delete BEFORE DELETE ON account
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER account_gate BEFORE INSERT ON account
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER parameter_no_update BEFORE UPDATE ON parameter
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER parameter_no_delete BEFORE DELETE ON parameter
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER parameter_gate BEFORE INSERT ON parameter
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER deposit_no_update BEFORE UPDATE ON deposit
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER deposit_no_delete BEFORE DELETE ON deposit
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER deposit_gate BEFORE INSERT ON deposit
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER withdrawal_no_update BEFORE UPDATE ON withdrawal
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER withdrawal_no_delete BEFORE DELETE ON withdrawal
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER withdrawal_gate BEFORE INSERT ON withdrawal
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER transfer_no_update BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER transfer_no_delete BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER transfer_gate BEFORE INSERT ON transfer
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER borrow_no_update BEFORE UPDATE ON borrow
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER borrow_no_delete BEFORE DELETE ON borrow
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER borrow_gate BEFORE INSERT ON borrow
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER repay_no_update BEFORE UPDATE ON repay
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER repay_no_delete BEFORE DELETE ON repay
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER repay_gate BEFORE INSERT ON repay
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER interest_no_update BEFORE UPDATE ON interest
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER interest_no_delete BEFORE DELETE ON interest
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER interest_gate BEFORE INSERT ON interest
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER fee_no_update BEFORE UPDATE ON fee
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER fee_no_delete BEFORE DELETE ON fee
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER fee_gate BEFORE INSERT ON fee
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER opening_balance_no_update BEFORE UPDATE ON opening_balance
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER opening_balance_no_delete BEFORE DELETE ON opening_balance
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER opening_balance_gate BEFORE INSERT ON opening_balance
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER opening_position_no_update BEFORE UPDATE ON opening_position
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER opening_position_no_delete BEFORE DELETE ON opening_position
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER opening_position_gate BEFORE INSERT ON opening_position
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER fill_no_update BEFORE UPDATE ON fill
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER fill_no_delete BEFORE DELETE ON fill
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER fill_gate BEFORE INSERT ON fill
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER funding_payment_no_update BEFORE UPDATE ON funding_payment
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER funding_payment_no_delete BEFORE DELETE ON funding_payment
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER funding_payment_gate BEFORE INSERT ON funding_payment
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER funding_index_no_update BEFORE UPDATE ON funding_index
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER funding_index_no_delete BEFORE DELETE ON funding_index
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER funding_index_gate BEFORE INSERT ON funding_index
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER interest_index_no_update BEFORE UPDATE ON interest_index
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER interest_index_no_delete BEFORE DELETE ON interest_index
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER interest_index_gate BEFORE INSERT ON interest_index
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER price_update_no_update BEFORE UPDATE ON price_update
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER price_update_no_delete BEFORE DELETE ON price_update
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER price_update_gate BEFORE INSERT ON price_update
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER margin_call_no_update BEFORE UPDATE ON margin_call
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER margin_call_no_delete BEFORE DELETE ON margin_call
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER margin_call_gate BEFORE INSERT ON margin_call
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER margin_call_closed_no_update BEFORE UPDATE ON margin_call_closed
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER margin_call_closed_no_delete BEFORE DELETE ON margin_call_closed
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER margin_call_closed_gate BEFORE INSERT ON margin_call_closed
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER notice_no_update BEFORE UPDATE ON notice
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER notice_no_delete BEFORE DELETE ON notice
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER notice_gate BEFORE INSERT ON notice
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER liquidation_start_no_update BEFORE UPDATE ON liquidation_start
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER liquidation_start_no_delete BEFORE DELETE ON liquidation_start
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER liquidation_start_gate BEFORE INSERT ON liquidation_start
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER liquidation_attempt_no_update BEFORE UPDATE ON liquidation_attempt
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER liquidation_attempt_no_delete BEFORE DELETE ON liquidation_attempt
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER liquidation_attempt_gate BEFORE INSERT ON liquidation_attempt
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER auction_start_no_update BEFORE UPDATE ON auction_start
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER auction_start_no_delete BEFORE DELETE ON auction_start
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER auction_start_gate BEFORE INSERT ON auction_start
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER auction_reset_no_update BEFORE UPDATE ON auction_reset
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER auction_reset_no_delete BEFORE DELETE ON auction_reset
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER auction_reset_gate BEFORE INSERT ON auction_reset
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER liquidation_fill_no_update BEFORE UPDATE ON liquidation_fill
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER liquidation_fill_no_delete BEFORE DELETE ON liquidation_fill
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER liquidation_fill_gate BEFORE INSERT ON liquidation_fill
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER deleverage_no_update BEFORE UPDATE ON deleverage
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER deleverage_no_delete BEFORE DELETE ON deleverage
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER deleverage_gate BEFORE INSERT ON deleverage
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER insurance_no_update BEFORE UPDATE ON insurance
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER insurance_no_delete BEFORE DELETE ON insurance
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER insurance_gate BEFORE INSERT ON insurance
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER socialized_loss_no_update BEFORE UPDATE ON socialized_loss
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER socialized_loss_no_delete BEFORE DELETE ON socialized_loss
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER socialized_loss_gate BEFORE INSERT ON socialized_loss
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER loss_share_no_update BEFORE UPDATE ON loss_share
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER loss_share_no_delete BEFORE DELETE ON loss_share
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER loss_share_gate BEFORE INSERT ON loss_share
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER bad_debt_no_update BEFORE UPDATE ON bad_debt
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER bad_debt_no_delete BEFORE DELETE ON bad_debt
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER bad_debt_gate BEFORE INSERT ON bad_debt
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER recovery_no_update BEFORE UPDATE ON recovery
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER recovery_no_delete BEFORE DELETE ON recovery
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER recovery_gate BEFORE INSERT ON recovery
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER halt_no_update BEFORE UPDATE ON halt
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER halt_no_delete BEFORE DELETE ON halt
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER halt_gate BEFORE INSERT ON halt
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER resume_no_update BEFORE UPDATE ON resume
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER resume_no_delete BEFORE DELETE ON resume
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER resume_gate BEFORE INSERT ON resume
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER settlement_override_no_update BEFORE UPDATE ON settlement_override
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER settlement_override_no_delete BEFORE DELETE ON settlement_override
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER settlement_override_gate BEFORE INSERT ON settlement_override
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER dispute_no_update BEFORE UPDATE ON dispute
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER dispute_no_delete BEFORE DELETE ON dispute
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER dispute_gate BEFORE INSERT ON dispute
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER dispute_ruling_no_update BEFORE UPDATE ON dispute_ruling
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER dispute_ruling_no_delete BEFORE DELETE ON dispute_ruling
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER dispute_ruling_gate BEFORE INSERT ON dispute_ruling
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER balance_assertion_no_update BEFORE UPDATE ON balance_assertion
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER balance_assertion_no_delete BEFORE DELETE ON balance_assertion
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER balance_assertion_gate BEFORE INSERT ON balance_assertion
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER position_assertion_no_update BEFORE UPDATE ON position_assertion
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER position_assertion_no_delete BEFORE DELETE ON position_assertion
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER position_assertion_gate BEFORE INSERT ON position_assertion
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER note_no_update BEFORE UPDATE ON note
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER note_no_delete BEFORE DELETE ON note
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER note_gate BEFORE INSERT ON note
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER unclassified_no_update BEFORE UPDATE ON unclassified
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER unclassified_no_delete BEFORE DELETE ON unclassified
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER unclassified_gate BEFORE INSERT ON unclassified
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER reference_price_no_update BEFORE UPDATE ON reference_price
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER reference_price_no_delete BEFORE DELETE ON reference_price
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER reference_price_gate BEFORE INSERT ON reference_price
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER depth_no_update BEFORE UPDATE ON depth
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER depth_no_delete BEFORE DELETE ON depth
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER depth_gate BEFORE INSERT ON depth
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER liquidity_no_update BEFORE UPDATE ON liquidity
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER liquidity_no_delete BEFORE DELETE ON liquidity
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER liquidity_gate BEFORE INSERT ON liquidity
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER auction_bid_no_update BEFORE UPDATE ON auction_bid
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER auction_bid_no_delete BEFORE DELETE ON auction_bid
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER auction_bid_gate BEFORE INSERT ON auction_bid
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER auction_end_no_update BEFORE UPDATE ON auction_end
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER auction_end_no_delete BEFORE DELETE ON auction_end
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER auction_end_gate BEFORE INSERT ON auction_end
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;

CREATE TRIGGER tile_no_update BEFORE UPDATE ON tile
WHEN length(OLD.hashes) = 8192 OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes
  OR NEW.level <> OLD.level OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER tile_no_delete BEFORE DELETE ON tile
BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
CREATE TRIGGER tile_gate BEFORE INSERT ON tile
BEGIN SELECT RAISE(ABORT, 'only plimsoll appends to a ledger'); END;
