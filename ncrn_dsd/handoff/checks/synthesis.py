"""B: what a vendor can make, in which quantity and purity, under which name."""

from __future__ import annotations

import re
from collections import Counter
from math import prod

from ncrn_dsd.handoff.checks.findings import Examined, Mixes, failed, listed, passed
from ncrn_dsd.handoff.orders.plates import PLATE_MINIMUM, fill_plates
from ncrn_dsd.handoff.orders.scales import YIELD_SAFETY, page_is_advised
from ncrn_dsd.handoff.synthesis import PAGE_REQUIRED_NT
from ncrn_dsd.ir.bench import CheckResult, Severity
from ncrn_dsd.ir.lab import LabPackage

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,29}")
_RUN = re.compile(r"A{6,}|C{6,}|G{6,}|T{6,}")
_WEAK_RUNS = re.compile(r"CCCC|AAAAA|TTTTT")
HAIRPIN_MIN_KCAL, SELF_DIMER_MIN_KCAL = -3.0, -7.0


def check_scales(examined: Mixes) -> CheckResult:
    """B1: some scale makes every strand; which were moved to a larger one is reported."""
    none = [c.strand for c in examined.scales if c.scale is None]
    if none:
        return failed(
            "B1",
            Severity.ERROR,
            f"No scale of synthesis covers the length of {listed(none)}.",
            none,
        )
    raised = [c.strand for c in examined.scales if c.scale and c.scale.code != "25nm"]
    if raised:
        sentence = f"{len(raised)} strands need a larger scale than 25nm ({listed(raised)})."
        return failed("B1", Severity.WARNING, sentence, raised)
    return passed("B1", "Every strand is made at the smallest scale.", limit="15 to 60 nt")


def check_purification(examined: Examined) -> CheckResult:
    """B2: labelled strands are HPLC-purified, long ones PAGE."""
    choices = {c.strand: c for c in examined.scales}
    wrong = [
        s.name
        for s in examined.package.strands
        if s.modified and choices[s.name].purification != "HPLC"
    ]
    if wrong:
        return failed("B2", Severity.ERROR, f"{listed(wrong)} is labelled but not HPLC.", wrong)
    impure = [
        s.name
        for s in examined.package.strands
        if s.length_nt > PAGE_REQUIRED_NT and choices[s.name].purification == "STD"
    ]
    if impure:
        sentence = f"{listed(impure)} is longer than {PAGE_REQUIRED_NT} nt and not purified."
        return failed("B2", Severity.ERROR, sentence, impure)
    bare = [s.name for s in examined.package.strands if _should_be_labelled(s.role, s.modified)]
    if bare:
        return failed(
            "B2", Severity.ERROR, f"The reporter strand {listed(bare)} has lost its label.", bare
        )
    advised = [s.name for s in examined.package.strands if page_is_advised(s)]
    if advised:
        return failed("B2", Severity.WARNING, f"PAGE is advised for {listed(advised)}.", advised)
    return passed("B2", "The purification of every strand fits its length and labels.")


def _should_be_labelled(role: str, modified: bool) -> bool:
    return role in {"reporter_top", "reporter_base"} and not modified


def check_motifs(examined: Examined) -> CheckResult:
    """B3: no GGGG and no run of six; shorter runs, hairpins and self-dimers are warned of."""
    strands = examined.package.strands
    bad = [s.name for s in strands if "GGGG" in s.sequence or _RUN.search(s.sequence)]
    if bad:
        return failed(
            "B3", Severity.ERROR, f"{listed(bad)} holds GGGG or six equal letters in a row.", bad
        )
    weak = [s.name for s in strands if _WEAK_RUNS.search(s.sequence)]
    measured = examined.quality.strands
    folded = [s.name for s in measured if s.hairpin_kcal < HAIRPIN_MIN_KCAL]
    paired = [s.name for s in measured if s.self_dimer_kcal < SELF_DIMER_MIN_KCAL]
    found = [
        f"{listed(names)} {what}"
        for names, what in (
            (weak, "holds CCCC, AAAAA or TTTTT"),
            (folded, f"folds by more than {-HAIRPIN_MIN_KCAL:g} kcal/mol"),
            (paired, f"pairs with itself by more than {-SELF_DIMER_MIN_KCAL:g} kcal/mol"),
        )
        if names
    ]
    if found:
        items = list(dict.fromkeys((*weak, *folded, *paired)))
        return failed("B3", Severity.WARNING, f"{'; '.join(found)}.", items)
    return passed("B3", "No strand holds a run that is hard to make, folds or pairs with itself.")


def check_full_length(examined: Examined) -> CheckResult:
    """B4: expected part of intact strands, and of gates all of whose strands are intact."""
    shares = {c.strand: c.full_length for c in examined.scales}
    gates = {
        c.name: prod(shares[p.strand] for p in c.parts)
        for c in examined.plan.components
        if c.annealed
    }
    if not gates:
        return passed("B4", "There are no annealed gates.")
    worst = min(gates, key=lambda g: (gates[g], g))
    sentence = (
        f"Of unpurified gates {gates[worst]:.0%} ({worst}) to {max(gates.values()):.0%} are "
        "expected to be free of missing nucleotides."
    )
    return passed("B4", sentence, value=f"{gates[worst]:.3f}")


def check_names(examined: Examined) -> CheckResult:
    """B5: names that vendors and spreadsheets take as they are, unique ignoring case."""
    names = [s.name for s in examined.package.strands]
    bad = [n for n in names if _NAME.fullmatch(n) is None]
    if bad:
        return failed(
            "B5",
            Severity.ERROR,
            f"{listed(bad)} is no name for an order: a letter, then at most 29 of letters, "
            "digits, _ . and -.",
            bad,
        )
    counts = Counter(n.lower() for n in names)
    twice = [n for n in names if counts[n.lower()] > 1]
    if twice:
        return failed("B5", Severity.ERROR, f"{listed(twice)} is given twice.", twice)
    return passed("B5", "Every name is a vendor's name and given once.", limit="30 characters")


def check_yield(examined: Mixes) -> CheckResult:
    """B6: what is drawn from each strand, with spare, is within the least yield of its scale."""
    short = [c for c in examined.scales if not c.enough and c.scale is not None]
    most = max((c.needed_nmol for c in examined.scales), default=0.0)
    if short:
        worst = max(short, key=lambda c: (c.needed_nmol, c.strand))
        assert worst.scale is not None
        return failed(
            "B6",
            Severity.ERROR,
            f"{worst.strand} is needed in {worst.needed_nmol:.3g} nmol, more than the largest "
            f"scale gives ({worst.scale.yield_nmol:g} nmol at {worst.scale.code}).",
            [c.strand for c in short],
            f"{worst.needed_nmol:.3g} nmol",
            f"{YIELD_SAFETY:g} of the yield",
        )
    return passed(
        "B6", "Every scale yields what is needed (placeholder yields).", f"{most:.3g} nmol"
    )


def check_plate_fill(examined: Examined) -> CheckResult:
    """B7: no plate is emptier than vendors like."""
    bought = tuple(s for s in examined.package.strands if s.name in examined.bought)
    plates = fill_plates(LabPackage(examined.package.sequences, bought))
    few = [p.name for p in plates if len(p.wells) < PLATE_MINIMUM]
    if few:
        return failed(
            "B7",
            Severity.WARNING,
            f"{listed(few)} has fewer than {PLATE_MINIMUM} strands: order tubes, or pay for a "
            "small plate.",
            few,
        )
    return passed("B7", "Every plate is full enough.", limit=f"{PLATE_MINIMUM} of 96")
