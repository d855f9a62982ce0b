"""How much the loss of a learner depends on one rate constant, or on the amount of one dose."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Content

RATE, DOSE = "rate", "dose"


@dataclass(frozen=True, slots=True)
class Variation:
    """One quantity of the formal level that is scaled, all others being as designed.

    Parameters
    ----------
    kind: `RATE` or `DOSE`.
    name: the reaction, or the species that is dosed.
    index: of the reaction; 0 for doses.
    low, high: factors below and above 1.
    """

    kind: str
    name: str
    index: int
    low: float
    high: float


def variations(
    program: LearningProgram, factor: float, dose_change: float
) -> tuple[Variation, ...]:
    """Every reaction, then every species that is dosed in training.

    Parameters
    ----------
    factor: above 1; rate constants are divided and multiplied by it.
    dose_change: between 0 and 1; amounts are lowered and raised by this fraction.
    """
    reactions = program.crn.reactions
    copies = Counter(map(str, reactions))
    rates = [
        Variation(
            RATE,
            str(r) if copies[str(r)] == 1 else f"{r} ({r.origin.item})",
            index,
            1 / factor,
            factor,
        )
        for index, r in enumerate(reactions)
    ]
    dosed = dict.fromkeys(content.species for content in program.training.dosed)
    doses = [Variation(DOSE, name, 0, 1 - dose_change, 1 + dose_change) for name in dosed]
    return (*rates, *doses)


def varied(program: LearningProgram, variation: Variation, factor: float) -> LearningProgram:
    """The program with one quantity scaled, in training and in probes."""
    if variation.kind == RATE:
        reactions = list(program.crn.reactions)
        old = reactions[variation.index]
        reactions[variation.index] = replace(old, rate=old.rate * factor)
        return replace(program, crn=replace(program.crn, reactions=tuple(reactions)))

    def scaled(content: Content) -> Content:
        if content.species != variation.name:
            return content
        return replace(content, amount=content.amount * factor)

    return program.driven_by(
        (s.with_contents(scaled) for s in program.training.segments),
        (p.with_contents(scaled) for p in program.probes),
    )
