/// The formulas of section 2 of the design's list of venues, once more, in Python's fractions: slow, exact, and
/// written without a look at the other side.
enum FormulaReference {
  static let program = #"""
    import json, math, sys
    from fractions import Fraction as F

    def fl(x): return math.floor(x)
    def ce(x): return math.ceil(x)
    def tr(x): return math.floor(x) if x >= 0 else math.ceil(x)
    def hu(x): return math.floor(abs(x) + F(1, 2)) * (1 if x >= 0 else -1)
    W, R = 10**18, 10**27
    OPS = {}

    def op(name):
        def add(function):
            OPS[name] = function
            return function
        return add

    # Morpho Blue
    def lif(lltv): return min(1150000000000000000, fl(F(W * W, W - fl(F(3, 10) * (W - lltv)))))
    def toassets(g, s): return F(s * (g["total_assets"] + 1), g["total_shares"] + 10**6)
    def toshares(g, a): return F(a * (g["total_shares"] + 10**6), g["total_assets"] + 1)
    OPS["morpho-blue.to_assets_down"] = lambda g: {"assets": fl(toassets(g, g["shares"]))}
    OPS["morpho-blue.to_assets_up"] = lambda g: {"assets": ce(toassets(g, g["shares"]))}
    OPS["morpho-blue.to_shares_down"] = lambda g: {"shares": fl(toshares(g, g["assets"]))}
    OPS["morpho-blue.to_shares_up"] = lambda g: {"shares": ce(toshares(g, g["assets"]))}
    OPS["morpho-blue.incentive_factor"] = lambda g: {"incentive_factor": lif(g["lltv"])}
    @op("morpho-blue.is_healthy")
    def _(g):
        most = fl(F(fl(F(g["collateral"] * g["price"], 10**36)) * g["lltv"], W))
        return {"healthy": most >= ce(toassets(g, g["borrow_shares"]))}
    @op("morpho-blue.liquidate_shares")
    def _(g):
        worth = fl(F(fl(toassets(g, g["repaid_shares"])) * lif(g["lltv"]), W))
        return {"seized_assets": fl(F(worth * 10**36, g["price"])),
                "repaid_assets": ce(toassets(g, g["repaid_shares"]))}
    @op("morpho-blue.liquidate_seized")
    def _(g):
        quoted = ce(F(g["seized_assets"] * g["price"], 10**36))
        shares = ce(toshares(g, ce(F(quoted * W, lif(g["lltv"])))))
        return {"repaid_shares": shares, "repaid_assets": ce(toassets(g, shares))}
    @op("morpho-blue.bad_debt")
    def _(g):
        a, s = g["total_borrow_assets"], g["total_borrow_shares"]
        bad = min(a, ce(F(g["borrow_shares"] * (a + 1), s + 10**6)))
        return {"bad_debt_assets": bad, "total_borrow_assets": a - bad,
                "total_supply_assets": g["total_supply_assets"] - bad}

    # Compound III
    @op("comet.present_value")
    def _(g):
        p = g["principal"]
        return {"present_value": fl(F(p * g["supply_index"], 10**15)) if p >= 0
                else -fl(F(-p * g["borrow_index"], 10**15))}
    @op("comet.principal_value")
    def _(g):
        v = g["present_value"]
        return {"principal": fl(F(v * 10**15, g["supply_index"])) if v >= 0
                else -ce(F(-v * 10**15, g["borrow_index"]))}
    def worth(c, factor):
        return fl(F(fl(F(c["balance"] * c["price"], c["scale"])) * c[factor], W))
    @op("comet.is_liquidatable")
    def _(g):
        if g["base_balance"] >= 0: return {"liquidatable": False}
        base = -fl(F(-g["base_balance"] * g["base_price"], g["base_scale"]))
        return {"liquidatable": base + sum(worth(c, "liquidate_factor") for c in g["collaterals"]) < 0}
    @op("comet.absorb")
    def _(g):
        value = sum(worth(c, "liquidation_factor") for c in g["collaterals"])
        credit = fl(F(value * g["base_scale"], g["base_price"]))
        return {"value": value, "new_balance": max(g["base_balance"] + credit, 0)}
    @op("comet.quote_collateral")
    def _(g):
        off = fl(F(g["store_front_factor"] * (W - g["liquidation_factor"]), W))
        price = fl(F(g["price"] * (W - off), W))
        return {"collateral_amount": fl(F(fl(
            F(g["base_price"] * g["base_amount"] * g["scale"], price)), g["base_scale"]))}
    OPS["comet.is_for_sale"] = lambda g: {"for_sale": g["reserves"] < g["target_reserves"]}

