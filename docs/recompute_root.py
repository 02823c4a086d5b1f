#!/usr/bin/env python3
"""Recomputes the root of a ledger from its exported lines, with the standard library only.

usage: plimsoll export venue.plimsoll | python3 recompute_root.py [venue.plimsoll.head]

Prints the number of events and the root; with a head file, compares and exits with 1 on a difference.
The tree is that of RFC 6962: see docs/FORMAT.md.
"""
import hashlib
import sys


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


subtrees: list[tuple[int, bytes]] = []  # (height, root) of full subtrees, from left to right
size = 0
for line in sys.stdin.buffer:
    size += 1
    height, root = 0, hashlib.sha256(b"\x00" + line.rstrip(b"\n")).digest()
    while subtrees and subtrees[-1][0] == height:
        root = node(subtrees.pop()[1], root)
        height += 1
    subtrees.append((height, root))

if subtrees:
    root = subtrees.pop()[1]
    while subtrees:
        root = node(subtrees.pop()[1], root)
else:
    root = hashlib.sha256(b"").digest()
print(f"size {size}\nroot {root.hex()}")

if len(sys.argv) > 1:
    head = dict(line.split(" ", 1) for line in open(sys.argv[1]).read().splitlines())
    same = head["size"] == str(size) and head["root"] == root.hex()
    print("the head agrees" if same else f"the head says size {head['size']} root {head['root']}")
    sys.exit(0 if same else 1)
