"""Strands and gates that a translation scheme makes of a formal network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ncrn_dsd.api.crn import Crn
from ncrn_dsd.formats.pil import write_pil
from ncrn_dsd.ir.dsd import DsdSystem, Fuel, Signal
from ncrn_dsd.translation import translate as translation
from ncrn_dsd.translation.scheme import load_scheme


@dataclass(frozen=True, slots=True, repr=False)
class System:
    """A system of strands; in Jupyter it shows its gates.

    Parameters
    ----------
    crn: the network that was translated.
    content: domains, signals, fuels and gate modules.
    """

    crn: Crn
    content: DsdSystem

    @property
    def scheme(self) -> str:
        """The name of the translation scheme."""
        return self.content.scheme

    @property
    def signals(self) -> tuple[Signal, ...]:
        """One strand or complex per formal species."""
        return self.content.signals

    @property
    def fuels(self) -> tuple[Fuel, ...]:
        """Complexes that are there in excess."""
        return self.content.fuels

    @property
    def strands(self) -> tuple[tuple[str, ...], ...]:
        """Every strand once, as its domains from 5' to 3'."""
        return self.content.distinct_strands

    def to_pil(self) -> str:
        """The system in the PIL language, with what its complexes are for in comments."""
        return write_pil(self.content, crn=self.crn.content.crn)

    def __repr__(self) -> str:
        return (
            f"System(scheme={self.scheme!r}, {len(self.signals)} signals, {len(self.fuels)} fuels, "
            f"{len(self.strands)} strands)"
        )

    def _repr_html_(self) -> str:
        from ncrn_dsd.drawing.cards import system_html

        return system_html(self.content)


def translate(crn: Crn, scheme: str | Path) -> System:
    """What `ncrn-dsd translate` does: strands and gates of a formal network.

    Parameters
    ----------
    scheme: the name of a scheme (`ncrn-dsd schemes list`), or the path of one.

    Raises
    ------
    SchemeError: there is no such scheme, or it is wrong.
    TranslationError: it cannot translate one of the reactions.

    Examples
    --------
    >>> import ncrn_dsd as nd
    >>> system = nd.translate(nd.Crn.parse("A + B -> C"), scheme="soloveichik2010")
    >>> system
    System(scheme='soloveichik2010', 3 signals, 3 fuels, 8 strands)
    >>> system.signals[0].complex.kernel()
    'h1 t2 d3 t4'
    """
    return System(crn, translation.translate(crn.content.crn, load_scheme(scheme)))
