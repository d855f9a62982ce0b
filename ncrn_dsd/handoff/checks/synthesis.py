"""B: what a vendor can make, in which quantity and purity, under which name."""

from __future__ import annotations

import re
from collections import Counter
from math import prod

from ncrn_dsd.handoff.checks.check import CheckFinding, check, failed, listed, passed, warned
from ncrn_dsd.handoff.checks.orders import VENDOR_NAME
from ncrn_dsd.handoff.orders.plates import PLATE_MINIMUM
from ncrn_dsd.handoff.orders.scales import COUPLING, YIELD_SAFETY, page_is_advised
from ncrn_dsd.handoff.synthesis import PAGE_ADVISED_NT, PAGE_REQUIRED_NT
from ncrn_dsd.handoff.written import Mixes, WrittenPackage
from ncrn_dsd.ir.bench import Severity
from ncrn_dsd.units import AMOUNT_MOL, show_amount

_RUN = re.compile(r"A{6,}|C{6,}|G{6,}|T{6,}")
_WEAK_RUNS = re.compile(r"CCCC|AAAAA|TTTTT")
HAIRPIN_MIN_KCAL, SELF_DIMER_MIN_KCAL = -3.0, -7.0
CHEAPEST = "25nm"
_LABELLED_ROLES = {"reporter_top", "reporter_base"}


@check(
    "B1",
    "some scale of synthesis makes every strand; strands that need a larger scale than "
    f"{CHEAPEST} are told",
    Severity.ERROR,
    Severity.WARNING,
    limit="15 to 60 nt",
)
def scales_make_the_strands(written: Mixes) -> CheckFinding:
    """By the length of each and by how much of it is drawn."""
    none = [c.strand for c in written.synthesis if c.scale is None]
    if none:
        return failed(f"No scale of synthesis covers the length of {listed(none)}.", none)
    raised = [c.strand for c in written.synthesis if c.scale != CHEAPEST]
    if raised:
        sentence = f"{len(raised)} strands need a larger scale than {CHEAPEST} ({listed(raised)})."
        return warned(sentence, raised)
    return passed("Every strand is made at the smallest scale.")


@check(
    "B2",
    "labelled strands are HPLC-purified and have not lost their label, those above "
    f"{PAGE_REQUIRED_NT} nt PAGE-purified; above {PAGE_ADVISED_NT} nt PAGE is advised",
    Severity.ERROR,
    Severity.WARNING,
    limit=f"{PAGE_REQUIRED_NT} nt, {PAGE_ADVISED_NT} nt advised",
)
def strands_are_purified(written: WrittenPackage) -> CheckFinding:
    """As is said of each beside its scale."""
    how = {c.strand: c.purification for c in written.synthesis}
    wrong = [s.name for s in written.strands if s.modified and how.get(s.name) != "HPLC"]
    if wrong:
        return failed(f"{listed(wrong)} is labelled but not HPLC.", wrong)
    impure = [
        s.name
        for s in written.strands
        if s.length_nt > PAGE_REQUIRED_NT and how.get(s.name) == "STD"
    ]
    if impure:
        sentence = f"{listed(impure)} is longer than {PAGE_REQUIRED_NT} nt and not purified."
        return failed(sentence, impure)
    bare = [s.name for s in written.strands if s.role in _LABELLED_ROLES and not s.modified]
    if bare:
        return failed(f"The reporter strand {listed(bare)} has lost its label.", bare)
    advised = [s.name for s in written.strands if page_is_advised(s)]
    if advised:
        return warned(f"PAGE is advised for {listed(advised)}.", advised)
    return passed("The purification of every strand fits its length and labels.")


@check(
    "B3",
    "no GGGG and no run of six; CCCC, AAAAA, TTTTT, hairpins beyond "
    f"{HAIRPIN_MIN_KCAL:g} and self-dimers beyond {SELF_DIMER_MIN_KCAL:g} kcal/mol are warned of",
    Severity.ERROR,
    Severity.WARNING,
    limit=f"{HAIRPIN_MIN_KCAL:g} and {SELF_DIMER_MIN_KCAL:g} kcal/mol",
)
def motifs_can_be_made(written: WrittenPackage) -> CheckFinding:
    """Runs in the letters, and what the energies of the strands say."""
    bad = [s.name for s in written.strands if "GGGG" in s.sequence or _RUN.search(s.sequence)]
    if bad:
        return failed(f"{listed(bad)} holds GGGG or six equal letters in a row.", bad)
    weak = [s.name for s in written.strands if _WEAK_RUNS.search(s.sequence)]
    energies = written.folds_kcal.items()
    folded = [name for name, (hairpin, _) in energies if hairpin < HAIRPIN_MIN_KCAL]
    paired = [name for name, (_, dimer) in energies if dimer < SELF_DIMER_MIN_KCAL]
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
        return warned(f"{'; '.join(found)}.", list(dict.fromkeys((*weak, *folded, *paired))))
    return passed("No strand holds a run that is hard to make, folds or pairs with itself.")


