-- Views for people: every table with names for ids and the time of the block, all events in one list,
-- and the double entry of each event.
--
-- The views `exchange`, `movement` and `posting` calculate with dec_neg, dec_sub and dec_mul, exact functions
-- that plimsoll registers on its connections (`plimsoll sql`).

CREATE VIEW v_venue AS
SELECT e.seq, e.block, e.idx, b.time, e.name, e.unit, e.ref
FROM venue AS e
JOIN block AS b ON b.number = e.block;

CREATE VIEW v_asset AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS asset, e.decimals, e.ref
FROM asset AS e
JOIN block AS b ON b.number = e.block
JOIN asset_name AS n1 ON n1.id = e.asset;

CREATE VIEW v_market AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS market, n2.name AS base, n3.name AS quote, e.type, e.ref
FROM market AS e
JOIN block AS b ON b.number = e.block
JOIN market_name AS n1 ON n1.id = e.market
JOIN asset_name AS n2 ON n2.id = e.base
JOIN asset_name AS n3 ON n3.id = e.quote;

CREATE VIEW v_account AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS owner, e.class, e.pool, e.ref
FROM account AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
LEFT JOIN account_name AS n2 ON n2.id = e.owner;

CREATE VIEW v_parameter AS
SELECT e.seq, e.block, e.idx, b.time, e.scope, e.name, e.value, e.authority, e.ref
FROM parameter AS e
JOIN block AS b ON b.number = e.block;

CREATE VIEW v_deposit AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS asset, e.amount, e.ref
FROM deposit AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN asset_name AS n2 ON n2.id = e.asset;

CREATE VIEW v_withdrawal AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS asset, e.amount, e.ref
FROM withdrawal AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN asset_name AS n2 ON n2.id = e.asset;

CREATE VIEW v_transfer AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS "from", n2.name AS "to", n3.name AS asset, e.amount, e.ref
FROM transfer AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e."from"
JOIN account_name AS n2 ON n2.id = e."to"
JOIN asset_name AS n3 ON n3.id = e.asset;

CREATE VIEW v_borrow AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS asset, e.amount, e.ref
FROM borrow AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN asset_name AS n2 ON n2.id = e.asset;

CREATE VIEW v_repay AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS asset, e.amount, e.ref
FROM repay AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN asset_name AS n2 ON n2.id = e.asset;

CREATE VIEW v_interest AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS asset, e.amount, e.ref
FROM interest AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN asset_name AS n2 ON n2.id = e.asset;

CREATE VIEW v_fee AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS asset, e.amount, e.cause, e.ref
FROM fee AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN asset_name AS n2 ON n2.id = e.asset;

CREATE VIEW v_opening_balance AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS asset, e.amount, e.ref
FROM opening_balance AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN asset_name AS n2 ON n2.id = e.asset;

CREATE VIEW v_opening_position AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS market, e.size, e.price, e.ref
FROM opening_position AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN market_name AS n2 ON n2.id = e.market;

CREATE VIEW v_fill AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS market, e.side, e.size, e.price, e.fee, e.role, e.trade, e.ref
FROM fill AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN market_name AS n2 ON n2.id = e.market;

CREATE VIEW v_funding_payment AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS market, e.amount, e.ref
FROM funding_payment AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN market_name AS n2 ON n2.id = e.market;

CREATE VIEW v_funding_index AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS market, e.value, e.ref
FROM funding_index AS e
JOIN block AS b ON b.number = e.block
JOIN market_name AS n1 ON n1.id = e.market;

CREATE VIEW v_interest_index AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS asset, e.side, e.value, e.pool, e.ref
FROM interest_index AS e
JOIN block AS b ON b.number = e.block
JOIN asset_name AS n1 ON n1.id = e.asset;

CREATE VIEW v_price_update AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS asset, n2.name AS market, e.source, e.price, e.published, e.confidence, e.status, e.ref
FROM price_update AS e
JOIN block AS b ON b.number = e.block
LEFT JOIN asset_name AS n1 ON n1.id = e.asset
LEFT JOIN market_name AS n2 ON n2.id = e.market;

CREATE VIEW v_margin_call AS
SELECT e.seq, e.block, e.idx, b.time, e.call, n1.name AS account, e.tier, e.equity, e.requirement, e.deadline, e.deadline_block, e.ref
FROM margin_call AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account;

