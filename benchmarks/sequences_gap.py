"""Energy gap between intended and unintended duplexes of 50, 200 and 1,000 domains of 15 nt.

The gap is the strength of the weakest intended duplex less that of the strongest unintended one,
every domain with the complement of every other one. The common measure is duplexfold of ViennaRNA
(DNA of Mathews 2004, 25 C); our closed-form energies, which count domains with domains too, stand
beside it. NCRN_DSD_ORACLES names another Python in which the other designers and ViennaRNA are
installed (pip install seqwalk peppercompiler viennarna; peppercompiler brings spuriousSSM);
seqwalk needs NumPy 1 and so an environment of its own. What is not installed is shown with the
figure that was recorded earlier, marked as such.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import child_cpu_s, write
from ncrn_dsd.ir.dsd import Domain, DsdSystem
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.nucleotides import has_forbidden_run
from ncrn_dsd.sequences.orthogonality import measure_orthogonality

Designer = Callable[[int, int], list[str]]
"""Number of domains and seed to domains; none when it is not installed or finds too few."""

LENGTH_NT = 15
SHARED_RUN_NT = {50: 7, 200: 7, 1000: 8}
"""Number of domains to the longest run that two of them may share."""
ASKED_KCAL = {50: 12.0, 200: 12.0, 1000: None}
"""Gap that we ask for: out of reach, so that every candidate is tried; None for the usual one."""
WANTED_KCAL = {50: 8.5, 200: 7.5, 1000: 5.0}
MOST_CPU_S = {50: 2.0, 200: 20.0, 1000: 60.0}
RECORDED_KCAL = {
    ("seqwalk", 50): 2.7,
    ("seqwalk", 200): 0.8,
    ("seqwalk", 1000): -2.3,
    ("spuriousSSM", 50): 5.6,
    ("spuriousSSM", 200): 1.5,
    ("spuriousSSM", 1000): -5.6,
}
"""Gaps of seqwalk 0.3.3 and of spuriousSSM after 29, 83 and 32 s, measured once on two cores."""
SPURIOUS_S = {50: 20, 200: 20, 1000: 20}
"""Seconds after which spuriousSSM is stopped; it improves for much longer."""
CHILD = Path(__file__).with_name("sequences_child.py")
PYTHON = os.environ.get("NCRN_DSD_ORACLES", sys.executable)


def main() -> None:
    """Print gaps and CPU times; write them to build/bench/sequences.json."""
    print(f"written to {write('sequences', measure())}")


def measure(sizes: tuple[int, ...] = (50, 200, 1000), seed: int = 1) -> list[dict[str, Any]]:
    """Gaps of all designers at all sizes."""
    _ours(3, seed)  # compiles the kernels, which is no part of a design
    found = []
    for count in sizes:
        print(f"{count} domains of {LENGTH_NT} nt, gap wanted {WANTED_KCAL[count]} kcal/mol")
        rows = [_row(name, designer, count, seed) for name, designer in DESIGNERS.items()]
        print(f"  {_verdict(rows, count)}")
        found += rows
    return found


def _verdict(rows: list[dict[str, Any]], count: int) -> str:
    """Whether ours reaches what is wanted and is ahead of the others."""
    gaps = {row["designer"]: _common_kcal(row) for row in rows}
    ours = gaps.pop("ours")
    assert ours is not None
    cpu_s = next(row["cpu_s"] for row in rows if row["designer"] == "ours")
    behind = [name for name, gap in gaps.items() if gap is not None and gap >= ours]
    reached = ours >= WANTED_KCAL[count] and cpu_s <= MOST_CPU_S[count] and not behind
    word = "reached" if reached else "MISSED"
    ahead = f"behind {', '.join(behind)}" if behind else "ahead of all others"
    return f"{word}: gap {ours:.2f}, {cpu_s:.1f} CPU s of {MOST_CPU_S[count]:g}, {ahead}"


def _common_kcal(row: dict[str, Any]) -> float | None:
    """The gap under the common measure; ours without ViennaRNA; what was recorded if absent."""
    if "absent" in row:
        return RECORDED_KCAL.get((row["designer"], row["domains"]))
    found: float = (row["viennarna"] or row)["gap_kcal"]
    return found


def _row(name: str, designer: Designer, count: int, seed: int) -> dict[str, Any]:
    domains: list[str] = []

    def design() -> None:
        domains.extend(designer(count, seed))

    before_s = time.process_time()
    child_s = child_cpu_s(design)
    spent_s = time.process_time() - before_s + child_s
    row = {"designer": name, "domains": count, "cpu_s": spent_s, **_gaps(domains)}
    _show(row)
    return row


def _gaps(domains: list[str]) -> dict[str, Any]:
    if not domains:
        return {"absent": "not installed, or no set of this size"}
    ours = measure_orthogonality({f"d{i}": domain for i, domain in enumerate(domains)})
    return {
        "gap_kcal": ours.gap_kcal,
        "weakest_intended_kcal": ours.weakest_intended_kcal,
        "spread_intended_kcal": ours.spread_intended_kcal,
        "strongest_crossed_kcal": ours.strongest_crossed_kcal,
        "strongest_paired_kcal": ours.strongest_paired_kcal,
        "longest_shared_run_nt": ours.longest_shared_run_nt,
        "viennarna": _child({"task": "duplexfold", "domains": domains}),
    }


def _show(row: dict[str, Any]) -> None:
    if "absent" in row:
        recorded = RECORDED_KCAL.get((row["designer"], row["domains"]))
        told = "" if recorded is None else f"; recorded earlier, not in this run: {recorded:.1f}"
        print(f"  {row['designer']:<12}{row['absent']}{told}")
        return
    other = row["viennarna"]
    vienna = f"{other['gap_kcal']:6.2f}" if other else "absent"
    print(
        f"  {row['designer']:<12}gap {vienna} (closed form {row['gap_kcal']:6.2f}) kcal/mol"
        f"{row['cpu_s']:8.2f} CPU s, on {row['weakest_intended_kcal']:.2f}"
        f" +- {row['spread_intended_kcal']:.2f}, shared run {row['longest_shared_run_nt']} nt"
    )


def _ours(count: int, seed: int) -> list[str]:
    domains = tuple(Domain(f"d{i}", LENGTH_NT) for i in range(count))
    spec = SequenceSpec(
        seed=seed,
        alphabet="ACT",
        max_shared_run=SHARED_RUN_NT.get(count, 7),
        gap_kcal=ASKED_KCAL.get(count),
    )
    designed = design_sequences(DsdSystem("benchmark", domains, (), (), ()), spec)
    return [domain.sequence for domain in designed.domains]


def _random(count: int, seed: int) -> list[str]:
    draws = random.Random(seed)  # noqa: S311 - not for secrets
    domains: list[str] = []
    while len(domains) < count:
        word = "".join(draws.choice("ACT") for _ in range(LENGTH_NT))
        if not has_forbidden_run(word) and 5 <= word.count("C") <= 10:
            domains.append(word)
    return domains


def _seqwalk(count: int, _seed: int) -> list[str]:
    return _child({"task": "seqwalk", "count": count, "length_nt": LENGTH_NT}) or []


def _spurious(count: int, _seed: int) -> list[str]:
    """Domains and their complements as strands of their own, all paired by design.

    The program seeds itself from the system, so that its row differs from run to run.
    """
    tool = Path(PYTHON).with_name("spuriousSSM")
    if not tool.exists():
        return []
    with tempfile.TemporaryDirectory() as folder:
        template, partners, equal = _spurious_input(count)
        for name, text in (("st", template), ("wc", partners), ("eq", equal)):
            (Path(folder) / f"d.{name}").write_text(text, encoding="utf-8")
        files = [f"{key}={folder}/d.{end}" for key, end in _SPURIOUS_FILES]
        command = [str(tool), "score=automatic", *files, f"tmax={SPURIOUS_S[count]}", "quiet=ALL"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    words = [w for w in done.stdout.split() if len(w) == LENGTH_NT and set(w) <= set("ACGT")]
    # It prints many states of its search; the last one is the result.
    return words[-2 * count :][:count]


_SPURIOUS_FILES = (("template", "st"), ("wc", "wc"), ("eq", "eq"))


def _spurious_input(count: int) -> tuple[str, str, str]:
    """Template, partners and equal places; two blanks stand between strands."""
    step = LENGTH_NT + 2
    template, partners, equal = [], [], []
    for strand in range(2 * count):
        own = strand * step + 1
        other = (strand + count if strand < count else strand - count) * step + 1
        template.append(("H" if strand < count else "D") * LENGTH_NT)
        partners += [other + LENGTH_NT - 1 - i for i in range(LENGTH_NT)] + [-1, -1]
        equal += [own + i for i in range(LENGTH_NT)] + [0, 0]
    return (
        "  ".join(template),
        " ".join(map(str, partners[:-2])),
        " ".join(map(str, equal[:-2])),
    )


def _child(asked: dict[str, Any]) -> Any:
    """The answer of the other Python, or None when it lacks the tool."""
    done = subprocess.run(
        [PYTHON, str(CHILD)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return None
    return json.loads(done.stdout.splitlines()[-1])


DESIGNERS: dict[str, Designer] = {
    "ours": _ours,
    "random": _random,
    "seqwalk": _seqwalk,
    "spuriousSSM": _spurious,
}

if __name__ == "__main__":
    main()
