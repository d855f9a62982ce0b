"""Rate models beside measured rate constants, and how equal the rates of designed strands are.

Nothing is fitted to the measurements.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import timed, write
from ncrn_dsd.formats.design_toml import is_dynamics, read_design, read_dynamics
from ncrn_dsd.ir.gate_rates import (
    BETWEEN_RAILS,
    K_APART,
    RAILS_APART,
    RATES_APART,
    WITHIN_GROUP,
    measures_of_gates,
)
from ncrn_dsd.ir.lab_quality import LEAST_INVASION_MARGIN_KCAL
from ncrn_dsd.ir.open_toeholds import LARGEST_RATIO, LEAST_OPEN
from ncrn_dsd.ir.reaction_rates import Spread
from ncrn_dsd.ir.shown import plain
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.rates import RATE_MODELS, USUAL_CONDITIONS
from ncrn_dsd.sequences.invasion import gate_invasions
from ncrn_dsd.sequences.layout import layout_of
from ncrn_dsd.sequences.measured_rates import residuals
from ncrn_dsd.sequences.nucleotides import clamp_letters
from ncrn_dsd.sequences.quality_report import quality_report
from ncrn_dsd.sequences.quality_values import QualityOptions
from ncrn_dsd.sequences.reaction_rates import NucleotideRates
from ncrn_dsd.sequences.unneeded import (
    BETWEEN_BP,
    INSIDE_BP,
    longest_unneeded_duplexes,
    shortest_unneeded_duplexes,
)
from ncrn_dsd.study.compiled import CompiledStudy
from ncrn_dsd.study.dynamics import DynamicsStudy
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.stage import SILENT
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.translation.clamps import with_clamps

DESIGNS = (
    "approximate_majority",
    "lotka_volterra",
    "rock_paper_scissors",
    "rossler",
    "linear_regression_nucleotides",
)
LEARNERS = ("learners/completion_half_plane_without_hubs", "linear_regression_nucleotides")
"""Whose strands are designed for equal rates, as they stand."""
RANDOMS = 10
"""Random sets with the same toeholds that the first of these is compared with."""
RANDOM_PAIRS = 10_000
"""Of their strands, so that dimers and ensembles are looked at in some of these sets."""
BRANCH_NT = 15
CLAMPED = "lotka_volterra"
SEEDS = (1, 2)
MODEL = "three-step"


def main() -> None:
    found = [r for name in RATE_MODELS.names for r in residuals(RATE_MODELS.load(name))]
    print("rates [1/(M s)], predicted over measured")
    head = f"{'model':12} {'measured by':28} {'n':>3} {'RMS':>6} {'bias':>6} {'scatter':>8}"
    print(f"  {head}  range")
    for one in sorted(found, key=lambda r: (r.data, r.model)):
        print(
            f"  {one.model:12} {one.data:28} {one.count:3d} {one.rms_decades:6.2f} "
            f"{one.bias:6.2f} {one.scatter:8.2f}  {one.lowest:.2g} to {one.highest:.2g}"
        )
    print("  RMS in decades; bias and scatter: geometric mean and standard deviation, as factors")
    _show_clamps()
    graph = Graph(ArtefactStore(Path("build/bench/.artefacts")), SILENT)
    targets = [row for name in LEARNERS for row in _show_targets(name, graph)]
    targets += _show_targets(LEARNERS[0], graph, short_duplexes=True)
    measures = _show_measures(LEARNERS[0], graph)
    _show_clamped_gates(graph)
    systems = [
        (name, seed, equal, study_of(name, seed, equal, graph))
        for name in DESIGNS
        for seed in SEEDS
        for equal in (False, True)
    ]
    print(f"rates of designed strands by the model {MODEL}: largest over smallest, geometric SD")
    kinds = ("k, irreversible", "k, exchange forth", "K, exchange", "k, one kind", "K, one kind")
    print(f"  {'design':30} {'seed':>4} {'rates':8}" + "".join(f"{kind:>26}" for kind in kinds))
    rows = []
    for name, seed, equal, study in systems:
        rates = study.system_rates(MODEL)
        spreads = (*rates.spreads, *rates.within_kinds)
        words = "equal" if equal else "as found"
        shown = "".join(f"{cell:>26}" for cell in map(_cell, spreads))
        print(f"  {name:30} {seed:4d} {words:8}{shown}", flush=True)
        rows.append({"design": name, "seed": seed, "equal": equal, "spreads": plain(spreads)})
    name, *_, study = systems[-1]
    letters = {d.domain: d.sequence for d in study.sequences.domains}
    model = NucleotideRates(study.system, letters, RATE_MODELS.load(MODEL), USUAL_CONDITIONS)
    network = study.by_length
    rates, spent = timed(lambda: model.system_rates(network))
    print(
        f"  {name}: {len(rates.reactions)} reactions and {len(rates.leaks)} pairs that leak in "
        f"{spent.cpu_s:.1f} CPU s"
    )
    write(
        "rates",
        {
            "models": [plain(one) for one in found],
            "systems": rows,
            "targets": targets,
            "measures": measures,
            "cpu_s": spent.cpu_s,
        },
    )


def _show_targets(
    name: str, graph: Graph, *, short_duplexes: bool = False
) -> list[dict[str, object]]:
    """What strands of a learner are aimed at, and what they have.

    Parameters
    ----------
    short_duplexes: asked for, whatever the design does.
    """
    design = read_design(Path("designs") / name)
    if short_duplexes:
        design = changed(design, sequences=changed(design.sequences, short_duplexes=True))
        name += ", with short_duplexes,"
    study = LearnerStudy(design, graph)
    letters = {d.domain: d.sequence for d in study.sequences.domains}
    spreads = study.gate_spreads(MODEL)
    measured = {m.name: m.value for m in measures_of_gates(spreads, MODEL)}
    toeholds = study.open_toeholds
    opened, in_gates = (
        [t.open_probability for t in each if t.open_probability is not None]
        for each in (toeholds.strands, toeholds.gates)
    )
    invasions = gate_invasions(layout_of(study.system_at_bench), letters)
    near = [i for i in invasions if i.is_judged and i.margin_kcal < LEAST_INVASION_MARGIN_KCAL]
    inside, between = longest_unneeded_duplexes(study.system, letters)
    least = shortest_unneeded_duplexes(study.system, letters, study.sequence_spec.letters)
    rows = [
        ("K of gates of one formal rate, times", measured.get(K_APART), WITHIN_GROUP),
        ("k of gates of one formal rate, times", measured.get(RATES_APART), WITHIN_GROUP),
        ("K and k of two rails, times", measured.get(RAILS_APART), BETWEEN_RAILS),
        ("closed in a strand, largest part", 1 - min(opened) if opened else None, 1 - LEAST_OPEN),
        ("closed in a gate, largest part", 1 - min(in_gates) if in_gates else None, 1 - LEAST_OPEN),
        ("largest sum of K c", max(t.own + t.others for t in toeholds.gates), LARGEST_RATIO),
        ("unneeded duplex in a strand, bp", inside, max(INSIDE_BP, least.inside_bp)),
        ("unneeded duplex between strands, bp", between, max(BETWEEN_BP, least.between_bp)),
        (f"gates with strangers within {LEAST_INVASION_MARGIN_KCAL:g} kcal/mol", len(near), 0),
    ]
    print(f"what strands of {name} are aimed at, predicted")
    for what, found, aim in rows:
        verdict = "not tested" if found is None else "reached" if found <= aim + 1e-9 else "MISSED"
        shown = "" if found is None else f"{found:.3g}"
        print(f"  {what:38} {shown:>8}, at most {aim:.3g}: {verdict}", flush=True)
    print(f"  aims for duplexes are {INSIDE_BP} and {BETWEEN_BP} bp, as far as lengths allow:")
    print(
        f"  toeholds with the letters beside them have {least.inside_bp} and "
        f"{least.fixed_between_bp}, and long domains need {least.words_needed} words of "
        f"{least.word_nt} letters, of which there are {least.words_there}"
    )
    return [{"design": name, "what": w, "found": f, "aim": a} for w, f, a in rows]


def _show_measures(name: str, graph: Graph) -> list[object]:
    """Measures of a set of strands beside random sets that share toeholds in the same way."""
    study = LearnerStudy(read_design(Path("designs") / name), graph)
    options = QualityOptions(
        study.sequence_spec, RANDOMS, random_pairs=RANDOM_PAIRS, same_toeholds=True
    )
    report = quality_report(study.system, study.sequences, options)
    print(f"strands of {name} beside random sets with the same toeholds")
    print(f"  {'measure':28} {'designed':>10} {'random, mean':>13}  better than")
    for one in report.measures:
        if one.random_baseline is None or one.percentile_vs_random is None:
            print(f"  {one.name:28} {one.value:10.4g} {'':13}  not compared")
            continue
        print(
            f"  {one.name:28} {one.value:10.4g} {one.random_baseline:13.4g}  "
            f"{one.percentile_vs_random:.0f} % of sets"
        )
    compared = [m for m in report.measures if m.percentile_vs_random is not None]
    best = sum(m.percentile_vs_random == 100 for m in compared)
    print(f"  better than every random set by {best} of {len(compared)} measures", flush=True)
    return [plain(one) for one in report.measures]


def _show_clamps() -> None:
    """Leak behind a clamp, for the weakest, a usual and the strongest one of a length."""
    model = RATE_MODELS.load(MODEL)
    print(f"leak [1/(M s)] from one end of a helix of {BRANCH_NT} nt, by clamp; an upper bound")
    for length in range(4):
        rates = [
            model.leak_per_M_s(BRANCH_NT, [letters[: length + 1]], USUAL_CONDITIONS)
            for letters in ("TATA", "CACT", "CGCG")
        ]
        shown = "".join(f"{rate:>10.2g}" for rate in rates if rate is not None)
        print(f"  {length} bp: A and T, mixed, C and G {shown}")


def _show_clamped_gates(graph: Graph) -> None:
    """Leaks between the signals and fuels of a system, with clamps of every length."""
    study = study_of(CLAMPED, SEEDS[0], equal=False, graph=graph)
    words = {d.domain: d.sequence for d in study.sequences.domains}
    print(f"leak [1/(M s)] between signals and fuels of {CLAMPED}, by clamp; an upper bound")
    for length in range(4):
        system = with_clamps(study.system, length)
        letters = words | {d.name: clamp_letters(d, words) for d in system.clamps}
        model = NucleotideRates(system, letters, RATE_MODELS.load(MODEL), USUAL_CONDITIONS)
        network = study.enumerate(system)
        initial = {f.name for f in system.fuels} | {s.species for s in system.signals}
        leaks = [leak for leak in model.leaks(network) if {leak.one, leak.other} <= initial]
        total = sum(leak.rate for leak in leaks if leak.rate is not None)
        print(
            f"  {length} bp: {total:.3g} in {len(leaks)} pairs with {sum(k.ends for k in leaks)} "
            f"ends; {len(system.clamps)} clamps, {len(network.reactions)} reactions"
        )


def study_of(name: str, seed: int, equal: bool, graph: Graph) -> CompiledStudy:
    """A design with its nucleotides chosen in one way or the other."""
    path = Path("designs") / name
    letters = "ACGT" if equal else "ACT"
    asked = {"seed": seed, "alphabet": letters, "equal_rates": equal}
    if is_dynamics(path):
        dynamics = read_dynamics(path)
        asked_for = changed(dynamics, sequences=changed(dynamics.sequences, **asked))
        return DynamicsStudy(asked_for, graph)
    design = read_design(path)
    return LearnerStudy(changed(design, sequences=changed(design.sequences, **asked)), graph)


def _cell(spread: Spread) -> str:
    if spread.median is None:
        return "none"
    return f"{spread.median:.2g}: {spread.ratio:.2f}, {spread.deviation:.3f}"
