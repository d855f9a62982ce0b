"""Our measures of Piperine's published sequences beside the values that its tests expect.

Those were computed by NUPACK 3.0 and spuriousSSM; ours need ViennaRNA, and without it only the
counts of words and motifs are shown. TSI and TO have no published values for these sequences and
show how far the two sets of DNA parameters are apart.
"""

from __future__ import annotations

import importlib.util
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import write
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Fuel, Signal
from ncrn_dsd.ir.lab import DomainSequence, SequenceAssignment
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.ensemble import Dimers, openness_of, quality_of_complex
from ncrn_dsd.sequences.quality_report import quality_report
from ncrn_dsd.sequences.quality_values import QualityOptions
from ncrn_dsd.sequences.vienna_adapter import EnsembleOptions, ParameterSet, association_kcal

DATA = Path(__file__).parents[1] / "tests" / "data" / "piperine"
SETS: tuple[ParameterSet, ...] = ("mathews2004", "mathews1999")
GATES = ("Gate", "Trans")
SINGLE = ("backward", "helper", "cat_helper")
REGION = range(19, 29)
"""Of the strand: the letter before the clamp, the clamp and the toehold."""
TOLERANCE = 0.006


@dataclass(frozen=True, slots=True)
class Row:
    """A published value and ours for each set of parameters."""

    name: str
    golden: float | None
    ours: tuple[float, ...]


def main() -> None:
    """Print the comparison; write it to build/bench/sequences_golden.json."""
    if importlib.util.find_spec("RNA") is None:
        print("ViennaRNA is not installed: nothing to compare")
        return
    golden: dict[str, Any] = json.loads((DATA / "golden.json").read_text(encoding="utf-8"))
    start = time.process_time()
    rows = [*_strand(golden), *_complexes(golden), *_small(golden), *_report()]
    for row in rows:
        known = "" if row.golden is None else f"{row.golden:.6g}"
        print(f"  {row.name:<34}{known:>12}" + "".join(f"{value:>14.6g}" for value in row.ours))
    print(f"  {_verdict(golden)}; {time.process_time() - start:.1f} CPU s")
    found = [
        {"name": r.name, "golden": r.golden, **dict(zip(SETS, r.ours, strict=True))} for r in rows
    ]
    print(f"written to {write('sequences_golden', found)}")


def _conditions() -> list[EnsembleOptions]:
    return [EnsembleOptions(parameters) for parameters in SETS]


def _strand(golden: dict[str, Any]) -> Iterator[Row]:
    one = golden["strand"]
    text = _published("strand")[one["name"]]
    found = [openness_of(one["name"], text, REGION, o) for o in _conditions()]
    for label, key, values in (
        ("SSU min", "min_unpaired", [f.smallest for f in found]),
        ("SSU sum", "sum_unpaired", [f.total for f in found]),
        ("SSTU min", "toehold_min_unpaired", [f.toehold_smallest or 0.0 for f in found]),
        ("SSTU sum", "toehold_sum_unpaired", [10 * (f.toehold_mean or 0.0) for f in found]),
    ):
        yield Row(f"{one['name']} {label}", one[key], tuple(values))


def _verdict(golden: dict[str, Any]) -> str:
    """The largest difference of a single strand per base, under the newer set."""
    bases = {
        "SSU sum": len(_published("strand")[golden["strand"]["name"]]),
        "SSTU sum": len(REGION),
    }
    off = max(
        abs(row.ours[0] - (row.golden or 0.0)) / bases.get(row.name.split(" ", 1)[1], 1)
        for row in _strand(golden)
    )
    word = "reached" if off <= TOLERANCE else "MISSED"
    return f"{word}: single strands differ by at most {off:.4f} of {TOLERANCE:g}"


def _complexes(golden: dict[str, Any]) -> Iterator[Row]:
    structures = _structures()
    for name, known in golden["complexes"].items():
        strands, structure = structures[name]
        found = [quality_of_complex(name, strands, structure, o) for o in _conditions()]
        yield Row(f"{name} defect [nt]", known["defect_nt"], tuple(f.defect_nt for f in found))
        formed = tuple(1e-6 * f.formed_fraction for f in found)
        yield Row(f"{name} formed [M]", known["concentration_M"], formed)
        paired = structure.count("(") + structure.count(")")
        bad = known["defect_nt"] * known["concentration_M"] + len(structure.replace("+", "")) * (
            1e-6 - known["concentration_M"]
        )
        percent = tuple(f.bad_percent for f in found)
        yield Row(f"{name} BN%", 100 * bad / (1e-6 * paired), percent)


def _small(golden: dict[str, Any]) -> Iterator[Row]:
    pair, chain = golden["pair"], golden["chain"]
    percent = 100 * sum(pair["dimers_M"]) / 2e-6
    ours = tuple(_percent(pair["one"], pair["other"], o) for o in _conditions())
    yield Row("I of two hairpins [%]", percent, ours)
    found = [
        quality_of_complex("chain", chain["strands"], chain["structure"], o) for o in _conditions()
    ]
    yield Row("four strands defect [nt]", chain["defect_nt"], tuple(f.defect_nt for f in found))
    formed = tuple(1e-6 * f.formed_fraction for f in found)
    yield Row("four strands formed [M]", chain["concentration_M"], formed)


