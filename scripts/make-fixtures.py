#!/usr/bin/env python3
"""Makes fixtures/hyperliquid-2023 from the upstream CSV files.

usage: make-fixtures.py FOLDER_WITH_THE_CSV_FILES [PLIMSOLL]

Keeps the events of the liquidated accounts with a deposit and 13 to 192 fills, and nothing else.
"""
import collections, csv, gzip, pathlib, subprocess, sys, tempfile

root = pathlib.Path(__file__).resolve().parent.parent
source = pathlib.Path(sys.argv[1])
plimsoll = sys.argv[2] if len(sys.argv) > 2 else str(root / ".build/release/plimsoll")
names = ["non_mm_trades.csv", "non_mm_ledger_updates.csv", "liquidations.csv"]

rows = {name: list(csv.reader(open(source / name, newline=""))) for name in names}
fills = collections.Counter(row[1] for row in rows["non_mm_trades.csv"][1:])
deposited = {row[1] for row in rows["non_mm_ledger_updates.csv"][1:] if not row[2].startswith("-")}
chosen = {
    row[1] for row in rows["liquidations.csv"][1:]
    if row[1] in deposited and 13 <= fills[row[1]] <= 192
}

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    for name in names:
        with open(folder / name, "w", newline="") as file:
            kept = [row for row in rows[name][1:] if row[1] in chosen]
            csv.writer(file, lineterminator="\n").writerows([rows[name][0]] + kept)
    ledger = folder / "fixture.plimsoll"
    files = [str(folder / name) for name in names]
    subprocess.run(
        [plimsoll, "import", str(ledger), "--map", "hyperliquid-2023", *files], check=True)
    lines = subprocess.run(
        [plimsoll, "export", str(ledger)], check=True, capture_output=True).stdout

target = root / "fixtures/hyperliquid-2023/events.ndjson.gz"
target.write_bytes(gzip.compress(lines, 9, mtime=0))
print(f"{len(chosen)} accounts, {lines.count(10)} lines, {target.stat().st_size} bytes: {target}")
