"""The reaction shapes that every translation scheme is tried on."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.crn import FormalCrn


@dataclass(frozen=True, slots=True)
class Shape:
    """A small formal CRN that stands for a kind of reaction; `label` heads a narrow column."""

    name: str
    label: str
    text: str

    @property
    def crn(self) -> FormalCrn:
        return read_crn(self.text, self.name).crn


SHAPES = (
    Shape("source", "0-1", "-> A"),
    Shape("sink", "1-0", "A ->"),
    Shape("1-1", "1-1", "A -> B"),
    Shape("1-2", "1-2", "A -> B + C"),
    Shape("2-0", "2-0", "A + B ->"),
    Shape("2-1", "2-1", "A + B -> C"),
    Shape("2-2", "2-2", "A + B -> C + D"),
    Shape("catalyst first", "cat1", "A + B -> A + C"),
    Shape("catalyst second", "cat2", "B + A -> A + C"),
    Shape("two catalysts", "2cat", "A + B -> A + B + C"),
    Shape("replicate", "rep", "A -> A + B"),
    Shape("autocatalysis", "auto", "A + B -> 2B"),
    Shape("dimer to one", "AA-B", "A + A -> B"),
    Shape("dimer to itself", "AA-A", "2A -> A"),
    Shape("reversible 1-1", "1=1", "A <=> B"),
    Shape("reversible 2-1", "2=1", "A + B <=> C"),
    Shape("reversible 2-2", "2=2", "A + B <=> C + D"),
    Shape("shared species", "shar", "A + B -> C; A + C -> D"),
    Shape("delayed choice", "dela", "A + B -> C; A + B -> D"),
    Shape("three reactants", "3-1", "A + B + C -> D"),
    Shape("three products", "1-3", "A -> B + C + D"),
)
