"""A formal network: reactions with rate constants in nM and s, and concentrations."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ncrn_dsd.formats.crn_text import CrnText, print_crn, read_crn
from ncrn_dsd.formats.network_file import read_network
from ncrn_dsd.ir.crn import FormalReaction


@dataclass(frozen=True, slots=True, repr=False)
class Crn:
    """A formal chemical reaction network with mass-action kinetics.

    Two are equal when they say the same in the same place.

    Parameters
    ----------
    content: the reactions, with rate constants in nM and s, and the concentrations that are given.

    Examples
    --------
    >>> import ncrn_dsd as nd
    >>> crn = nd.Crn.parse("A + B -> C [k = 1e5 /M/s]; C -> [k = 0.01 /s]; A @initial 10 nM")
    >>> crn
    Crn(A + B -> C; C ->)
    >>> crn.species
    ('A', 'B', 'C')
    >>> [reaction.rate for reaction in crn.reactions]
    [0.0001, 0.01]
    >>> crn.initial_nM
    {'A': 10.0}
    """

    content: CrnText

    @classmethod
    def parse(cls, text: str, name: str = "the network") -> Crn:
        """Read a `.crn` text, whose numbers may have units; without, they count in nM and s.

        Parameters
        ----------
        name: what messages call the text.

        Raises
        ------
        FormatError: anything that the format does not allow, with its line and column.

        Examples
        --------
        >>> import ncrn_dsd as nd
        >>> try:
        ...     nd.Crn.parse("A -> B [k = 1 /M/s]")
        ... except nd.NcrnError as problem:
        ...     print(problem)
        error[F211] the network:1:8: '/M/s' is no unit of a rate ...
        """
        return cls(read_crn(text, name, with_units=True))

    @classmethod
    def from_file(cls, path: str | Path) -> Crn:
        """Read a `.crn` file, an SBML model (`.xml`, `.sbml`), or the reactions of a `.pil` file.

        Raises
        ------
        FormatError: the file cannot be read, or what is in it is no formal network.
        """
        return cls(read_network(Path(path)))

    @property
    def species(self) -> tuple[str, ...]:
        """Names, in the order in which they are first mentioned."""
        return self.content.crn.names

    @property
    def reactions(self) -> tuple[FormalReaction, ...]:
        """The irreversible reactions; the rate of one with n reactants is in 1/(nM^(n-1) s)."""
        return self.content.crn.reactions

    @property
    def initial_nM(self) -> dict[str, float]:
        """Concentrations at the start that are given, those of constant species included."""
        return {c.species: c.value_nM for c in self.content.concentrations}

    @property
    def constant(self) -> frozenset[str]:
        """Species whose concentration does not change."""
        return frozenset(c.species for c in self.content.concentrations if c.mode == "constant")

    def to_text(self) -> str:
        """The network as `.crn` text, in nM and s.

        Raises
        ------
        FormatError: F202, a number that the format cannot express.
        """
        return print_crn(self.content)

    def __repr__(self) -> str:
        return f"Crn({shortened('; '.join(map(str, self.reactions)))})"

    def _repr_html_(self) -> str:
        from ncrn_dsd.drawing.cards import crn_html

        return crn_html(self.content.crn)


def shortened(text: str, most: int = 80) -> str:
    """A text that fits into a line."""
    return text if len(text) <= most else f"{text[: most - 4]} ..."