CREATE VIEW v_margin_call_closed AS
SELECT e.seq, e.block, e.idx, b.time, e.call, e.outcome, e.ref
FROM margin_call_closed AS e
JOIN block AS b ON b.number = e.block;

CREATE VIEW v_notice AS
SELECT e.seq, e.block, e.idx, b.time, e.call, e.channel, e.tier, e.ref
FROM notice AS e
JOIN block AS b ON b.number = e.block;

CREATE VIEW v_liquidation_start AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, e.scope, e.notional, e.equity, e.ref
FROM liquidation_start AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account;

CREATE VIEW v_liquidation_attempt AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS liquidator, e.outcome, e.reason, e.fee, e.ref
FROM liquidation_attempt AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN account_name AS n2 ON n2.id = e.liquidator;

CREATE VIEW v_auction_start AS
SELECT e.seq, e.block, e.idx, b.time, e.auction, n1.name AS account, n2.name AS asset, n3.name AS market, e.size, n4.name AS debt_asset, e.debt, e.price, e.ref
FROM auction_start AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
LEFT JOIN asset_name AS n2 ON n2.id = e.asset
LEFT JOIN market_name AS n3 ON n3.id = e.market
LEFT JOIN asset_name AS n4 ON n4.id = e.debt_asset;

CREATE VIEW v_auction_reset AS
SELECT e.seq, e.block, e.idx, b.time, e.auction, e.price, e.reason, e.ref
FROM auction_reset AS e
JOIN block AS b ON b.number = e.block;

CREATE VIEW v_liquidation_fill AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS liquidator, e.mechanism, n3.name AS market, n4.name AS asset, e.side, e.size, e.price, n5.name AS repaid_asset, e.repaid, e.penalty, e.fee, e.auction, e.ref
FROM liquidation_fill AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
LEFT JOIN account_name AS n2 ON n2.id = e.liquidator
LEFT JOIN market_name AS n3 ON n3.id = e.market
LEFT JOIN asset_name AS n4 ON n4.id = e.asset
LEFT JOIN asset_name AS n5 ON n5.id = e.repaid_asset;

CREATE VIEW v_deleverage AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS counterparty, n3.name AS market, e.side, e.size, e.price, e.rank, e.ref
FROM deleverage AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN account_name AS n2 ON n2.id = e.counterparty
JOIN market_name AS n3 ON n3.id = e.market;

CREATE VIEW v_insurance AS
SELECT e.seq, e.block, e.idx, b.time, e.fund, n1.name AS asset, e.amount, e.cause, n2.name AS account, e.side, e.ref
FROM insurance AS e
JOIN block AS b ON b.number = e.block
JOIN asset_name AS n1 ON n1.id = e.asset
LEFT JOIN account_name AS n2 ON n2.id = e.account;

CREATE VIEW v_socialized_loss AS
SELECT e.seq, e.block, e.idx, b.time, e.pool, n1.name AS asset, e.amount, e.method, e.ref
FROM socialized_loss AS e
JOIN block AS b ON b.number = e.block
JOIN asset_name AS n1 ON n1.id = e.asset;

CREATE VIEW v_loss_share AS
SELECT e.seq, e.block, e.idx, b.time, e.pool, n1.name AS account, n2.name AS asset, e.amount, e.side, e.ref
FROM loss_share AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN asset_name AS n2 ON n2.id = e.asset;

CREATE VIEW v_bad_debt AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS asset, e.amount, e.side, e.ref
FROM bad_debt AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN asset_name AS n2 ON n2.id = e.asset;

CREATE VIEW v_recovery AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS asset, e.amount, e.source, n2.name AS account, e.ref
FROM recovery AS e
JOIN block AS b ON b.number = e.block
JOIN asset_name AS n1 ON n1.id = e.asset
LEFT JOIN account_name AS n2 ON n2.id = e.account;

CREATE VIEW v_halt AS
SELECT e.seq, e.block, e.idx, b.time, e.scope, e.reason, e.authority, e.ref
FROM halt AS e
JOIN block AS b ON b.number = e.block;

