-- Saved judgements: cases, findings and checks as the commands give them, for those who ask in SQL.
--
-- They are a cache and no part of the log: 'plimsoll judge' throws them away and writes them anew, whole, in
-- one transaction. `judgement` says which log each was made from (size and root) and by which engine and
-- rulebook; its digest covers the rows (docs/SQL.md), and 'plimsoll verify' compares it.
-- Amounts are TEXT decimals, times Unix milliseconds.

CREATE TABLE judgement (
  what TEXT PRIMARY KEY,
  engine TEXT NOT NULL,
  rulebook TEXT NOT NULL,
  basis TEXT NOT NULL,
  unit TEXT NOT NULL,
  size INTEGER NOT NULL,
  block INTEGER NOT NULL,
  root TEXT NOT NULL,
  digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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
  shortfall TEXT NOT NULL,
  largest_cause TEXT,
  fills INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  ending TEXT NOT NULL
) STRICT;

CREATE TABLE judged_step (
  case_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  block INTEGER NOT NULL,
  time INTEGER NOT NULL,
  what TEXT NOT NULL,
  equity TEXT,
  resources TEXT,
  requirement TEXT,
  text TEXT NOT NULL,
  PRIMARY KEY (case_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE judged_part (
  case_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  cause TEXT NOT NULL,
  amount TEXT NOT NULL,
  share TEXT,
  PRIMARY KEY (case_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE judged_payer (
  case_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  payer TEXT NOT NULL,
  asset INTEGER NOT NULL REFERENCES asset_name (id),
  amount TEXT NOT NULL,
  PRIMARY KEY (case_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE judged_finding (
  place INTEGER PRIMARY KEY,
  severity TEXT NOT NULL,
  code TEXT NOT NULL,
  block INTEGER NOT NULL,
  time INTEGER NOT NULL,
  account INTEGER REFERENCES account_name (id),
  subject TEXT,
  evidence TEXT NOT NULL,
  at_stake TEXT,
  unit TEXT,
  rule TEXT NOT NULL,
  sentence TEXT NOT NULL
) STRICT;

CREATE TABLE judged_check (
  place INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  cases INTEGER NOT NULL,
  held INTEGER NOT NULL,
  broken INTEGER NOT NULL,
  undecidable INTEGER NOT NULL,
  lacks TEXT NOT NULL,
  sentence TEXT NOT NULL,
  definition TEXT NOT NULL
) STRICT;

-- The gates: only plimsoll writes judgements; it drops and makes these inside its transaction.

CREATE TRIGGER judgement_no_insert BEFORE INSERT ON judgement
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judgement_no_update BEFORE UPDATE ON judgement
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judgement_no_delete BEFORE DELETE ON judgement
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;

CREATE TRIGGER judged_case_no_insert BEFORE INSERT ON judged_case
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_case_no_update BEFORE UPDATE ON judged_case
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_case_no_delete BEFORE DELETE ON judged_case
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;

CREATE TRIGGER judged_step_no_insert BEFORE INSERT ON judged_step
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_step_no_update BEFORE UPDATE ON judged_step
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_step_no_delete BEFORE DELETE ON judged_step
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;

CREATE TRIGGER judged_part_no_insert BEFORE INSERT ON judged_part
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_part_no_update BEFORE UPDATE ON judged_part
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_part_no_delete BEFORE DELETE ON judged_part
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;

CREATE TRIGGER judged_payer_no_insert BEFORE INSERT ON judged_payer
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_payer_no_update BEFORE UPDATE ON judged_payer
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_payer_no_delete BEFORE DELETE ON judged_payer
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;

CREATE TRIGGER judged_finding_no_insert BEFORE INSERT ON judged_finding
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_finding_no_update BEFORE UPDATE ON judged_finding
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_finding_no_delete BEFORE DELETE ON judged_finding
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;

CREATE TRIGGER judged_check_no_insert BEFORE INSERT ON judged_check
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_check_no_update BEFORE UPDATE ON judged_check
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;
CREATE TRIGGER judged_check_no_delete BEFORE DELETE ON judged_check
BEGIN SELECT RAISE(ABORT, 'only plimsoll writes judgements'); END;

-- What was judged, and whether the log has grown since.
CREATE VIEW v_judgement AS
SELECT j.what, j.engine, j.rulebook, j.basis, j.unit, j.block, j.root, j.size AS as_of_seq, j.size = (SELECT max(size) FROM checkpoint)
  AND EXISTS (SELECT 1 FROM checkpoint AS c WHERE c.size = j.size AND c.root = j.root) AS is_current
FROM judgement AS j;

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

CREATE VIEW v_case_step AS
SELECT e.case_id AS case_id, e.place, e.block, e.time, e.seq, e.what, e.equity, e.resources, e.requirement, e.text,
  j.size AS as_of_seq, j.size = (SELECT max(size) FROM checkpoint)
  AND EXISTS (SELECT 1 FROM checkpoint AS c WHERE c.size = j.size AND c.root = j.root) AS is_current
FROM judged_step AS e
JOIN judgement AS j ON j.what = 'cases';

-- The parts of a case sum to its shortfall, or to minus the equity at its end; the first is the equity before
-- the breach, below zero.
CREATE VIEW v_case_part AS
SELECT e.case_id AS case_id, e.place, e.cause, e.amount, e.share, j.size AS as_of_seq, j.size = (SELECT max(size) FROM checkpoint)
  AND EXISTS (SELECT 1 FROM checkpoint AS c WHERE c.size = j.size AND c.root = j.root) AS is_current
FROM judged_part AS e
JOIN judgement AS j ON j.what = 'cases';

CREATE VIEW v_case_payer AS
SELECT e.case_id AS case_id, e.place, e.payer, n1.name AS asset, e.amount, j.size AS as_of_seq, j.size = (SELECT max(size) FROM checkpoint)
  AND EXISTS (SELECT 1 FROM checkpoint AS c WHERE c.size = j.size AND c.root = j.root) AS is_current
FROM judged_payer AS e
JOIN judgement AS j ON j.what = 'cases'
JOIN asset_name AS n1 ON n1.id = e.asset;

CREATE VIEW v_finding AS
SELECT e.place, e.severity, e.code, e.block, e.time, n1.name AS account, e.subject, e.at_stake, e.unit,
  e.sentence, e.rule, e.evidence, j.size AS as_of_seq, j.size = (SELECT max(size) FROM checkpoint)
  AND EXISTS (SELECT 1 FROM checkpoint AS c WHERE c.size = j.size AND c.root = j.root) AS is_current
FROM judged_finding AS e
JOIN judgement AS j ON j.what = 'audit'
LEFT JOIN account_name AS n1 ON n1.id = e.account;

CREATE VIEW v_check AS
SELECT e.place, e.name, e.cases, e.held, e.broken, e.undecidable, e.lacks, e.sentence, e.definition, j.size AS as_of_seq, j.size = (SELECT max(size) FROM checkpoint)
  AND EXISTS (SELECT 1 FROM checkpoint AS c WHERE c.size = j.size AND c.root = j.root) AS is_current
FROM judged_check AS e
JOIN judgement AS j ON j.what = 'audit';

-- Views of the facts that need only SQL: no function of plimsoll.

-- Each beginning of a liquidation with what was filled for it until the next of the same account.
CREATE VIEW v_liquidation AS
WITH started AS (
  SELECT e.seq, e.block, e.account, e.scope, e.notional, e.equity,
    lead(e.seq) OVER (PARTITION BY e.account ORDER BY e.seq) AS next_seq
  FROM liquidation_start AS e
)
SELECT s.seq, s.block, b.time, n1.name AS account, s.scope, s.notional, s.equity,
  (SELECT count(*) FROM liquidation_fill AS f WHERE f.account = s.account AND f.seq > s.seq
    AND f.seq < coalesce(s.next_seq, 9223372036854775807)) AS fills,
  (SELECT min(f.seq) FROM liquidation_fill AS f WHERE f.account = s.account AND f.seq > s.seq
    AND f.seq < coalesce(s.next_seq, 9223372036854775807)) AS first_fill_seq,
  (SELECT count(*) FROM liquidation_attempt AS a WHERE a.account = s.account AND a.seq > s.seq
    AND a.seq < coalesce(s.next_seq, 9223372036854775807)) AS attempts,
  (SELECT count(*) FROM bad_debt AS d WHERE d.account = s.account AND d.seq > s.seq
    AND d.seq < coalesce(s.next_seq, 9223372036854775807)) AS write_offs
FROM started AS s
JOIN block AS b ON b.number = s.block
JOIN account_name AS n1 ON n1.id = s.account;

-- Each auction from its start to its end.
CREATE VIEW v_auction AS
SELECT e.auction, n1.name AS account, e.seq AS start_seq, e.block AS start_block, b.time AS start_time,
  n2.name AS asset, n3.name AS market, e.size, n4.name AS debt_asset, e.debt, e.price AS start_price,
  (SELECT count(*) FROM auction_reset AS r WHERE r.auction = e.auction) AS resets,
  (SELECT count(*) FROM auction_bid AS d WHERE d.auction = e.auction) AS bids,
  (SELECT count(*) FROM liquidation_fill AS f WHERE f.auction = e.auction) AS fills,
  x.outcome, x.size AS left_over, x.seq AS end_seq, x.block AS end_block, y.time AS end_time
FROM auction_start AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
LEFT JOIN asset_name AS n2 ON n2.id = e.asset
LEFT JOIN market_name AS n3 ON n3.id = e.market
LEFT JOIN asset_name AS n4 ON n4.id = e.debt_asset
LEFT JOIN auction_end AS x ON x.auction = e.auction
LEFT JOIN block AS y ON y.number = x.block;

-- Views of the facts that sum exactly, with dec_sum and dec_sub: only on connections of plimsoll.

-- The statement of each insurance fund, with its balance after each line.
CREATE VIEW v_insurance_fund AS
SELECT e.seq, e.block, b.time, e.fund, n1.name AS asset, e.cause, n2.name AS account, e.amount,
  dec_sum(e.amount) OVER (PARTITION BY e.fund, e.asset ORDER BY e.seq) AS balance
FROM insurance AS e
JOIN block AS b ON b.number = e.block
JOIN asset_name AS n1 ON n1.id = e.asset
LEFT JOIN account_name AS n2 ON n2.id = e.account;

-- Bad debt by asset, line by line, with what is left of it after each: what was written off, less what came
-- back, was spread over others, or was paid by a fund.
CREATE VIEW v_bad_debt_balance AS
SELECT e.seq, e.block, b.time, e.kind, n1.name AS asset, n2.name AS account, e.amount,
  dec_sum(e.amount) OVER (PARTITION BY e.asset ORDER BY e.seq) AS balance
FROM (
  SELECT seq, block, 'bad_debt' AS kind, asset, account, amount FROM bad_debt
  UNION ALL
  SELECT seq, block, 'recovery', asset, account, dec_neg(amount) FROM recovery
  UNION ALL
  SELECT seq, block, 'socialized_loss', asset, NULL, dec_neg(amount) FROM socialized_loss
  UNION ALL
  SELECT seq, block, 'insurance', asset, account, amount FROM insurance
  WHERE cause = 'bad_debt' AND account IS NULL
) AS e
JOIN block AS b ON b.number = e.block
JOIN asset_name AS n1 ON n1.id = e.asset
LEFT JOIN account_name AS n2 ON n2.id = e.account;
