"""Strands in a tube, as errors act on them: sites of reactions, gates, stocks and volumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ncrn_dsd.ir.network import ReactionNetwork


class TubeStepKind(Enum):
    """What a reaction is to its errors."""

    BINDING = "binding"
    OPENING = "opening"
    LEAK = "leak"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TubeStep:
    """A reaction as its errors see it.

    Parameters
    ----------
    site: where a toehold binds or opens: gate, toehold and branch domain; else empty.
    word: the toehold with its flanks there; else empty.
    pair: of a leak, the complexes that meet; else empty.
    """

    kind: TubeStepKind
    site: str = ""
    word: str = ""
    pair: str = ""


@dataclass(frozen=True, slots=True)
class TubeGate:
    """A fuel of several strands.

    Parameters
    ----------
    name: the same whatever other gates there are.
    fuel: its species.
    outputs: species that it holds and gives out.
    eating: the species of its copies that take inputs and give nothing; None where the network
        has none.
    """

    name: str
    fuel: str
    outputs: tuple[str, ...]
    eating: str | None = None


@dataclass(frozen=True, slots=True)
class OpenSites:
    """How many sites of one kind all species together have open.

    Parameters
    ----------
    members: species with the number of sites of each.
    """

    name: str
    members: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class SitePool:
    """A species whose amount is that of sites which others have open.

    Parameters
    ----------
    sites: names of `OpenSites`, with how often each counts.
    members: species that count beside them, or less than they do, with the number of sites of each.
    """

    name: str
    sites: tuple[tuple[str, float], ...]
    members: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class PouredPremix:
    """A stock of several species that is mixed once for a whole training.

    Parameters
    ----------
    volumes_uL: of the stock of each species in it.
    """

    name: str
    volumes_uL: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Protocol:
    """What is fixed of the steps of a vessel before anything is done.

    The room that its doses take is stated, and by that their volumes are, whatever the vessel holds
    when it comes to them. Doses without one, as those of probes, take none.

    Parameters
    ----------
    premixes: what a step pours from, by steps; others are mixed when it comes to them.
    reads_uL: what a read takes out, by steps.
    """

    premixes: Mapping[str, PouredPremix]
    reads_uL: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Tube:
    """Strands as errors act on them; plain, so that processes can be given it.

    Parameters
    ----------
    steps: one per reaction of the network.
    stocks: names of the species that are dosed, by species; the same whatever other gates there
        are.
    waste: species that a wash takes out.
    bearers: per formal species, all species with a strand of it, fuels aside.
    stock_uM: per dosed species, how concentrated its stock is.
    vessel_uL: volume at the start.
    read_uL: an aliquot.
    replicates: aliquots of every read, of which the mean counts.
    mixed_uL: a step into a mix takes no less; thinner stocks are made for that.
    test_replicates: aliquots of every read of a vessel that is tested.
    test_dose_uL: into such a vessel no step takes less; stocks are thinned for that.
    full_scale_u: of a read, the largest that a rail shows while nothing is wrong; 0 until that is
        known, so that reads err in nothing.
    sites, pools: what occludes; none where occlusion is left out.
    occluded: occluded forms by the species that they are of.
    protocol: of a vessel whose steps are fixed; None where each does what the vessel asks for then.
    """

    network: ReactionNetwork
    steps: tuple[TubeStep, ...]
    gates: tuple[TubeGate, ...]
    stocks: Mapping[str, str]
    waste: tuple[str, ...]
    bearers: Mapping[str, tuple[str, ...]]
    stock_uM: Mapping[str, float]
    vessel_uL: float
    read_uL: float
    replicates: int
    mixed_uL: float
    test_replicates: int = 1
    test_dose_uL: float = 0.0
    full_scale_u: float = 0.0
    sites: tuple[OpenSites, ...] = ()
    pools: tuple[SitePool, ...] = ()
    occluded: Mapping[str, str] = field(default_factory=dict)
    protocol: Protocol | None = None

    def gate_of(self, fuel: str) -> TubeGate | None:
        """The gate of a species; None for what is no gate."""
        return next((gate for gate in self.gates if gate.fuel == fuel), None)
