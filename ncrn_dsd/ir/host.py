"""A host program: experiments in which a computer does part of the work of the chemistry.

A `Schedule` can only dose, wait, dilute and read. The published experiments need more: every
reaction network runs in a vessel of its own, and the host carries concentrations between vessels
and its memory, overwrites them, cancels rails and does arithmetic. Here each of these is an
action with a name, so that it can be counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.program import Encoding
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.schedule import SegmentKind
from ncrn_dsd.ir.task import LearningTask
from ncrn_dsd.ir.training import Loss

MEMORY = "memory of the host"
"""Where the host keeps concentrations as numbers; every other place is the vessel of a network."""


@dataclass(frozen=True, slots=True)
class Integrate:
    """Let the reactions in the vessel of `network` run for `duration` tau, then stop them."""

    network: str
    duration: float
    kind: ClassVar[str] = "integrate"


@dataclass(frozen=True, slots=True)
class Overwrite:
    """Set one concentration in memory to `value` u, whatever it was."""

    species: str
    value: float
    kind: ClassVar[str] = "overwrite"


@dataclass(frozen=True, slots=True)
class Clear:
    """Set concentrations in memory to exactly zero."""

    species: tuple[str, ...]
    kind: ClassVar[str] = "clear"


@dataclass(frozen=True, slots=True)
class CancelRails:
    """Replace each pair (p, m) in memory by (max(0, p - m), max(0, m - p))."""

    pairs: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "cancel rails"


@dataclass(frozen=True, slots=True)
class Copy:
    """Carry concentrations over exactly, between `MEMORY` and the vessel of a network."""

    source: str
    target: str
    species: tuple[str, ...]
    kind: ClassVar[str] = "copy"


@dataclass(frozen=True, slots=True)
class AddScaled:
    """target += factor * source, in floating point, in memory."""

    target: str
    source: str
    factor: float
    kind: ClassVar[str] = "arithmetic"


@dataclass(frozen=True, slots=True)
class HostRead:
    """Look up concentrations in memory; it changes nothing."""

    species: tuple[str, ...]
    label: str
    kind: ClassVar[str] = "read"


HostAction = Integrate | Overwrite | Clear | CancelRails | Copy | AddScaled | HostRead

HOST_ACTION_KINDS = tuple(
    action.kind for action in (Integrate, Copy, Overwrite, Clear, CancelRails, AddScaled, HostRead)
)


@dataclass(frozen=True, slots=True)
class HostNetwork:
    """A reaction network with a vessel of its own."""

    name: str
    crn: FormalCrn


@dataclass(frozen=True, slots=True)
class HostSegment:
    """A named stretch of actions, such as one training sample."""

    kind: SegmentKind
    label: str
    actions: tuple[HostAction, ...]


@dataclass(frozen=True, slots=True)
class HostProgram:
    """Networks, and everything a host does with them to train and probe a learner.

    Parameters
    ----------
    setup: carried out once.
    samples: one segment per training sample, carried out in this order in every epoch.
    probes: one per validation sample, then one per test sample; none changes a weight.
    learning_rate: as the design states it; what it multiplies is up to the model.
    initial_weights: values of the encoded weights that the setup writes.
    reference: what a fit to the same samples reaches.
    """

    name: str
    networks: tuple[HostNetwork, ...]
    encoding: Encoding
    task: LearningTask
    setup: HostSegment
    samples: tuple[HostSegment, ...]
    probes: tuple[HostSegment, ...]
    epochs: int
    learning_rate: float
    initial_weights: tuple[float, ...]
    reference: Reference
    loss: Loss = Loss.SQUARED
