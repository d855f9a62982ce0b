"""The conformance matrix: every translation scheme on every reaction shape."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.errors import EnumerationError, SchemeError, TranslationError
from ncrn_dsd.formats.result_json import parts_json
from ncrn_dsd.formats.text_file import read_text_of
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.shown import Inline, plain
from ncrn_dsd.ir.verdict import Obligation, Verdict
from ncrn_dsd.pipeline.shapes import SHAPES, Shape
from ncrn_dsd.translation.scheme import Scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.crn_view import Notion
from ncrn_dsd.verification.released import SIGNALS_RELEASED
from ncrn_dsd.verification.whole import Case, verify_whole

RECORD = Path("cases") / "conformance.json"
CLAIMS = (Notion.BISIMULATION.value, SIGNALS_RELEASED, Notion.INTEGRATED_HYBRID.value)
"""What a scheme should do on every shape."""


def options_for(scheme: Scheme) -> EnumerationOptions:
    """Limits that a single gate stays far below, and the policy of the scheme."""
    return EnumerationOptions(
        max_complex_size=20,
        max_complexes=5_000,
        max_reactions=20_000,
        reject_remote=scheme.meta.reject_remote,
    )


@dataclass(frozen=True, slots=True)
class ConformanceCell:
    """One scheme on one shape.

    Parameters
    ----------
    refused: why the scheme does not support the shape; None when it does.
    narrower: the text of the scheme refuses the shape, which its meta.toml lists.
    failed: the error that ended the cell, which says nothing about what the scheme supports; None
        when there was none.
    fuels, strands, nucleotides_nt: size of the system; distinct strands, each once.
    reactions: condensed reactions enumerated.
    verdicts: in the order of `CLAIMS`: verdict and reason.
    """

    shape: str
    refused: str | None
    fuels: int = 0
    strands: int = 0
    nucleotides_nt: int = 0
    reactions: int = 0
    verdicts: tuple[tuple[str, str], ...] = ()
    failed: str | None = None
    narrower: bool = False


@dataclass(frozen=True, slots=True)
class Conformance:
    """Schemes on all shapes.

    Parameters
    ----------
    schemes: cells by the name of the scheme.
    differences: from what is recorded, one sentence each.
    """

    schemes: Mapping[str, tuple[ConformanceCell, ...]] = field(hash=False)
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordedRefusal:
    """What is recorded of a shape that a scheme does not support."""

    refused: Literal[True] = True


@dataclass(frozen=True, slots=True)
class RecordedCell:
    """What is recorded of a shape that a scheme supports.

    Parameters
    ----------
    verdicts: by claim.
    """

    fuels: int
    strands: int
    nucleotides_nt: int
    reactions: int
    verdicts: Annotated[Mapping[str, str], Inline()] = field(hash=False)


@dataclass(frozen=True)
class _Built:
    shape: Shape
    crn: FormalCrn
    system: DsdSystem
    network: ReactionNetwork


def check_scheme(
    scheme: Scheme,
    budget_s: float,
    shapes: Sequence[Shape] = SHAPES,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[ConformanceCell, ...]:
    """All cells of one scheme, in the order of `shapes`.

    Parameters
    ----------
    budget_s: wall-clock seconds for one verdict.
    """
    built: dict[str, _Built | ConformanceCell] = {}
    for number, shape in enumerate(shapes):
        built[shape.name] = _build(scheme, shape)
        if progress is not None:
            progress(number + 1, 2 * len(shapes))
    cases = tuple(
        Case(name, b.crn, b.network) for name, b in built.items() if isinstance(b, _Built)
    )
    found = [verify_whole(cases, notion, budget_s) for notion in Notion]
    obligations = {case.name: [o for row in found for o in row[i]] for i, case in enumerate(cases)}
    return tuple(_cell(s.name, built[s.name], obligations.get(s.name, ())) for s in shapes)


def _build(scheme: Scheme, shape: Shape) -> _Built | ConformanceCell:
    """The enumerated system of one cell, or the cell that has none."""
    crn = shape.crn
    try:
        system = translate(crn, scheme)
        network = enumerate_modules(system, crn, frozenset(crn.names), options_for(scheme))
    except TranslationError as problem:
        why, lists = f"{problem.what}; {problem.hint}", scheme.meta.supports
        listed = all(lists(len(r.reactants), len(r.products)) for r in crn.reactions)
        narrower = listed and bool(scheme.meta.shapes)
        return ConformanceCell(shape.name, why, narrower=narrower)
    except (SchemeError, EnumerationError) as problem:
        sentence = str(problem).partition("\n")[0]
        return ConformanceCell(shape.name, None, failed=sentence)
    return _Built(shape, crn, system, network)


def _cell(
    name: str, built: _Built | ConformanceCell, obligations: Sequence[Obligation]
) -> ConformanceCell:
    if isinstance(built, ConformanceCell):
        return built
    return ConformanceCell(
        name,
        None,
        len(built.system.fuels),
        len(built.system.distinct_strands),
        sum(built.system.strand_lengths_nt),
        len(built.network.reactions),
        tuple((o.verdict.value, o.reason) for o in obligations),
    )


def record(cells: Sequence[ConformanceCell]) -> dict[str, RecordedCell | RecordedRefusal]:
    """What is recorded of the cells of a scheme: refusals, sizes and verdicts; no errors."""
    return {cell.shape: _recorded(cell) for cell in cells if cell.failed is None}


def _recorded(cell: ConformanceCell) -> RecordedCell | RecordedRefusal:
    if cell.refused is not None:
        return RecordedRefusal()
    verdicts = {claim: v for claim, (v, _) in zip(CLAIMS, cell.verdicts, strict=True)}
    sizes = (cell.fuels, cell.strands, cell.nucleotides_nt, cell.reactions)
    return RecordedCell(*sizes, verdicts)


def accept(folder: Path, cells: Sequence[ConformanceCell]) -> bool:
    """Record the cells as the expected ones of the scheme in `folder`.

    Returns whether that was done: nothing is recorded when one of them ended in an error.
    """
    if any(cell.failed is not None for cell in cells):
        return False
    write_bytes(folder / RECORD, parts_json(record(cells)).encode())
    return True


def differences(folder: Path, cells: Sequence[ConformanceCell]) -> tuple[str, ...]:
    """One sentence per cell that ended in an error or differs from the recorded one."""
    errors = {cell.shape: cell.failed for cell in cells if cell.failed is not None}
    failures = tuple(f"{shape}: {error}" for shape, error in errors.items())
    return failures + _changes(
        folder, [cell for cell in cells if cell.failed is None], errors.keys()
    )


def listed_and_refused(cells: Sequence[ConformanceCell]) -> tuple[str, ...]:
    """One sentence per shape that the meta.toml of a scheme lists and that its text refuses.

    Its text may be the narrower of the two, since meta.toml knows numbers of reactants and products
    alone; so this is told and is no difference.
    """
    return tuple(
        f"{cell.shape}: its meta.toml lists this shape, but its text does not: {cell.refused}"
        for cell in cells
        if cell.narrower
    )


def _changes(
    folder: Path, cells: Sequence[ConformanceCell], errors: Collection[str]
) -> tuple[str, ...]:
    path = folder / RECORD
    if not path.is_file():
        return (f"nothing is recorded in {path}; run `ncrn-dsd schemes check --accept`",)
    try:
        expected = json.loads(read_text_of(path))
    except (OSError, RecursionError, ValueError):
        expected = None
    if not isinstance(expected, dict) or not all(isinstance(v, dict) for v in expected.values()):
        return (f"{path} is damaged; run `ncrn-dsd schemes check --accept`",)
    found = plain(record(cells))
    return tuple(
        f"{shape}: found {found.get(shape)}, recorded {expected.get(shape)}"
        for shape in dict.fromkeys((*expected, *found))
        if shape not in errors and not _agrees(expected.get(shape), found.get(shape))
    )


def _agrees(expected: dict[str, Any] | None, found: dict[str, Any] | None) -> bool:
    """Equal, except that a search that was cut short by time may end on a faster machine."""
    if expected is None or found is None:
        return False
    undecided = Verdict.UNDECIDED.value
    return expected.keys() == found.keys() and all(
        value in (found[key], undecided) for key, value in expected.items()
    )
