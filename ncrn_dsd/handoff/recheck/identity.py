"""A1, A2, A5, A6, B2 and B5 of a package on disk: strands are the same in every file."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.checks.findings import failed, listed, passed
from ncrn_dsd.handoff.checks.orders import VENDOR_NAME
from ncrn_dsd.handoff.checks.read_back import READERS
from ncrn_dsd.handoff.read_order import OrderedStrand, read_plates, read_tubes
from ncrn_dsd.handoff.recheck.folder import MANIFEST, Tables
from ncrn_dsd.ir.bench import CheckResult, Severity
from ncrn_dsd.ir.lab import reverse_complement, sequences_alike

STRANDS, DOMAINS = "sequences/strands.csv", "sequences/domains.csv"
REUSE, TRANSFERS = "order/reuse.csv", "worklists/transfers.csv"
_LABELLED_ROLES = {"reporter_top", "reporter_base"}


def check_order(files: Mapping[str, bytes], tables: Tables) -> CheckResult:
    """A1: plates and tubes of the order hold every strand to buy, where it is drawn from."""
    stands = {
        row["source"].removeprefix("strand/"): (row["source_plate"], row["source_well"])
        for row in tables.rows(TRANSFERS, "source", "source_plate", "source_well")
        if row["source"].startswith("strand/")
    }
    wanted: Counter[tuple[str, str, tuple[str, str]]] = Counter()
    buy = {r["name"] for r in tables.rows(REUSE, "name", "decision") if r["decision"] == "buy"}
    for row in tables.rows(STRANDS, "strand", "sequence_with_mods"):
        name = row["strand"]
        if name in buy:
            wanted[name, row["sequence_with_mods"], _place(stands.get(name, ("", "")))] += 1
    try:
        found = _ordered(files, stands)
    except HandoffError as problem:
        return failed("A1", Severity.ERROR, f"An order sheet cannot be read: {problem.what}.")
    if wanted == found:
        return passed("A1", f"All {sum(found.values())} ordered strands are those of the package.")
    names = sorted({row[0] for row in (wanted - found)} | {row[0] for row in (found - wanted)})
    sentence = f"The order differs in {listed(names)}: name, sequence, label or well."
    return failed("A1", Severity.ERROR, sentence, names)


def _place(stand: tuple[str, str]) -> tuple[str, str]:
    plate, well = stand
    return (plate, "") if plate == "tubes" else (plate, well)


def _ordered(
    files: Mapping[str, bytes], stands: Mapping[str, tuple[str, str]]
) -> Counter[tuple[str, str, tuple[str, str]]]:
    """What the sheets say; a strand that nothing is drawn from may stand anywhere."""
    rows: list[OrderedStrand] = []
    for name, content in sorted(files.items()):
        if name.endswith("plates.xlsx"):
            rows += read_plates(Path(name), content)
        elif name.endswith("tubes.txt"):
            rows += read_tubes(name, content.decode())
    found: Counter[tuple[str, str, tuple[str, str]]] = Counter()
    for one in rows:
        place = (one.plate, one.well) if one.name in stands else ("", "")
        found[one.name, one.written, place] += 1
    return found


def check_tiling(tables: Tables) -> CheckResult:
    """A2: every strand is the domains that it states; no domain pairs with itself or another."""
    domains = {r["domain"]: r["sequence"] for r in tables.rows(DOMAINS, "domain", "sequence")}
    wrong = [
        row["strand"]
        for row in tables.rows(STRANDS, "strand", "domains", "sequence")
        if row["sequence"] != _spelled(row["domains"], domains)
    ]
    if wrong:
        return failed("A2", Severity.ERROR, f"{listed(wrong)} is not its domains.", wrong)
    alike = list(sequences_alike(domains.items()))
    if alike:
        return failed("A2", Severity.WARNING, f"By their nucleotides {listed(alike)}.", alike)
    return passed("A2", "Every strand is exactly the domains it states.")


def _spelled(occurrences: str, domains: Mapping[str, str]) -> str:
    words = []
    for occurrence in occurrences.split():
        text = domains.get(occurrence.removesuffix("*"), "")
        words.append(reverse_complement(text) if occurrence.endswith("*") else text)
    return "".join(words)


def check_formats(files: Mapping[str, bytes]) -> CheckResult:
    """A5: every exchange format carries the same sequences."""
    sequences = {
        name: sorted(reader(files.get(name, b"").decode())) if name in files else []
        for name, reader in READERS.items()
    }
    usual = sequences[STRANDS]
    wrong = [name for name, found in sequences.items() if found != usual]
    if wrong:
        return failed("A5", Severity.ERROR, f"Other sequences are in {listed(wrong)}.", wrong)
    return passed("A5", f"{len(sequences)} formats carry the same sequences.")


def check_manifest(files: Mapping[str, bytes]) -> CheckResult:
    """A6: no file is missing, new or changed since the package was written."""
    try:
        listed_files = json.loads(files.get(MANIFEST, b""))["files"]
        hashes = {one["path"]: one["sha256"] for one in listed_files}
    except (ValueError, LookupError, RecursionError, TypeError):
        return failed("A6", Severity.ERROR, f"{MANIFEST} is missing or damaged.", [MANIFEST])
    there = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != MANIFEST
    }
    changed = sorted(n for n in hashes.keys() | there.keys() if hashes.get(n) != there.get(n))
    if changed:
        sentence = f"{listed(changed)} is not what was written."
        return failed("A6", Severity.ERROR, sentence, changed)
    return passed("A6", f"All {len(hashes)} files are as they were written.")


def check_labels(tables: Tables) -> CheckResult:
    """B2: the strands of reporters have their labels."""
    bare = [
        row["strand"]
        for row in tables.rows(STRANDS, "strand", "role", "mod5", "mod3")
        if row["role"] in _LABELLED_ROLES and not row["mod5"] and not row["mod3"]
    ]
    if bare:
        return failed("B2", Severity.ERROR, f"{listed(bare)} has lost its label.", bare)
    return passed("B2", "The strands of reporters have their labels.")


def check_names(tables: Tables) -> CheckResult:
    """B5: names that vendors and spreadsheets take as they are, unique ignoring case."""
    names = [row["strand"] for row in tables.rows(STRANDS, "strand")]
    counts = Counter(name.lower() for name in names)
    bad = [n for n in names if VENDOR_NAME.fullmatch(n) is None or counts[n.lower()] > 1]
    if bad:
        return failed("B5", Severity.ERROR, f"{listed(bad)} is no name for an order.", bad)
    return passed("B5", "Every name is a vendor's name and given once.")
