"""What the strands of a system do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ncrn_dsd.api.quantities import Quantity, in_nM
from ncrn_dsd.api.system import System
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.network import Kinetics, NetworkReaction, NetworkSpecies, ReactionNetwork
from ncrn_dsd.pipeline.user_supplied import implementation_of_translation
from ncrn_dsd.study.stages.uncondense import uncondense_network
from ncrn_dsd.units import M_PER_NM


@dataclass(frozen=True, slots=True, repr=False)
class Network:
    """The condensed reactions of a system.

    Parameters
    ----------
    content: resting species, and reactions with rate constants in M and s.
    options: how it was enumerated.
    """

    system: System
    content: ReactionNetwork
    options: EnumerationOptions

    @property
    def species(self) -> tuple[NetworkSpecies, ...]:
        """Resting macrostates, with what they are for."""
        return self.content.species

    @property
    def reactions(self) -> tuple[NetworkReaction[str], ...]:
        """Condensed reactions, in 1/s and 1/(M s)."""
        return self.content.reactions

    @property
    def complete(self) -> bool:
        """No limit cut anything off."""
        return self.content.complete

    def whole(self) -> ReactionNetwork:
        """The reactions, if they are all there.

        Raises
        ------
        TruncatedError: E011, a limit cut the enumeration off.
        """
        fix = "raise the limits in its EnumerationOptions, or choose another scheme"
        return self.content.whole(repr(self), fix)

    def uncondensed(self, kinetics: str = Kinetics.UNCONDENSED.value) -> ReactionNetwork:
        """What is simulated: every step with toehold complexes as species, or the network itself.

        Parameters
        ----------
        kinetics: "condensed", "uncondensed" or "occluded"; see `Kinetics`.

        Raises
        ------
        TruncatedError: as `whole`.
        EnumerationError: E130, a limit cut off the single steps; E131, there are no such kinetics.
        """
        chosen = kinetics_named(kinetics)
        if chosen is Kinetics.CONDENSED:
            return self.whole()
        limits = replace(self.options, keep_encounters=chosen is Kinetics.OCCLUDED)
        return uncondense_network.alone(self.system.content, self.whole(), limits)

    def to_sbml(self, start: Mapping[str, Quantity] | None = None) -> str:
        """The reactions as an SBML document in mole, litre and second, for other simulators.

        Parameters
        ----------
        start: initial concentrations by species, such as "10 nM"; others start at zero. With None
            no initial concentration is written.

        Raises
        ------
        FormatError: F341, there is no such species.
        UnitError: an amount is no concentration.
        """
        from ncrn_dsd.formats.sbml_adapter import network_to_sbml

        amounts = None
        if start is not None:
            amounts = {name: in_nM(amount, name) * M_PER_NM for name, amount in start.items()}
        return network_to_sbml(self.content, amounts)

    def __repr__(self) -> str:
        extent = "complete" if self.complete else f"cut off by {self.content.truncated_by}"
        return f"Network({len(self.species)} species, {len(self.reactions)} reactions, {extent})"

    def _repr_html_(self) -> str:
        from ncrn_dsd.drawing.cards import network_html

        return network_html(self.content)


def kinetics_named(word: str) -> Kinetics:
    """What a word stands for.

    Raises
    ------
    EnumerationError: E131, nothing.
    """
    if word not in {k.value for k in Kinetics}:
        raise EnumerationError(
            "E131", word, "there are no such kinetics", f"choose {Kinetics.choices()}"
        )
    return Kinetics.named(word)


def enumerate(system: System, options: EnumerationOptions | None = None) -> Network:  # noqa: A001
    """What `ncrn-dsd enumerate` does: the reactions of all strands in one vessel.

    Every signal may be there. A limit that cuts the enumeration off does not raise; the network
    says so, and nothing is proved of it.

    Parameters
    ----------
    options: limits and switches; by default those of the command line.

    Raises
    ------
    EnumerationError: a signal or fuel does not rest by itself.

    Examples
    --------
    >>> import ncrn_dsd as nd
    >>> system = nd.translate(nd.Crn.parse("A + B -> C"), scheme="soloveichik2010")
    >>> nd.enumerate(system)
    Network(11 species, 4 reactions, complete)
    >>> nd.enumerate(system, nd.EnumerationOptions(max_complexes=5)).complete
    False
    """
    content = system.content
    chosen = options or EnumerationOptions(reject_remote=content.reject_remote)
    made = implementation_of_translation(content, system.crn.content.crn, chosen)
    return Network(system, made.network, chosen)