    # Euler v2
    @op("euler-v2.health")
    def _(g):
        value = sum(fl(F(c["value"] * c["ltv"], 10**4)) for c in g["collaterals"])
        return {"collateral_value": value, "health": fl(F(value * W, g["liability_value"])),
                "violation": value <= g["liability_value"]}
    @op("euler-v2.max_liquidation")
    def _(g):
        l, cv = g["liability_value"], g["collateral_value"]
        f = max(fl(F(g["adjusted_collateral_value"] * W, l)), W - fl(F(W * g["max_discount"], 10**4)))
        if cv == 0: return {"discount_factor": f, "max_repay": 0, "max_yield": g["collateral_balance"]}
        pay, take = l, fl(F(l * W, f))
        if cv < take: pay, take = fl(F(cv * f, W)), cv
        return {"discount_factor": f, "max_repay": fl(F(pay * g["debt"], l)),
                "max_yield": fl(F(take * g["collateral_balance"], cv))}
    @op("euler-v2.socializes")
    def _(g):
        return {"socialized": g["liability_value"] >= 10**6 and g["debt_left"] > 0
                and not any(g["collateral_balances"]) and not g.get("disabled", False)}
    @op("euler-v2.ramped_ltv")
    def _(g):
        a, b, left, t = g["initial_ltv"], g["target_ltv"], g["time_left"], g["duration"]
        if left <= 0 or t == 0 or b >= a: return {"ltv": b}
        return {"ltv": b + fl(F((a - b) * min(left, t), t))}

    # Derive v2
    def mul(a, b): return tr(F(a * b, W))
    OPS["derive-v2.buffer_margin"] = lambda g: {"buffer_margin": g["maintenance_margin"] + mul(
        g["maintenance_margin"] - g["mark_to_market"], g["buffer"])}
    @op("derive-v2.discount")
    def _(g):
        s, c, f, l, t = [g[k] for k in ("start_discount", "cutoff", "fast_length", "slow_length", "elapsed")]
        if t < f: return {"discount": s - tr(F((s - c) * t, f))}
        return {"discount": 0 if t - f >= l else c - tr(F(c * (t - f), l))}
    @op("derive-v2.max_proportion")
    def _(g):
        b, m, r, d = [g[k] for k in ("buffer_margin", "mark_to_market", "reserved_cash", "discount")]
        if m < g["cutoff"]: return {"proportion": W}
        return {"proportion": min(W, tr(F(b * W, b - mul(m, d) - mul(r, W - d))))}
    OPS["derive-v2.bid_price"] = lambda g: {"bid_price": mul(
        g["mark_to_market"] - g["reserved_cash"], g["discount"])}
    @op("derive-v2.bid")
    def _(g):
        cash = mul(g["bid_price"], g["proportion"])
        r = g["reserved_cash"]
        return {"cash": cash, "reserved_cash": r + cash,
                "cash_balance": mul(g["cash_balance"] - r, W - g["proportion"]) + r + cash}
    OPS["derive-v2.auction_over"] = lambda g: {"over": g["buffer_margin"] >= 0
        or g["mark_to_market"] < 0 or g["reserved_cash"] >= g["mark_to_market"]}
    @op("derive-v2.insolvent_price")
    def _(g):
        a, m, t, n = min(g["mark_to_market"], 0), g["maintenance_margin"], g["elapsed"], g["length"]
        return {"bid_price": m if t >= n else a + tr(F((m - a) * t, n))}
    @op("derive-v2.exchange_rate")
    def _(g):
        owed = g["total_supply"] + g["accrued_fees"] - g["total_borrow"] - g["settled_cash"]
        return {"exchange_rate": W if g["stable_balance"] >= owed else tr(F(g["stable_balance"] * W, owed))}
    OPS["derive-v2.withdrawal_burn"] = lambda g: {"burnt": tr(F(g["amount"] * W, g["exchange_rate"]))}
    OPS["derive-v2.withdraw_locked"] = lambda g: {
        "locked": g["total_insolvent_margin"] > g["fund_balance"]}