CREATE VIEW v_resume AS
SELECT e.seq, e.block, e.idx, b.time, e.scope, e.reason, e.authority, e.ref
FROM resume AS e
JOIN block AS b ON b.number = e.block;

CREATE VIEW v_settlement_override AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS market, e.price, e.reason, e.authority, e.ref
FROM settlement_override AS e
JOIN block AS b ON b.number = e.block
JOIN market_name AS n1 ON n1.id = e.market;

CREATE VIEW v_dispute AS
SELECT e.seq, e.block, e.idx, b.time, e.dispute, e.event, e.claim, n1.name AS account, e.ref
FROM dispute AS e
JOIN block AS b ON b.number = e.block
LEFT JOIN account_name AS n1 ON n1.id = e.account;

CREATE VIEW v_dispute_ruling AS
SELECT e.seq, e.block, e.idx, b.time, e.dispute, e.ruling, e.evidence, e.authority, e.ref
FROM dispute_ruling AS e
JOIN block AS b ON b.number = e.block;

CREATE VIEW v_balance_assertion AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, e.pool, n2.name AS asset, e.side, e.amount, e.ref
FROM balance_assertion AS e
JOIN block AS b ON b.number = e.block
LEFT JOIN account_name AS n1 ON n1.id = e.account
JOIN asset_name AS n2 ON n2.id = e.asset;

CREATE VIEW v_position_assertion AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS account, n2.name AS market, e.size, e.ref
FROM position_assertion AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.account
JOIN market_name AS n2 ON n2.id = e.market;

CREATE VIEW v_note AS
SELECT e.seq, e.block, e.idx, b.time, e.text, e.ref
FROM note AS e
JOIN block AS b ON b.number = e.block;

CREATE VIEW v_unclassified AS
SELECT e.seq, e.block, e.idx, b.time, e.source, e.text, e.ref
FROM unclassified AS e
JOIN block AS b ON b.number = e.block;

CREATE VIEW v_reference_price AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS asset, n2.name AS market, e.price, e.status, e.method, e.ref
FROM reference_price AS e
JOIN block AS b ON b.number = e.block
LEFT JOIN asset_name AS n1 ON n1.id = e.asset
LEFT JOIN market_name AS n2 ON n2.id = e.market;

CREATE VIEW v_depth AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS asset, n2.name AS market, e.side, e.price, e.size, e.ref
FROM depth AS e
JOIN block AS b ON b.number = e.block
LEFT JOIN asset_name AS n1 ON n1.id = e.asset
LEFT JOIN market_name AS n2 ON n2.id = e.market;

CREATE VIEW v_liquidity AS
SELECT e.seq, e.block, e.idx, b.time, n1.name AS asset, n2.name AS market, e.size, e.notional, e.ref
FROM liquidity AS e
JOIN block AS b ON b.number = e.block
LEFT JOIN asset_name AS n1 ON n1.id = e.asset
LEFT JOIN market_name AS n2 ON n2.id = e.market;

CREATE VIEW v_auction_bid AS
SELECT e.seq, e.block, e.idx, b.time, e.auction, n1.name AS liquidator, e.repaid, e.size, e.ref
FROM auction_bid AS e
JOIN block AS b ON b.number = e.block
JOIN account_name AS n1 ON n1.id = e.liquidator;

CREATE VIEW v_auction_end AS
SELECT e.seq, e.block, e.idx, b.time, e.auction, e.outcome, e.size, e.ref
FROM auction_end AS e
JOIN block AS b ON b.number = e.block;

