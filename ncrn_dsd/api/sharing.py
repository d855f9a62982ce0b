"""Strands whose toeholds share sequences."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.api.system import System
from ncrn_dsd.enumeration import toehold_sharing
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.ir.sharing import SharedToehold, ToeholdSharing
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.model.dsd import ToeholdPoolSpec
from ncrn_dsd.model.keys import changed


@dataclass(frozen=True, slots=True, repr=False)
class SharedToeholds:
    """A system on a pool of toehold sequences, compared with what it was made of.

    Parameters
    ----------
    system: to enumerate, verify and simulate.
    content: which toehold became which, and how both whole enumerations compare.
    """

    system: System
    content: ToeholdSharing

    @property
    def pool(self) -> tuple[SharedToehold, ...]:
        """Every sequence with the toeholds that it stands for, first toeholds before second."""
        return self.content.pool

    @property
    def verdict(self) -> Verdict:
        """Whether both do the same; PROVED only of whole enumerations."""
        return self.content.verdict

    @property
    def new_reactions(self) -> tuple[str, ...]:
        """Reactions that only the shared system has."""
        return self.content.new

    def __repr__(self) -> str:
        return f"SharedToeholds({self.verdict.value}: {self.content.finding})"

    def _repr_html_(self) -> str:
        return self.system._repr_html_()


def share_toeholds(
    system: System,
    sequences: int | None = None,
    *,
    first: int | None = None,
    second: int | None = None,
    options: EnumerationOptions | None = None,
) -> SharedToeholds:
    """What `ncrn-dsd translate --toehold-sequences` does: map toeholds onto a pool of sequences.

    Toeholds with which partners exchange, the first ones, get one sequence for each chain of
    reactants, so that exchange is between equal words. Second ones get as few as leave the
    reactions as they are, if nothing else is asked for.

    Parameters
    ----------
    sequences: of first and second toeholds together, from 1 to 24.
    first, second: of each, instead.
    options: limits of the enumerations that are compared; remote branch migration is allowed
        unless the scheme or these options reject it.

    Raises
    ------
    DesignError: a number is outside its bounds, or `sequences` and one of the others are given.
    TruncatedError: E011, the system itself is not enumerated within the limits.

    Examples
    --------
    >>> import ncrn_dsd as nd
    >>> crn = nd.Crn.parse("A + B -> C; C + B -> A")
    >>> shared = nd.share_toeholds(nd.translate(crn, scheme="soloveichik2010"))
    >>> shared
    SharedToeholds(PROVED: 6 toeholds onto 1 first and 1 second: 14 = 14 reactions, none new, ...)
    >>> [one.members for one in shared.pool]
    [('t2', 't6', 't10'), ('t4', 't8', 't12')]
    """
    chosen = options or EnumerationOptions(reject_remote=system.content.reject_remote)
    pool = changed(ToeholdPoolSpec(), sequences=sequences, first=first, second=second)
    found = toehold_sharing.share_toeholds(system.content, chosen, pool)
    return SharedToeholds(System(system.crn, found.system), found.sharing)