@check(
    "B4",
    "expected part of strands, and of gates all of whose strands are intact, at "
    f"{COUPLING:.0%} per coupling".replace("%", " %"),
    Severity.NOTE,
)
def gates_are_intact(written: WrittenPackage) -> CheckFinding:
    """Told for unpurified gates; nothing is asked of it."""
    shares = {c.strand: c.full_length for c in written.synthesis}
    gates = {
        c.name: prod(shares.get(p.strand, 0.0) for p in c.parts)
        for c in written.plan.components
        if c.annealed
    }
    if not gates:
        return passed("There are no annealed gates.")
    worst = min(gates, key=lambda g: (gates[g], g))
    sentence = (
        f"Of unpurified gates {gates[worst]:.0%} ({worst}) to {max(gates.values()):.0%} are "
        "expected to be free of missing nucleotides."
    )
    return passed(sentence, value=f"{gates[worst]:.3f}")


@check(
    "B5",
    "names are a letter and at most 29 of letters, digits, `_`, `.` and `-`, no formulas, unique "
    "ignoring case",
    limit="30 characters",
)
def names_can_be_ordered(written: WrittenPackage) -> CheckFinding:
    """By vendors and by spreadsheets, as they are."""
    names = [s.name for s in written.strands]
    bad = [n for n in names if VENDOR_NAME.fullmatch(n) is None]
    if bad:
        sentence = (
            f"{listed(bad)} is no name for an order: a letter, then at most 29 of letters, "
            "digits, _ . and -."
        )
        return failed(sentence, bad)
    counts = Counter(n.lower() for n in names)
    twice = [n for n in names if counts[n.lower()] > 1]
    if twice:
        return failed(f"{listed(twice)} is given twice.", twice)
    return passed("Every name is a vendor's name and given once.")


@check(
    "B6",
    "what is drawn of each strand, with what stays behind, is at most "
    f"{YIELD_SAFETY:g} of the least yield of its scale (placeholder yields)",
    limit=f"{YIELD_SAFETY:g} of the yield",
)
def scales_yield_enough(written: Mixes) -> CheckFinding:
    """A scale that gives too little would leave the last wells empty."""
    short = [
        c
        for c in written.synthesis
        if c.scale is not None and c.needed_nmol > c.yield_nmol * YIELD_SAFETY
    ]
    if short:
        worst = max(short, key=lambda c: (c.needed_nmol, c.strand))
        sentence = (
            f"{worst.strand} is needed in {_shown(worst.needed_nmol)}, more than the largest "
            f"scale gives ({_shown(worst.yield_nmol)} at {worst.scale})."
        )
        return failed(sentence, [c.strand for c in short], _shown(worst.needed_nmol))
    most = max((c.needed_nmol for c in written.synthesis), default=0.0)
    return passed("Every scale yields what is needed (placeholder yields).", _shown(most))


def _shown(amount_nmol: float) -> str:
    return show_amount(amount_nmol * AMOUNT_MOL["nmol"])


@check(
    "B7",
    f"no order plate has fewer than {PLATE_MINIMUM} strands; the last two plates share",
    Severity.WARNING,
    limit=f"{PLATE_MINIMUM} of 96",
)
def plates_are_full_enough(written: WrittenPackage) -> CheckFinding:
    """By what stands in the order sheets; tubes are no plate."""
    sheets = () if isinstance(written.ordered, str) else written.ordered
    plates = Counter(o.plate for o in sheets if o.well)
    few = [name for name, strands in plates.items() if strands < PLATE_MINIMUM]
    if few:
        sentence = (
            f"{listed(few)} has fewer than {PLATE_MINIMUM} strands: order tubes, or pay for a "
            "small plate."
        )
        return warned(sentence, few)
    return passed("Every plate is full enough.")
