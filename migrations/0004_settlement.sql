-- Saved cases say what is not decidable, and what makes the sum of the payers the shortfall.
--
-- A shortfall that is not decidable is NULL. A line of `judged_payer` has its value in the unit of account at
-- market prices; lines without an asset are what is left, what is not paid and what went with a debt, so that
-- the values of a case sum to its shortfall; its own collateral has no value, because it is no part of that.
-- What was saved of cases before is thrown away: 'plimsoll judge' writes it again.

DROP VIEW v_case;
DROP VIEW v_case_payer;
DROP TABLE judged_case;
DROP TABLE judged_payer;
DROP TRIGGER judgement_no_delete;
DELETE FROM judgement WHERE what = 'cases';
CREATE TRIGGER judgement_no_delete BEFORE DELETE ON judgement
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
DROP TRIGGER judged_step_no_delete;
DELETE FROM judged_step;
CREATE TRIGGER judged_step_no_delete BEFORE DELETE ON judged_step
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
DROP TRIGGER judged_part_no_delete;
DELETE FROM judged_part;
CREATE TRIGGER judged_part_no_delete BEFORE DELETE ON judged_part
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;

CREATE TABLE judged_case (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account_name (id),
  opened_seq INTEGER NOT NULL,
  opened_block INTEGER NOT NULL,
  opened_time INTEGER NOT NULL,
  called_time INTEGER,
  deadline INTEGER,
  first_fill_time INTEGER,
  closed_block INTEGER,
  closed_time INTEGER,
  outcome TEXT NOT NULL,
  equity TEXT,
  resources TEXT,
  requirement TEXT,
  published_equity TEXT,
  published_notional TEXT,
  shortfall TEXT,
  largest_cause TEXT,
  fills INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  ending TEXT NOT NULL
) STRICT;

CREATE TABLE judged_payer (
  case_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  payer TEXT NOT NULL,
  asset INTEGER REFERENCES asset_name (id),
  amount TEXT,
  value TEXT,
  PRIMARY KEY (case_id, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER judged_case_no_insert BEFORE INSERT ON judged_case
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_case_no_update BEFORE UPDATE ON judged_case
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_case_no_delete BEFORE DELETE ON judged_case
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;

CREATE TRIGGER judged_payer_no_insert BEFORE INSERT ON judged_payer
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_payer_no_update BEFORE UPDATE ON judged_payer
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_payer_no_delete BEFORE DELETE ON judged_payer
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;

CREATE VIEW v_case AS
SELECT e.id AS case_id, n1.name AS account, e.opened_block, e.opened_time,
  (e.called_time - e.opened_time) / 1000 AS call_delay_seconds,
  (e.first_fill_time - e.opened_time) / 1000 AS fill_delay_seconds, e.outcome, e.shortfall, e.largest_cause,
  e.fills, e.attempts, e.ending, e.opened_seq, e.called_time, e.deadline, e.first_fill_time, e.closed_block,
  e.closed_time, e.equity, e.resources, e.requirement, e.published_equity, e.published_notional, j.unit,
  j.basis, j.rulebook, j.size AS as_of_seq, j.size = (SELECT max(size) FROM checkpoint)
  AND EXISTS (SELECT 1 FROM checkpoint AS c WHERE c.size = j.size AND c.root = j.root) AS is_current
FROM judged_case AS e
JOIN judgement AS j ON j.what = 'cases'
JOIN account_name AS n1 ON n1.id = e.account;

CREATE VIEW v_case_payer AS
SELECT e.case_id AS case_id, e.place, e.payer, n1.name AS asset, e.amount, e.value, j.size AS as_of_seq, j.size = (SELECT max(size) FROM checkpoint)
  AND EXISTS (SELECT 1 FROM checkpoint AS c WHERE c.size = j.size AND c.root = j.root) AS is_current
FROM judged_payer AS e
JOIN judgement AS j ON j.what = 'cases'
LEFT JOIN asset_name AS n1 ON n1.id = e.asset;