    # Synthetix v3
    def div(a, b): return tr(F(a * W, b))
    @op("synthetix-v3.margins")
    def _(g):
        size = abs(g["size"])
        i = mul(div(size, g["skew_scale"]), g["initial_margin_ratio"]) + g["min_margin_ratio"]
        m = mul(i, g["maintenance_scalar"])
        n, least = mul(size, g["price"]), g["min_position_margin"]
        return {"initial_ratio": i, "maintenance_ratio": m, "initial_margin": mul(n, i) + least,
                "maintenance_margin": mul(n, m) + least}
    @op("synthetix-v3.fill_price")
    def _(g):
        p, s, z, c = g["price"], g["skew"], g["size"], g["skew_scale"]
        return {"fill_price": tr(F((p + mul(p, div(s, c))) + (p + mul(p, div(s + z, c))), 2))}
    @op("synthetix-v3.keeper_reward")
    def _(g):
        c, top = g["cost"], g["max_reward"]
        want = max(c + g["min_profit"], mul(c, W + g["profit_ratio"]), g["flag_reward"] + c)
        cap = top if g["seized_value"] == 0 else min(mul(g["seized_value"], g["max_seized_ratio"]), top)
        return {"keeper_reward": min(want, cap)}
    OPS["synthetix-v3.flag_reward"] = lambda g: {
        "flag_reward": sum(mul(p["notional"], p["ratio"]) for p in g["positions"])}
    OPS["synthetix-v3.window_capacity"] = lambda g: {"capacity": mul(mul(
        g["maker_fee"] + g["taker_fee"], g["skew_scale"]), g["limit_multiplier"]) * g["window_seconds"]}
    @op("synthetix-v3.funding_velocity")
    def _(g):
        if g["skew_scale"] == 0: return {"velocity": 0}
        return {"velocity": mul(max(-W, min(W, div(g["skew"], g["skew_scale"]))), g["max_velocity"])}
    @op("synthetix-v3.funding")
    def _(g):
        days = tr(F(g["seconds"] * W, 86400))
        now = g["last_rate"] + mul(g["velocity"], days)
        return {"rate": now, "funding": mul(mul(tr(F(-(g["last_rate"] + now), 2)), days), g["price"])}
    OPS["synthetix-v3.market_debt"] = lambda g: {"market_debt": max(0, g["collateral"]
        + mul(g["skew"], g["price"]) + g["funding"] - g["debt_correction"])}

    # GMX v2
    D = 10**30
    @op("gmx.is_liquidatable")
    def _(g):
        size = g["size_usd"]
        left = (g["collateral_amount"] * g["collateral_price_min"] + g["pnl_usd"]
                + max(min(0, g["price_impact_usd"]), -fl(F(size * g["max_impact_factor"], D))) - g["fees_usd"])
        return {"remaining_collateral_usd": left, "liquidatable": left < g["min_collateral_usd"]
                or left <= 0 or left < fl(F(size * g["min_collateral_factor"], D))}
    @op("gmx.capped_pnl")
    def _(g):
        cap = fl(F(g["pool_usd"] * g["max_pnl_factor"], D))
        if g["pnl_usd"] <= 0 or g["pool_pnl_usd"] <= max(cap, 0): return {"capped_pnl_usd": g["pnl_usd"]}
        return {"capped_pnl_usd": fl(F(g["pnl_usd"] * cap, g["pool_pnl_usd"]))}
    @op("gmx.pay_loss")
    def _(g):
        cost = ce(F(g["loss_usd"], g["price"]))
        return {"paid_amount": min(cost, g["collateral_amount"]), "insolvent": cost > g["collateral_amount"]}
    OPS["gmx.pnl_factor"] = lambda g: {
        "pnl_factor": 0 if g["pool_usd"] == 0 else tr(F(g["pnl_usd"] * D, g["pool_usd"]))}
    OPS["gmx.adl_enabled"] = lambda g: {"enabled": g["pnl_factor"] > g["max_pnl_factor"]}
    OPS["gmx.adl_valid"] = lambda g: {"valid": g["min_pnl_factor"] <= g["pnl_factor_after"]
                                      < g["pnl_factor_before"]}

