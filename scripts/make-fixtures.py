#!/usr/bin/env python3
"""Makes the fixtures of real facts from the upstream files.

usage: make-fixtures.py FOLDER_OF_DATA [PLIMSOLL] [NAME ...]

FOLDER_OF_DATA has a folder for each data set (hyperliquid-2023, aave-v2-2021, maker-2019, morpho-2025). Each
fixture is a choice of upstream rows, imported through the map of that name and exported again.
"""
import collections, csv, gzip, io, json, pathlib, subprocess, sys, tempfile

root = pathlib.Path(__file__).resolve().parent.parent
source = pathlib.Path(sys.argv[1])
plimsoll = sys.argv[2] if len(sys.argv) > 2 else str(root / ".build/release/plimsoll")


def rows_of(path):
    opened = gzip.open(path, "rt", newline="") if path.suffix == ".gz" else open(path, newline="")
    with opened as file:
        return list(csv.reader(file))


def csv_text(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def hyperliquid(data):
    """All rows of the liquidated accounts with a deposit and 13 to 192 fills."""
    names = ["non_mm_trades.csv", "non_mm_ledger_updates.csv", "liquidations.csv"]
    rows = {name: rows_of(data / name) for name in names}
    fills = collections.Counter(row[1] for row in rows[names[0]][1:])
    deposited = {row[1] for row in rows[names[1]][1:] if not row[2].startswith("-")}
    chosen = {
        row[1] for row in rows[names[2]][1:]
        if row[1] in deposited and 13 <= fills[row[1]] <= 192
    }
    return {
        name: csv_text([all[0]] + [row for row in all[1:] if row[1] in chosen])
        for name, all in rows.items()
    }


def aave(data):
    """Every 40th liquidation by time, and every 10th with GUSD as debt or ENJ or XSUSHI as collateral."""
    head, *rows = rows_of(data / "liquidations.csv.gz")
    at = {name: place for place, name in enumerate(head)}
    rows = sorted(rows, key=lambda row: int(row[at["timestamp"]]))
    odd = [
        place for place, row in enumerate(rows)
        if row[at["principalReserve"]] == "GUSD" or row[at["collateralReserve"]] in ("ENJ", "XSUSHI")
    ]
    chosen = sorted(set(range(0, len(rows), 40)) | set(odd[::10]))
    return {
        "liquidations.csv": csv_text([head] + [rows[place] for place in chosen]),
        "tokens.csv": (data / "tokens.csv").read_text(),
        "liquidation_bonus_history.txt":
            (data / "parameters/liquidation_bonus_history.txt").read_text(),
    }


def maker(data):
    """The four vaults of the five bites with states, all of their states and acts, and 40 bites of others."""
    states = json.loads((data / "timeseries.json").read_text())["cdps"]
    acts = json.loads((data / "db.json").read_text())["cdps"]
    bites = json.loads((data / "liquidations.json").read_text())["liquidations"]
    chosen = [vault for vault in acts if any(row["act"] == "BITE" for row in acts[vault])]
    return {
        "timeseries.json": json.dumps({"cdps": {vault: states[vault] for vault in chosen}}),
        "db.json": json.dumps({"cdps": {vault: acts[vault] for vault in chosen}}),
        "liquidations.json": json.dumps({"liquidations": bites[:40]}),
    }


def morpho(data):
    """The market on Ethereum with the totals of every midnight, all liquidations, all published bad debt."""
    head, *hours = rows_of(data / "block8_eth_market_history.csv")
    daily = [row for row in hours if row[head.index("datetime")].endswith("00:00")]
    names = [
        "block8_eth_transactions.csv", "block2_bad_debt_by_market.csv",
        "block5_liquidation_events.csv",
    ]
    files = {name: (data / name).read_text() for name in names}
    return files | {"block8_eth_market_history.csv": csv_text([head] + daily)}


makers = {
    "hyperliquid-2023": hyperliquid, "aave-v2-2021": aave, "maker-2019": maker,
    "morpho-2025": morpho,
}
for name in sys.argv[3:] or makers:
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        files = makers[name](source / name)
        for file, text in files.items():
            (folder / file).write_text(text)
        ledger = folder / "fixture.plimsoll"
        paths = [str(folder / file) for file in files]
        subprocess.run([plimsoll, "import", str(ledger), "--map", name, *paths], check=True)
        lines = subprocess.run(
            [plimsoll, "export", str(ledger)], check=True, capture_output=True).stdout
    target = root / "fixtures" / name / "events.ndjson.gz"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(gzip.compress(lines, 9, mtime=0))
    print(f"{lines.count(10)} lines, {target.stat().st_size} bytes: {target}")