def _percent(one: str, other: str, options: EnsembleOptions) -> float:
    dimers = Dimers(lambda a, b: association_kcal(a, b, options), options.temperature_C)
    return dimers.percent(one, other)


def _report() -> Iterator[Row]:
    """TSI, TO and the like of the whole published system, in our report."""
    system, assignment = published_system()
    options = QualityOptions(SequenceSpec(seed=1, alphabet="ACT", max_shared_run=7), randoms=0)
    report = quality_report(system, assignment, options)
    for name in ("TSI avg", "TSI max", "TO avg", "TO max", "SSU min", "SSU avg", "BN% max"):
        labels = ("Mathews 2004", "Mathews 1999")
        yield Row(name, None, tuple(report.measure(f"{name} ({one})").value for one in labels))


def _published(kind: str) -> dict[str, str]:
    text = (DATA / "sequences9mut.seqs").read_text(encoding="utf-8")
    return dict(re.findall(rf"^{kind} (\S+) = ([ACGT]+)$", text, re.MULTILINE))


def _structures() -> dict[str, tuple[list[str], str]]:
    lines = (DATA / "sequences9mut.mfe").read_text(encoding="utf-8").splitlines()
    heads = [(at, line.split(":")[1]) for at, line in enumerate(lines) if ":" in line]
    return {name: (lines[at + 1].split()[0].split("+"), lines[at + 2]) for at, name in heads}


def published_system() -> tuple[DsdSystem, SequenceAssignment]:
    """Piperine's oscillator: its gates, helpers and the strands of A, B and C with histories."""
    sequences = _published("sequence")
    owner: dict[tuple[str, str], str] = {}
    tiling = {
        strand: tuple(
            _occurrence(o, sequences, owner) for one in text.split() for o in _halves(one)
        )
        for strand, text in re.findall(
            r"^strand (\S+) = (.*) : \d+$", (DATA / "test_tdm.pil").read_text("utf-8"), re.MULTILINE
        )
    }
    used = dict.fromkeys(o.removesuffix("*") for strand in tiling.values() for o in strand)
    domains = tuple(Domain(name, len(sequences[name])) for name in used)
    fuels = [
        Fuel(name, Complex((tiling[name],), "." * len(tiling[name])), (), Origin("piperine", name))
        for name in (f"r{i}-{kind}" for i in range(3) for kind in SINGLE)
    ]
    parts = {"Gate": ("gate_base", "out", "backward"), "Trans": ("trans_base", "d", "c")}
    for name in (f"r{i}-{kind}" for i in range(3) for kind in GATES):
        reaction, kind = name.split("-")
        strands = tuple(tiling[f"{reaction}-{part}"] for part in parts[kind])
        structure = _domain_structure(strands, _structures()[name][1], sequences)
        fuels.append(Fuel(name, Complex(strands, structure), (), Origin("piperine", name)))
    signals = tuple(
        Signal(name, Complex((tiling[name],), "." * len(tiling[name])), None)
        for name in ("r0-c", "r0-d", "r1-c", "r1-d", "r2-c", "r2-d")
    )
    system = DsdSystem("piperine", domains, signals, tuple(fuels), ())
    found = tuple(DomainSequence(name, sequences[name]) for name in used)
    return system, SequenceAssignment(found, 0, 0)


def _halves(occurrence: str) -> list[str]:
    """A first toehold consists of two domains."""
    name = occurrence.removesuffix("*")
    if not re.search(r"-toe-f[abcd]$", name):
        return [occurrence]
    parts = [f"{name}-suffix", f"{name}-prefix"]
    return [f"{part}*" for part in reversed(parts)] if occurrence.endswith("*") else parts


def _occurrence(
    occurrence: str, sequences: dict[str, str], owner: dict[tuple[str, str], str]
) -> str:
    """The same name for the same domain in different reactions."""
    name = occurrence.removesuffix("*")
    reaction, short = name.split("-", 1)
    clamp = re.fullmatch(r"c([abcd])([mh])", short)
    if clamp:
        identity = ("clamp", sequences[f"{reaction}-{clamp[1]}{clamp[2]}"])
    elif short.endswith(("-suffix", "-prefix")):
        toehold, _, part = name.rpartition("-")
        identity = (part, sequences[toehold])
    else:
        identity = ("whole", sequences[name])
    star = "*" if occurrence.endswith("*") else ""
    return owner.setdefault(identity, name) + star


def _domain_structure(
    strands: tuple[tuple[str, ...], ...], structure: str, sequences: dict[str, str]
) -> str:
    """One mark per domain; no domain of these gates is paired in part."""
    marks = []
    for strand, part in zip(strands, structure.split("+"), strict=True):
        start, own = 0, ""
        for occurrence in strand:
            own += part[start]
            start += len(sequences[occurrence.removesuffix("*")])
        marks.append(own)
    return "+".join(marks)


if __name__ == "__main__":
    main()