    # Perpetual v2
    def req(v): return fl(v * F(1, 16))
    OPS["perp-curie.requirement"] = lambda g: {"requirement": req(g["total_position_value"])}
    OPS["perp-curie.is_liquidatable"] = lambda g: {
        "liquidatable": g["account_value"] < req(g["total_position_value"])}
    @op("perp-curie.liquidation_ratio")
    def _(g):
        p, a = abs(g["position_value"]), g["total_position_value"]
        if p <= 100 * W or g["account_value"] < req(a) // 2: return {"ratio": 10**6}
        return {"ratio": min(10**6, fl(F(a, 2 * p) * 10**6))}
    @op("perp-curie.penalty")
    def _(g):
        p = fl(abs(g["closed_notional"]) * F(25, 1000))
        mine = p if g["account_value"] < 0 else p // 2
        return {"penalty": p, "liquidator_fee": mine, "insurance_fund_fee": p - mine}
    @op("perp-curie.max_repay")
    def _(g):
        base = max(g["debt"], g["initial_requirement"])
        part = base if base <= g["dust"] else fl(F(base, 2))
        return {"max_repay": fl(part / F(97, 100))}
    @op("perp-curie.collateral_for_repay")
    def _(g):
        return {"collateral": ce(F(g["repay"] * W, fl(g["price"] * F(9, 10)))),
                "insurance_fund_fee": ce(g["repay"] * F(3, 100))}
    @op("perp-curie.collateral_liquidatable")
    def _(g):
        v = g["total_position_value"]
        return {"liquidatable": g["account_value"] < req(v) + fl(v * F(2, 1000))
                or g["debt"] > fl(g["collateral_value"] * F(3, 4)) or g["debt"] > g["max_debt"]}
    OPS["perp-curie.insurance_surplus"] = lambda g: {
        "surplus": min(max(g["capacity"] - g["threshold"], 0), g["free_collateral"])}
    @op("perp-curie.settle_bad_debt")
    def _(g):
        if g["has_positions"] or g["has_collateral"] or g["debt"] >= 0:
            return {"settled": False, "fund_change": 0}
        return {"settled": True, "fund_change": fl(F(g["debt"], 10**(18 - g["decimals"])))}

