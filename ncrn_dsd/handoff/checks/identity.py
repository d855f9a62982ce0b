"""A: what is ordered is what was designed, however often it was written and read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from ncrn_dsd.errors import HandoffError, NcrnError
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.handoff.checks.findings import Examined, failed, listed, passed
from ncrn_dsd.handoff.checks.orders import check_no_duplicates, check_tiling
from ncrn_dsd.handoff.checks.read_back import READERS
from ncrn_dsd.handoff.exchange.design_files import domain_level_pil
from ncrn_dsd.handoff.read_order import OrderedStrand, read_plates, read_tubes
from ncrn_dsd.ir.bench import CheckResult, PlaceKind, Severity
from ncrn_dsd.ir.lab import LabPackage, reverse_complement, sequences_alike

_PARSES_TRIED = 2


def check_order(examined: Examined, files: Mapping[str, bytes]) -> CheckResult:
    """A1: the order sheets, read by another reader, hold every strand and label in its well."""
    try:
        ordered = _ordered(files)
    except HandoffError as problem:
        return failed("A1", Severity.ERROR, f"An order sheet cannot be read: {problem.what}.")
    stands = {
        p.holds: (p.plate, p.well if p.plate != "tubes" else "")
        for p in examined.plan.places
        if p.kind is PlaceKind.BOUGHT
    }
    wanted = Counter(
        (s.name, s.sequence, tuple(c for c in (s.mod5, s.mod3) if c), stands.get(s.name, ("", "")))
        for s in examined.package.strands
        if s.name in examined.bought
    )
    found = Counter((o.name, o.sequence, o.codes, (o.plate, o.well)) for o in ordered)
    if wanted == found:
        return passed("A1", f"All {sum(found.values())} ordered strands read back as designed.")
    names = sorted({row[0] for row in (wanted - found)} | {row[0] for row in (found - wanted)})
    return failed(
        "A1",
        Severity.ERROR,
        f"Order and design differ in {listed(names)}: name, sequence, label or well.",
        names,
    )


def _ordered(files: Mapping[str, bytes]) -> tuple[OrderedStrand, ...]:
    found: tuple[OrderedStrand, ...] = ()
    for name, content in sorted(files.items()):
        if name.endswith("plates.xlsx"):
            found += read_plates(Path(name), content)
        elif name.endswith("tubes.txt"):
            found += read_tubes(name, content.decode())
    return found


def check_domains(examined: Examined) -> CheckResult:
    """A2: every sequence tiles into the stated domains; other tilings, and domains that pair with
    themselves or with another one, are worth a warning."""
    problem = _refusal(check_tiling, examined.package)
    if problem is not None:
        return failed("A2", Severity.ERROR, _sentence(problem), [problem.where])
    words = {}
    for domain in examined.package.sequences.domains:
        words[domain.sequence] = domain.domain
        words[reverse_complement(domain.sequence)] = f"{domain.domain}*"
    ambiguous = [
        s.name
        for s in examined.package.strands
        if _tilings(s.sequence, words, _PARSES_TRIED) >= _PARSES_TRIED
    ]
    if ambiguous:
        return failed(
            "A2",
            Severity.WARNING,
            f"{listed(ambiguous)} could be cut into domains in two ways.",
            ambiguous,
        )
    pairs = ((d.domain, d.sequence) for d in examined.package.sequences.domains)
    alike = list(sequences_alike(pairs))
    if alike:
        return failed("A2", Severity.WARNING, f"By their nucleotides {listed(alike)}.", alike)
    return passed("A2", "Every strand is exactly the domains it states, in one way only.")


def _tilings(sequence: str, words: Mapping[str, str], most: int) -> int:
    """How many ways there are to cut a sequence into words, counted up to `most`."""
    ways = [0] * (len(sequence) + 1)
    ways[0] = 1
    lengths = sorted({len(w) for w in words})
    for end in range(1, len(sequence) + 1):
        for n in lengths:
            if n <= end and sequence[end - n : end] in words:
                ways[end] = min(most, ways[end] + ways[end - n])
    return ways[-1]


def check_rebuilt(examined: Examined, files: Mapping[str, bytes]) -> CheckResult:
    """A3: domains rebuilt from the sequences give the same system, with the same reactions, and
    so does its PIL text."""
    package, system = examined.package, examined.design.system
    sequences = {d.domain: d.sequence for d in package.sequences.domains}
    wrong = [d.name for d in system.domains if len(sequences.get(d.name, "")) != d.length_nt]
    if wrong:
        return failed(
            "A3",
            Severity.ERROR,
            f"The sequence of {listed(wrong)} does not have the length of its domain.",
            wrong,
        )
    rebuilt = {
        tuple(words)
        for s in package.strands
        if not s.modified and (words := _cut(s.sequence, s.domains, sequences)) is not None
    }
    missing = [" ".join(s) for s in system.distinct_strands if s not in rebuilt]
    if missing:
        return failed(
            "A3",
            Severity.ERROR,
            f"No ordered strand spells {listed(missing)}.",
            missing,
        )
    try:
        text = files["design/domain_level.pil"].decode()
        same = read_pil(text, "domain_level.pil") == read_pil(
            domain_level_pil(examined.design), "rebuilt"
        )
    except NcrnError as problem:
        return failed("A3", Severity.ERROR, f"The PIL file cannot be read: {problem.what}.")
    if not same:
        return failed("A3", Severity.ERROR, "The PIL file describes another system.")
    if examined.other_reactions:
        return failed(
            "A3",
            Severity.ERROR,
            f"Enumerated by its nucleotides the system reacts otherwise: "
            f"{listed(examined.other_reactions)}.",
            examined.other_reactions,
        )
    count = len(examined.design.network.reactions)
    return passed(
        "A3",
        "Domains rebuilt from the sequences give the compiled system, which enumerated again has "
        f"the same {count} reactions.",
    )


def _cut(sequence: str, domains: tuple[str, ...], sequences: Mapping[str, str]) -> list[str] | None:
    found, at = [], 0
    for occurrence in domains:
        plain = sequences[occurrence.removesuffix("*")]
        word = reverse_complement(plain) if occurrence.endswith("*") else plain
        if not sequence.startswith(word, at):
            return None
        found.append(occurrence)
        at += len(word)
    return found if at == len(sequence) else None


def check_distinct(examined: Examined) -> CheckResult:
    """A4: no two domains and no two strands are the same; labelled twins are declared."""
    plain = [s for s in examined.package.strands if not s.modified]
    problem = _refusal(check_no_duplicates, LabPackage(examined.package.sequences, tuple(plain)))
    if problem is not None:
        return failed("A4", Severity.ERROR, _sentence(problem), [problem.where])
    labelled = {s.sequence: s.name for s in examined.package.strands if s.modified}
    twins = [f"{s.name} and {labelled[s.sequence]}" for s in plain if s.sequence in labelled]
    note = f"; {listed(twins)} differ in their label only" if twins else ""
    return passed("A4", f"All domains and strands are different{note}.")


def check_formats(examined: Examined, files: Mapping[str, bytes]) -> CheckResult:
    """A5: every exchange format carries the same sequences."""
    digests = {"design": _digest([s.sequence for s in examined.package.strands])}
    for name, reader in READERS.items():
        if name not in files:
            return failed("A5", Severity.ERROR, f"The file {name} is missing.", [name])
        digests[name] = _digest(list(reader(files[name].decode())))
    wrong = [name for name, digest in digests.items() if digest != digests["design"]]
    if wrong:
        return failed(
            "A5", Severity.ERROR, f"Other sequences than designed are in {listed(wrong)}.", wrong
        )
    shown = digests["design"][:16]
    return passed("A5", f"{len(READERS)} formats carry the same sequences.", value=shown)


def _digest(sequences: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(sequences)).encode()).hexdigest()


def _refusal(check: Callable[[LabPackage], None], package: LabPackage) -> HandoffError | None:
    try:
        check(package)
    except HandoffError as problem:
        return problem
    return None


def _sentence(problem: HandoffError) -> str:
    return f"{problem.where}: {problem.what}."