CREATE VIEW v_event AS
SELECT seq, block, idx, 'venue' AS kind, ref FROM venue
UNION ALL SELECT seq, block, idx, 'asset' AS kind, ref FROM asset
UNION ALL SELECT seq, block, idx, 'market' AS kind, ref FROM market
UNION ALL SELECT seq, block, idx, 'account' AS kind, ref FROM account
UNION ALL SELECT seq, block, idx, 'parameter' AS kind, ref FROM parameter
UNION ALL SELECT seq, block, idx, 'deposit' AS kind, ref FROM deposit
UNION ALL SELECT seq, block, idx, 'withdrawal' AS kind, ref FROM withdrawal
UNION ALL SELECT seq, block, idx, 'transfer' AS kind, ref FROM transfer
UNION ALL SELECT seq, block, idx, 'borrow' AS kind, ref FROM borrow
UNION ALL SELECT seq, block, idx, 'repay' AS kind, ref FROM repay
UNION ALL SELECT seq, block, idx, 'interest' AS kind, ref FROM interest
UNION ALL SELECT seq, block, idx, 'fee' AS kind, ref FROM fee
UNION ALL SELECT seq, block, idx, 'opening_balance' AS kind, ref FROM opening_balance
UNION ALL SELECT seq, block, idx, 'opening_position' AS kind, ref FROM opening_position
UNION ALL SELECT seq, block, idx, 'fill' AS kind, ref FROM fill
UNION ALL SELECT seq, block, idx, 'funding_payment' AS kind, ref FROM funding_payment
UNION ALL SELECT seq, block, idx, 'funding_index' AS kind, ref FROM funding_index
UNION ALL SELECT seq, block, idx, 'interest_index' AS kind, ref FROM interest_index
UNION ALL SELECT seq, block, idx, 'price_update' AS kind, ref FROM price_update
UNION ALL SELECT seq, block, idx, 'margin_call' AS kind, ref FROM margin_call
UNION ALL SELECT seq, block, idx, 'margin_call_closed' AS kind, ref FROM margin_call_closed
UNION ALL SELECT seq, block, idx, 'notice' AS kind, ref FROM notice
UNION ALL SELECT seq, block, idx, 'liquidation_start' AS kind, ref FROM liquidation_start
UNION ALL SELECT seq, block, idx, 'liquidation_attempt' AS kind, ref FROM liquidation_attempt
UNION ALL SELECT seq, block, idx, 'auction_start' AS kind, ref FROM auction_start
UNION ALL SELECT seq, block, idx, 'auction_reset' AS kind, ref FROM auction_reset
UNION ALL SELECT seq, block, idx, 'liquidation_fill' AS kind, ref FROM liquidation_fill
UNION ALL SELECT seq, block, idx, 'deleverage' AS kind, ref FROM deleverage
UNION ALL SELECT seq, block, idx, 'insurance' AS kind, ref FROM insurance
UNION ALL SELECT seq, block, idx, 'socialized_loss' AS kind, ref FROM socialized_loss
UNION ALL SELECT seq, block, idx, 'loss_share' AS kind, ref FROM loss_share
UNION ALL SELECT seq, block, idx, 'bad_debt' AS kind, ref FROM bad_debt
UNION ALL SELECT seq, block, idx, 'recovery' AS kind, ref FROM recovery
UNION ALL SELECT seq, block, idx, 'halt' AS kind, ref FROM halt
UNION ALL SELECT seq, block, idx, 'resume' AS kind, ref FROM resume
UNION ALL SELECT seq, block, idx, 'settlement_override' AS kind, ref FROM settlement_override
UNION ALL SELECT seq, block, idx, 'dispute' AS kind, ref FROM dispute
UNION ALL SELECT seq, block, idx, 'dispute_ruling' AS kind, ref FROM dispute_ruling
UNION ALL SELECT seq, block, idx, 'balance_assertion' AS kind, ref FROM balance_assertion
UNION ALL SELECT seq, block, idx, 'position_assertion' AS kind, ref FROM position_assertion
UNION ALL SELECT seq, block, idx, 'note' AS kind, ref FROM note
UNION ALL SELECT seq, block, idx, 'unclassified' AS kind, ref FROM unclassified
UNION ALL SELECT seq, block, idx, 'reference_price' AS kind, ref FROM reference_price
UNION ALL SELECT seq, block, idx, 'depth' AS kind, ref FROM depth
UNION ALL SELECT seq, block, idx, 'liquidity' AS kind, ref FROM liquidity
UNION ALL SELECT seq, block, idx, 'auction_bid' AS kind, ref FROM auction_bid
UNION ALL SELECT seq, block, idx, 'auction_end' AS kind, ref FROM auction_end;

CREATE VIEW v_block AS
SELECT number, time, strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000, 'unixepoch') AS utc, first_seq
FROM block;

-- Every exchange of contracts or of two assets: `change` above zero was bought for `value`.
CREATE VIEW exchange AS
SELECT t.seq, t.block, t.idx, t.kind, t.account, t.market, t.change, dec_mul(t.change, t.price) AS value,
  m.base, m.quote, coalesce(m.type, 'perpetual') AS type