    # Drift v2
    def sq(g): return math.isqrt(10 * g["size"] + 1)
    @op("drift.size_premium")
    def _(g):
        w = g["weight"]
        if g["imf_factor"] == 0: return {"weight": w}
        return {"weight": max(w, w - w // 5 + fl(F(sq(g) * g["imf_factor"], 10**5 * 100)))}
    @op("drift.size_discount")
    def _(g):
        if g["imf_factor"] == 0: return {"weight": g["weight"]}
        d = 10**6 + fl(F(sq(g) * g["imf_factor"], 10**5))
        return {"weight": min(g["weight"], fl(F(11, 10) * 10**10 / d))}
    @op("drift.margin_shortage")
    def _(g):
        b = F(g["buffer"], 10**4)
        return {"margin_shortage": g["requirement"] + fl(b * g["value"]) - g["collateral"]
                - tr(b * min(g["pnl"], 0))}
    @op("drift.base_to_cover")
    def _(g):
        none = {"unlimited": True}
        gain = g["margin_ratio"] * 100 - g["liquidator_fee"]
        if gain <= 0: return none
        o = g["oracle_price"]
        d = fl(F(fl(F(o * g["quote_price"], 10**6)) * gain, 10**6)) - fl(F(o * g["if_fee"], 10**6))
        if d <= 0: return none
        base = fl(F(g["margin_shortage"] * 10**9, d))
        return {"unlimited": False, "base": ce(F(base, g["step"])) * g["step"]}
    @op("drift.share_to_take")
    def _(g):
        s, freed = g["margin_shortage"], g["margin_freed"]
        if g["isolated"] or s < 50 * 10**6: return {"pct": 10**4}
        ramp = min(10**4, fl(F(g["slots_elapsed"] * 10**4, g["duration"])) + g["initial_pct"])
        now = max(0, fl(F((s + freed) * ramp, 10**4)) - freed)
        return {"pct": min(10**4, fl(F(now * 10**4, s)))}
    @op("drift.liquidator_fee")
    def _(g):
        b = g["base_fee"]
        return {"liquidator_fee": min(b + max(0, g["slots_elapsed"] - 1500), 3 * b, g["margin_ratio"] * 100)}
    @op("drift.if_fee")
    def _(g):
        miss = fl(F(fl(F(g["margin_shortage"] * 10**15, g["base"])), g["oracle_price"]))
        left = max(0, g["margin_ratio"] * 100 - g["liquidator_fee"] - miss)
        return {"if_fee": min(g["max_if_fee"], fl(left * F(19, 20)))}
    OPS["drift.perp_bankruptcy_payment"] = lambda g: {"if_payment": max(0, min(g["loss"], g["vault"] - 1,
        g["quote_max_insurance"] - g["quote_settled_insurance"]))}
    OPS["drift.funding_rate_delta"] = lambda g: {"delta": 1000 * ce(
        F(g["loss"] * 10**9, abs(g["base_long"]) + abs(g["base_short"])))}
    OPS["drift.spot_bankruptcy_payment"] = lambda g: {"if_payment": max(0, min(g["borrow"], g["vault"] - 1))}
    OPS["drift.deposit_index_delta"] = lambda g: {"delta": ce(
        F(g["cumulative_deposit_interest"] * g["loss"], g["total_deposits"]))}
    @op("drift.if_shares_lost")
    def _(g):
        n, v, t, vault = [g[k] for k in ("shares", "requested_value", "total_shares", "vault")]
        if fl(F(n * vault, t)) <= v: return {"shares_lost": 0}
        return {"shares_lost": n - fl(F(v * (t - n), vault - v))}
    @op("drift.auction_price")
    def _(g):
        a, b, s, d, t = [g[k] for k in ("start_price", "end_price", "slots_elapsed", "duration", "tick_size")]
        p = b if s >= d else a + tr(F((b - a) * s, d))
        return {"price": (fl(F(p, t)) if g["side"] == "buy" else ce(F(p, t))) * t}

    # Mango v4
    B = 2**48
    def mm(a, b): return fl(F(a * b, B))
    def md(a, b): return tr(F(a * B, b))
    OPS["mango-v4.mul"] = lambda g: {"result": mm(g["a"], g["b"])}
    OPS["mango-v4.div"] = lambda g: {"result": md(g["a"], g["b"])}
    OPS["mango-v4.scaled_asset_weight"] = lambda g: {"weight": g["weight"] if g["deposits"] <= g["start"]
        else mm(g["weight"], md(g["start"], g["deposits"]))}
    OPS["mango-v4.scaled_liab_weight"] = lambda g: {"weight": g["weight"] if g["borrows"] <= g["start"]
        else mm(g["weight"], md(g["borrows"], g["start"]))}
    OPS["mango-v4.health_contribution"] = lambda g: {"health": mm(mm(g["balance"],
        g["liab_weight"] if g["balance"] < 0 else g["asset_weight"]), g["price"])}
    @op("mango-v4.liq_token_with_token")
    def _(g):
        p, t = g["liab_price"], g["fee_multiplier"]
        pay = mm(p, t)
        relief, cost = mm(p, g["liab_weight"]), mm(pay, g["asset_weight"])
        x = min(md(mm(g["assets"], g["asset_price"]), pay), g["liab"], g["max_liab_transfer"])
        if relief > cost: x = min(x, md(-g["health"], relief - cost))
        return {"liab_transfer": x, "asset_transfer": md(mm(x, pay), g["asset_price"])}
    @op("mango-v4.insurance_transfer")
    def _(g):
        due = md(mm(mm(g["liab"], g["liab_price"]), B + g["fee"]), g["insurance_price"])
        return {"insurance_transfer": min(ce(F(due, B)), g["vault"])}
    OPS["mango-v4.socialized_deposit_index"] = lambda g: {"deposit_index": mm(
        g["deposit_index"], md(g["deposits"] - g["loss"], g["deposits"]))}
    OPS["mango-v4.socialized_funding"] = lambda g: {"funding_delta": md(g["loss"], g["open_interest"])}

    # Aave v2
    def bps(a, b): return hu(F(a * b, 10**4))
    def hf(c, d, t): return hu(F(bps(c, t) * W, d))
    A = "aave-v2-scenarios."
    @op(A + "health_factor")
    def _(g):
        if g["debt"] == 0: return {"unlimited": True}
        return {"unlimited": False, "health_factor": hf(
            g["collateral"], g["debt"], g["liquidation_threshold"])}
    OPS[A + "borrow_allowed"] = lambda g: {
        "allowed": hu(F((g["debt"] + g["amount"]) * 10**4, g["ltv"])) <= g["collateral"]}
    @op(A + "withdraw_allowed")
    def _(g):
        c, d, v = g["collateral"], g["debt"], g["value"]
        if d == 0: return {"allowed": True}
        if c - v <= 0: return {"allowed": False}
        t = fl(F(c * g["liquidation_threshold"] - v * g["value_threshold"], c - v))
        return {"allowed": hf(c - v, d, t) >= W}
    OPS[A + "max_stable_borrow"] = lambda g: {"max_stable_borrow": bps(g["available_liquidity"], 2500)}
    def grown(rate, n):
        if n == 0: return R
        r = rate // (365 * 86400)
        r2 = hu(F(r * r, R))
        r3 = hu(F(r2 * r, R))
        return R + r * n + n * (n - 1) * r2 // 2 + n * (n - 1) * max(n - 2, 0) * r3 // 6
    OPS[A + "compound_interest"] = lambda g: {"factor": grown(g["rate"], g["seconds"])}
    OPS[A + "stable_debt"] = lambda g: {
        "balance": hu(F(g["principal"] * grown(g["rate"], g["seconds"]), R))}
    OPS[A + "max_repay"] = lambda g: {"max_repay": bps(g["debt"], 5000)}
    @op(A + "liquidation")
    def _(g):
        own, owed = 10**g["collateral_decimals"], 10**g["debt_decimals"]
        pc, pd, cover, bal = [g[k] for k in (
            "collateral_price", "debt_price", "debt_to_cover", "collateral_balance")]
        want = fl(F(bps(pd * cover * own, g["bonus"]), pc * owed))
        if want <= bal: return {"collateral_seized": want, "debt_repaid": cover}
        return {"collateral_seized": bal, "debt_repaid": hu(F(fl(F(pc * bal * owed, pd * own)) * 10**4, g["bonus"]))}

    def number(value):
        if isinstance(value, bool): return value
        if isinstance(value, str):
            return int(value) if value.lstrip("-").isdigit() else value
        if isinstance(value, list): return [number(v) for v in value]
        if isinstance(value, dict): return {k: number(v) for k, v in value.items()}
        return value

    def text(value):
        if isinstance(value, bool): return value
        if isinstance(value, int):
            if abs(value) >= 2**255: raise OverflowError
            return str(value)
        return {k: text(v) for k, v in value.items()}

    for line in sys.stdin:
        case = json.loads(line)
        try:
            answer = text(OPS[case["op"]](number(case["given"])))
        except Exception as error:
            answer = {"raised": type(error).__name__}
        print(json.dumps(answer))
    """#
}
