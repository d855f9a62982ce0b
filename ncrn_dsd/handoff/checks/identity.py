"""A: what is ordered is what was designed, however often it was written and read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.handoff.checks.check import CheckFinding, check, failed, listed, passed, warned
from ncrn_dsd.handoff.checks.orders import check_no_duplicates, check_tiling
from ncrn_dsd.handoff.exchange.design_files import domain_level_pil
from ncrn_dsd.handoff.written import WrittenPackage
from ncrn_dsd.ir.bench import Place, PlaceKind, ProtocolPart, Severity
from ncrn_dsd.ir.lab import (
    LabPackage,
    StrandOrder,
    reverse_complement,
    sequences_alike,
)

_PARSES_TRIED = 2


@check(
    "A1",
    "order sheets, read by a reader of their own, hold every strand with its label, in the well "
    "that it is drawn from",
)
def orders_are_the_strands(written: WrittenPackage) -> CheckFinding:
    """Nothing more, nothing less, and where the transfers look for it."""
    misspelled = [s.name for s in written.strands if written.spelled[s.name] != s.ordered_sequence]
    if misspelled:
        sentence = f"{listed(misspelled)} is not spelled with its labels as it is ordered."
        return failed(sentence, misspelled)
    if isinstance(written.ordered, str):
        return failed(f"An order sheet cannot be read: {written.ordered}.")
    stands = {
        p.holds: (p.plate, p.well if p.plate != "tubes" else "")
        for p in written.plan.places
        if p.kind is PlaceKind.BOUGHT
    }
    wanted = Counter(
        (s.name, s.ordered_sequence, stands.get(s.name, ("", "")))
        for s in written.strands
        if s.name in written.bought
    )
    found = Counter((o.name, o.written, (o.plate, o.well)) for o in written.ordered)
    if wanted == found:
        return passed(f"All {sum(found.values())} ordered strands read back as designed.")
    names = sorted({row[0] for row in (wanted - found)} | {row[0] for row in (found - wanted)})
    sentence = f"Order and design differ in {listed(names)}: name, sequence, label or well."
    return failed(sentence, names)


@check(
    "A2",
    "every sequence is exactly the domains that its strand states; strands that could be cut in "
    "two ways, and domains that are their own complement or that of another, are a warning",
    Severity.ERROR,
    Severity.WARNING,
)
def strands_are_their_domains(written: WrittenPackage) -> CheckFinding:
    """Every sequence tiles into the stated domains, in one way only."""
    problem = _refusal(check_tiling, written.package)
    if problem is not None:
        return failed(_sentence(problem), [problem.where])
    words = {}
    for domain in written.domains:
        words[domain.sequence] = domain.domain
        words[reverse_complement(domain.sequence)] = f"{domain.domain}*"
    ambiguous = [
        s.name
        for s in written.strands
        if _tilings(s.sequence, words, _PARSES_TRIED) >= _PARSES_TRIED
    ]
    if ambiguous:
        return warned(f"{listed(ambiguous)} could be cut into domains in two ways.", ambiguous)
    alike = list(sequences_alike((d.domain, d.sequence) for d in written.domains))
    if alike:
        return warned(f"By their nucleotides {listed(alike)}.", alike)
    return passed("Every strand is exactly the domains it states, in one way only.")


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


@check(
    "A3",
    "domains rebuilt from the ordered sequences give every strand of the compiled system, and "
    "`domain_level.pil`, read back, is that system, complex by complex; enumerated again with "
    "domains named by their nucleotides, it has the same reactions",
)
def sequences_are_the_system(written: WrittenPackage) -> CheckFinding:
    """Also by the record of what was enumerated when the package was made."""
    model, system = written.model, written.model.system
    sequences = {d.domain: d.sequence for d in written.domains}
    wrong = [d.name for d in system.domains if len(sequences.get(d.name, "")) != d.length_nt]
    if wrong:
        sentence = f"The sequence of {listed(wrong)} does not have the length of its domain."
        return failed(sentence, wrong)
    rebuilt = {s.domains for s in written.strands if not s.modified and _is_spelled(s, sequences)}
    missing = [" ".join(s) for s in system.distinct_strands if s not in rebuilt]
    if missing:
        return failed(f"No ordered strand spells {listed(missing)}.", missing)
    if isinstance(written.pil, str):
        return failed(f"The PIL file cannot be read: {written.pil}.")
    text = domain_level_pil(model.crn, system, model.realisation)
    if written.pil != read_pil(text, "rebuilt"):
        return failed("The PIL file describes another system.")
    if written.other_reactions:
        sentence = (
            "Enumerated by its nucleotides the system reacts otherwise: "
            f"{listed(written.other_reactions)}."
        )
        return failed(sentence, written.other_reactions)
    return passed(
        "Domains rebuilt from the sequences give the compiled system, which enumerated again has "
        f"the same {written.reactions} reactions."
    )


def _is_spelled(strand: StrandOrder, sequences: Mapping[str, str]) -> bool:
    """The nucleotides are those of the domains, one after the other."""
    words = []
    for occurrence in strand.domains:
        plain = sequences.get(occurrence.removesuffix("*"), "")
        words.append(reverse_complement(plain) if occurrence.endswith("*") else plain)
    return strand.sequence == "".join(words)


@check(
    "A4",
    "no two domains are equal or complementary, no sequence is ordered under two names; labelled "
    "twins are told",
)
def sequences_are_distinct(written: WrittenPackage) -> CheckFinding:
    """Strands with and without a label may have one sequence."""
    plain = tuple(s for s in written.strands if not s.modified)
    problem = _refusal(check_no_duplicates, LabPackage(written.package.sequences, plain))
    if problem is not None:
        return failed(_sentence(problem), [problem.where])
    labelled = {s.sequence: s.name for s in written.strands if s.modified}
    twins = [f"{s.name} and {labelled[s.sequence]}" for s in plain if s.sequence in labelled]
    note = f"; {listed(twins)} differ in their label only" if twins else ""
    return passed(f"All domains and strands are different{note}.")


@check("A5", "GenBank, FASTA, SBOL, JSON and the table of strands carry the same sequences")
def formats_agree(written: WrittenPackage) -> CheckFinding:
    """Whatever the order of their records."""
    usual = sorted(s.sequence for s in written.strands)
    wrong = [name for name, found in written.sequences_by_format.items() if sorted(found) != usual]
    if wrong:
        return failed(f"Other sequences than designed are in {listed(wrong)}.", wrong)
    digest = hashlib.sha256("\n".join(usual).encode()).hexdigest()
    sentence = f"{len(written.sequences_by_format)} formats carry the same sequences."
    return passed(sentence, digest[:16])


@check("A6", "made twice, all files are equal byte by byte, and each has the hash of the manifest")
def files_are_as_made(written: WrittenPackage) -> CheckFinding:
    """No file is missing, new or changed since the package was written."""
    if written.listed is None:
        return failed("MANIFEST.json is damaged.", ["MANIFEST.json"])
    if written.differing_when_made_twice:
        sentence = "Made twice from the same input, files differ."
        return failed(sentence, written.differing_when_made_twice)
    names = written.listed.keys() | written.hashes.keys()
    changed = sorted(n for n in names if written.listed.get(n) != written.hashes.get(n))
    if changed:
        return failed(f"{listed(changed)} is not what was written.", changed)
    return passed("Made twice, all files are equal byte by byte, and they are as they were made.")


@check(
    "A7",
    "what picklists and robot protocols do is in the one list of transfers, well by well and "
    "volume by volume",
)
def worklists_are_the_transfers(written: WrittenPackage) -> CheckFinding:
    """An Echo does a part of the assembling, and an OT-2 that and what is done to vessels."""
    contents = {one.well: one.content for one in written.echo_wells}
    places = {p.name: p for p in written.plan.places}
    moves = [
        (t.work, places[t.source], places[t.target], round(t.volume_uL, 3))
        for t in written.plan.transfers
        if t.work in (ProtocolPart.ASSEMBLE, ProtocolPart.DOSE, ProtocolPart.READ)
    ]
    of_echo = Counter(
        (s.name, f"{t.plate}:{t.well}", v)
        for work, s, t, v in moves
        if work is ProtocolPart.ASSEMBLE
    )
    of_robot = Counter((*_stand(s), f"{t.plate}:{t.well}", v) for _, s, t, v in moves)
    wrong = [
        name
        for name, picks in written.picklists.items()
        if Counter((contents.get(p.well, ""), p.target, round(p.volume_uL, 3)) for p in picks)
        - of_echo
    ]
    wrong += [
        name
        for name, steps in written.protocols.items()
        if Counter((s.rack, s.well, s.target, round(s.volume_uL, 3)) for s in steps) - of_robot
    ]
    if wrong:
        return failed(f"{listed(wrong)} does something that transfers.csv does not list.", wrong)
    return passed("Worklists of robots do what transfers.csv lists.")


def _stand(place: Place) -> tuple[str, str]:
    """Rack and well of a source as a robot knows them; tubes and buffers by their rack alone."""
    return (place.plate, place.well) if place.plate != "tubes" else (place.plate, "")


def _refusal(contract: Callable[[LabPackage], None], package: LabPackage) -> HandoffError | None:
    try:
        contract(package)
    except HandoffError as problem:
        return problem
    return None


def _sentence(problem: HandoffError) -> str:
    return f"{problem.where}: {problem.what}."