FROM (
  SELECT seq, block, idx, 'opening_position' AS kind, account, market, size AS change, price
  FROM opening_position
  UNION ALL
  SELECT seq, block, idx, 'fill', account, market,
    CASE side WHEN 'sell' THEN dec_neg(size) ELSE size END, price
  FROM fill
  UNION ALL
  SELECT seq, block, idx, 'deleverage', account, market,
    CASE side WHEN 'sell' THEN dec_neg(size) ELSE size END, price
  FROM deleverage
  UNION ALL
  SELECT seq, block, idx, 'deleverage', counterparty, market,
    CASE side WHEN 'sell' THEN size ELSE dec_neg(size) END, price
  FROM deleverage
  UNION ALL
  SELECT seq, block, idx, 'liquidation_fill', account, market,
    CASE side WHEN 'sell' THEN dec_neg(size) ELSE size END, coalesce(price, '0')
  FROM liquidation_fill WHERE market IS NOT NULL
  UNION ALL
  SELECT seq, block, idx, 'liquidation_fill', liquidator, market,
    CASE side WHEN 'sell' THEN size ELSE dec_neg(size) END, coalesce(price, '0')
  FROM liquidation_fill
  WHERE market IS NOT NULL AND mechanism = 'backstop' AND liquidator IS NOT NULL
) AS t JOIN market AS m ON m.market = t.market;

-- Every movement of an amount from one holder to another: an account's asset side, debt side or
-- position, or one of the venue's pools (docs/EVENTS.md).
CREATE VIEW movement AS
SELECT seq, block, idx, 'deposit' AS kind, asset AS asset, amount AS amount,
  'pool' AS from_holder, NULL AS from_account, NULL AS from_market, 'world' AS from_pool,
  'asset' AS to_holder, account AS to_account, NULL AS to_market, NULL AS to_pool
FROM deposit
UNION ALL
SELECT seq, block, idx, 'withdrawal' AS kind, asset AS asset, amount AS amount,
  'asset' AS from_holder, account AS from_account, NULL AS from_market, NULL AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'world' AS to_pool
FROM withdrawal
UNION ALL
SELECT seq, block, idx, 'transfer' AS kind, asset AS asset, amount AS amount,
  'asset' AS from_holder, "from" AS from_account, NULL AS from_market, NULL AS from_pool,
  'asset' AS to_holder, "to" AS to_account, NULL AS to_market, NULL AS to_pool
FROM transfer
UNION ALL
SELECT seq, block, idx, 'borrow' AS kind, asset AS asset, amount AS amount,
  'debt' AS from_holder, account AS from_account, NULL AS from_market, NULL AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'world' AS to_pool
FROM borrow
UNION ALL
SELECT seq, block, idx, 'repay' AS kind, asset AS asset, amount AS amount,
  'pool' AS from_holder, NULL AS from_account, NULL AS from_market, 'world' AS from_pool,
  'debt' AS to_holder, account AS to_account, NULL AS to_market, NULL AS to_pool
FROM repay
UNION ALL
SELECT seq, block, idx, 'interest' AS kind, asset AS asset, amount AS amount,
  'pool' AS from_holder, NULL AS from_account, NULL AS from_market, 'interest' AS from_pool,
  CASE WHEN amount LIKE '-%' THEN 'debt' ELSE 'asset' END AS to_holder, account AS to_account, NULL AS to_market, NULL AS to_pool
FROM interest
UNION ALL
SELECT seq, block, idx, 'opening_balance' AS kind, asset AS asset, amount AS amount,
  'pool' AS from_holder, NULL AS from_account, NULL AS from_market, 'world' AS from_pool,
  CASE WHEN amount LIKE '-%' THEN 'debt' ELSE 'asset' END AS to_holder, account AS to_account, NULL AS to_market, NULL AS to_pool
FROM opening_balance
UNION ALL
SELECT seq, block, idx, 'fee' AS kind, asset AS asset, amount AS amount,
  'asset' AS from_holder, account AS from_account, NULL AS from_market, NULL AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'fees' AS to_pool
FROM fee
UNION ALL
SELECT e.seq, e.block, e.idx, 'funding_payment' AS kind, m.quote AS asset, e.amount AS amount,
  'pool' AS from_holder, NULL AS from_account, NULL AS from_market, 'funding:' || n.name AS from_pool,
  'asset' AS to_holder, e.account AS to_account, NULL AS to_market, NULL AS to_pool
FROM funding_payment AS e JOIN market AS m ON m.market = e.market JOIN market_name AS n ON n.id = e.market
UNION ALL
SELECT e.seq, e.block, e.idx, e.kind AS kind, e.quote AS asset, e.value AS amount,
  'position' AS from_holder, e.account AS from_account, e.market AS from_market, NULL AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'clearing:' || n.name AS to_pool
FROM exchange AS e JOIN market_name AS n ON n.id = e.market WHERE e.type = 'perpetual'
UNION ALL
SELECT e.seq, e.block, e.idx, e.kind AS kind, e.base AS asset, e.change AS amount,
  'pool' AS from_holder, NULL AS from_account, NULL AS from_market, 'clearing:' || n.name AS from_pool,
  'asset' AS to_holder, e.account AS to_account, NULL AS to_market, NULL AS to_pool
FROM exchange AS e JOIN market_name AS n ON n.id = e.market WHERE e.type = 'spot'
UNION ALL
SELECT e.seq, e.block, e.idx, e.kind AS kind, e.quote AS asset, e.value AS amount,
  'asset' AS from_holder, e.account AS from_account, NULL AS from_market, NULL AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'clearing:' || n.name AS to_pool
FROM exchange AS e JOIN market_name AS n ON n.id = e.market WHERE e.type = 'spot'
UNION ALL
SELECT e.seq, e.block, e.idx, 'fill' AS kind, m.quote AS asset, e.fee AS amount,
  'asset' AS from_holder, e.account AS from_account, NULL AS from_market, NULL AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'fees' AS to_pool
FROM fill AS e JOIN market AS m ON m.market = e.market WHERE e.fee IS NOT NULL
UNION ALL
SELECT e.seq, e.block, e.idx, 'liquidation_fill' AS kind, m.quote AS asset, e.penalty AS amount,
  'asset' AS from_holder, e.account AS from_account, NULL AS from_market, NULL AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'penalty' AS to_pool
FROM liquidation_fill AS e JOIN market AS m ON m.market = e.market WHERE e.penalty IS NOT NULL
UNION ALL
SELECT e.seq, e.block, e.idx, 'liquidation_fill' AS kind, m.quote AS asset, e.fee AS amount,
  'asset' AS from_holder, e.account AS from_account, NULL AS from_market, NULL AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'fees' AS to_pool
FROM liquidation_fill AS e JOIN market AS m ON m.market = e.market WHERE e.fee IS NOT NULL
UNION ALL
SELECT seq, block, idx, 'liquidation_fill' AS kind, asset AS asset, dec_sub(size, coalesce(fee, '0')) AS amount,
  'asset' AS from_holder, account AS from_account, NULL AS from_market, NULL AS from_pool,
  iif(mechanism = 'stability_pool' AND liquidator IS NOT NULL, 'asset', 'pool') AS to_holder, iif(mechanism = 'stability_pool' AND liquidator IS NOT NULL, liquidator, NULL) AS to_account, NULL AS to_market, iif(mechanism = 'stability_pool' AND liquidator IS NOT NULL, NULL, 'world') AS to_pool
FROM liquidation_fill WHERE asset IS NOT NULL
UNION ALL
SELECT seq, block, idx, 'liquidation_fill' AS kind, asset AS asset, fee AS amount,
  'asset' AS from_holder, account AS from_account, NULL AS from_market, NULL AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'fees' AS to_pool
FROM liquidation_fill WHERE asset IS NOT NULL AND fee IS NOT NULL
UNION ALL
SELECT seq, block, idx, 'liquidation_fill' AS kind, repaid_asset AS asset, dec_sub(repaid, coalesce(penalty, '0')) AS amount,
  iif(mechanism = 'stability_pool' AND liquidator IS NOT NULL, 'asset', 'pool') AS from_holder, iif(mechanism = 'stability_pool' AND liquidator IS NOT NULL, liquidator, NULL) AS from_account, NULL AS from_market, iif(mechanism = 'stability_pool' AND liquidator IS NOT NULL, NULL, 'world') AS from_pool,
  'debt' AS to_holder, account AS to_account, NULL AS to_market, NULL AS to_pool
FROM liquidation_fill WHERE asset IS NOT NULL AND repaid IS NOT NULL
UNION ALL
SELECT seq, block, idx, 'liquidation_fill' AS kind, repaid_asset AS asset, penalty AS amount,
  iif(mechanism = 'stability_pool' AND liquidator IS NOT NULL, 'asset', 'pool') AS from_holder, iif(mechanism = 'stability_pool' AND liquidator IS NOT NULL, liquidator, NULL) AS from_account, NULL AS from_market, iif(mechanism = 'stability_pool' AND liquidator IS NOT NULL, NULL, 'world') AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'penalty' AS to_pool
FROM liquidation_fill WHERE asset IS NOT NULL AND repaid IS NOT NULL AND penalty IS NOT NULL
UNION ALL
SELECT seq, block, idx, 'insurance' AS kind, asset AS asset, amount AS amount,
  CASE WHEN account IS NULL THEN 'pool' ELSE coalesce(side, 'asset') END AS from_holder, account AS from_account, NULL AS from_market, CASE WHEN account IS NOT NULL THEN NULL WHEN cause IN ('bad_debt', 'penalty') THEN cause ELSE 'world' END AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'insurance:' || fund AS to_pool
FROM insurance
UNION ALL
SELECT seq, block, idx, 'socialized_loss' AS kind, asset AS asset, amount AS amount,
  'pool' AS from_holder, NULL AS from_account, NULL AS from_market, 'socialized:' || pool AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'bad_debt' AS to_pool
FROM socialized_loss
UNION ALL
SELECT seq, block, idx, 'loss_share' AS kind, asset AS asset, amount AS amount,
  coalesce(side, 'asset') AS from_holder, account AS from_account, NULL AS from_market, NULL AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'socialized:' || pool AS to_pool
FROM loss_share
UNION ALL
SELECT seq, block, idx, 'bad_debt' AS kind, asset AS asset, amount AS amount,
  'pool' AS from_holder, NULL AS from_account, NULL AS from_market, 'bad_debt' AS from_pool,
  coalesce(side, 'debt') AS to_holder, account AS to_account, NULL AS to_market, NULL AS to_pool
FROM bad_debt
UNION ALL
SELECT seq, block, idx, 'recovery' AS kind, asset AS asset, amount AS amount,
  'pool' AS from_holder, NULL AS from_account, NULL AS from_market, 'world' AS from_pool,
  'pool' AS to_holder, NULL AS to_account, NULL AS to_market, 'bad_debt' AS to_pool
FROM recovery;

-- The double entry: the legs of each event sum to zero in every asset and in every market's contracts.
-- A debt that grows is below zero.
CREATE VIEW posting AS
SELECT p.seq, p.block, p.idx, p.kind, p.holder, a.name AS account, m.name AS market, p.pool, 'asset' AS item,
  s.name AS asset, p.amount
FROM (
  SELECT seq, block, idx, kind, from_holder AS holder, from_account AS account, from_market AS market,
    from_pool AS pool, asset, dec_neg(amount) AS amount
  FROM movement
  UNION ALL
  SELECT seq, block, idx, kind, to_holder, to_account, to_market, to_pool, asset, amount FROM movement
) AS p
JOIN asset_name AS s ON s.id = p.asset
LEFT JOIN account_name AS a ON a.id = p.account
LEFT JOIN market_name AS m ON m.id = p.market
UNION ALL
SELECT e.seq, e.block, e.idx, e.kind, 'position', a.name, m.name, NULL, 'contract', m.name, e.change
FROM exchange AS e
JOIN account_name AS a ON a.id = e.account
JOIN market_name AS m ON m.id = e.market
WHERE e.type = 'perpetual'
UNION ALL
SELECT e.seq, e.block, e.idx, e.kind, 'pool', NULL, NULL, 'clearing:' || m.name, 'contract', m.name,
  dec_neg(e.change)
FROM exchange AS e
JOIN market_name AS m ON m.id = e.market
WHERE e.type = 'perpetual';
