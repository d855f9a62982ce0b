"""What happens at the bench: places that hold liquid, and every transfer between them.

A plan is a list of transfers in the order in which they are carried out; whatever a well holds
follows from them. Volumes are in uL, concentrations in nM, times in s since the first mix.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Annotated

from ncrn_dsd.ir.headings import FINDING, LIMIT, OUTCOME, VALUE
from ncrn_dsd.ir.schedule import Removal, Schedule, Wait, Wash
from ncrn_dsd.ir.shown import Shown, Style

NM_PER_UM = 1e3


class PlaceKind(Enum):
    """What a place is for."""

    BOUGHT = "bought strand"
    SUPPLY = "supply"
    ANNEAL = "annealed complex"
    WORKING = "working stock"
    PREMIX = "premixed stock"
    VESSEL = "vessel"
    DISCARD = "discarded liquid"
    WELL = "assay well"


class ProtocolPart(Enum):
    """The part of the protocol that a transfer belongs to."""

    ANNEAL = "anneal"
    DILUTE = "dilute"
    ASSEMBLE = "assemble"
    DOSE = "dose"
    READ = "read"


class Condition(Enum):
    """Why an assay well exists; the numbers are those of the list of controls."""

    BLANK = "buffer blank"
    REPORTER_MIN = "reporter only"
    REPORTER_MAX = "reporter, saturated"
    CALIBRATION = "reporter, dilution series"
    GATE_LEAK = "gate without input"
    GATE_RATE = "gate with input"
    SYSTEM_LEAK = "all fuels, no signals"
    MINUS_ONE = "all but one gate"
    CROSS_TALK = "input against a foreign reporter"
    BLANK_MEMORY = "no training"
    ORDER_TEST = "order of training"
    STANDARD = "standard between plates"
    SAMPLE = "experiment"
    READ = "read of a vessel"


@dataclass(frozen=True, slots=True)
class Amount:
    """A component of a liquid and its concentration."""

    component: str
    nM: float


@dataclass(frozen=True, slots=True)
class Place:
    """A tube or a well.

    Parameters
    ----------
    name: unique in the plan, such as ``mix1:A1``.
    plate, well: where it stands; the plate is a rack for tubes.
    holds: the component that names its content; empty for mixtures.
    holds_nM: concentration of that component once the place is filled.
    filled_uL: what it holds before anything is taken out; 0 for places that only transfers fill.
    working_uL: never fill it higher.
    dead_uL: what cannot be taken out.
    magnesium_mM: of the liquid it is filled with, where no transfer fills it.
    """

    name: str
    plate: str
    well: str
    kind: PlaceKind
    holds: str
    holds_nM: float
    filled_uL: float
    working_uL: float
    dead_uL: float
    magnesium_mM: float


@dataclass(frozen=True, slots=True)
class Transfer:
    """One movement of liquid.

    Parameters
    ----------
    time_s: since the vessels were mixed; below zero for preparations.
    component: what it is for.
    ideal_uL: before rounding to what a pipette or a droplet can do.
    step: place of the action that it carries out among all actions of the vessel's schedule; -1
        for preparations and controls, 0 for the first mix of a vessel.
    note: what it is for, for people.
    """

    number: int
    work: ProtocolPart
    time_s: float
    source: str
    target: str
    component: str
    ideal_uL: float
    volume_uL: float
    step: int = -1
    note: str = ""


@dataclass(frozen=True, slots=True)
class ComplexPart:
    """One strand of a complex and how much of it is mixed per base strand."""

    strand: str
    ratio: float
    is_base: bool


@dataclass(frozen=True, slots=True)
class Component:
    """A fuel, signal or reporter as it is handled.

    Parameters
    ----------
    name: fuel, species, or reporter.
    parts: its strands; one for what needs no annealing.
    role: "signal", "fuel" or "reporter".
    """

    name: str
    role: str
    parts: tuple[ComplexPart, ...]

    @property
    def annealed(self) -> bool:
        return len(self.parts) > 1


@dataclass(frozen=True, slots=True)
class Reporter:
    """A fluorescent complex that a signal opens once and for good.

    Parameters
    ----------
    species: the formal species it sees.
    toehold, branch: occurrences on the signal strand that it binds.
    dye: its channel.
    """

    name: str
    species: str
    toehold: str
    branch: str
    dye: str
    top: str
    base: str


@dataclass(frozen=True, slots=True)
class AssayWell:
    """A well that is measured.

    Parameters
    ----------
    place: name of its place.
    condition: why it exists.
    subject: the gate, reporter or species it is about; the label of a read.
    group: wells of one group are replicates.
    wanted: what the design asks for, before any rounding.
    reporters: names of the reporters in it.
    start_s: when its measurement begins.
    """

    place: str
    condition: Condition
    subject: str
    group: str
    replicate: int
    total_uL: float
    wanted: tuple[Amount, ...]
    reporters: tuple[str, ...]
    start_s: float = 0.0


@dataclass(frozen=True, slots=True)
class HandStep:
    """Waste that a person takes out of a vessel, or the move of its weights into a fresh one.

    Parameters
    ----------
    vessel: name of its place.
    time_s: since the vessel was mixed.
    step: place of the action among all actions of the vessel's schedule.
    fresh: name of the place of the fresh mix; empty for a wash.
    """

    vessel: str
    time_s: float
    step: int
    action: Removal
    fresh: str

    def is_part(self, transfer: Transfer) -> bool:
        """Whether a transfer is done in it: what is discarded, and what is taken up again."""
        ends = (transfer.source, transfer.target)
        return transfer.step == self.step and self.vessel in ends

    @property
    def sentence(self) -> str:
        """What is done, with what may stay and be lost."""
        does = (
            f"take up again in all of {self.fresh}, when all else is discarded"
            if self.fresh
            else "take the waste out, and bring the volume back with buffer_1x"
        )
        held = ", ".join(self.action.kept)
        return (
            f"By hand, {self.vessel}: hold {held} back on beads and {does} (at most "
            f"{self.action.waste_left:.3g} of the waste may stay and {self.action.kept_lost:.3g} "
            "of what is held back be lost; beads and their strands are no part of the order)."
        )


@dataclass(frozen=True, slots=True)
class BenchVessel:
    """A vessel in which a schedule is carried out.

    Parameters
    ----------
    schedule: what was simulated, in M and s.
    start_uL: volume after the first mix.
    working_uL: never fill it higher.
    """

    place: str
    condition: Condition
    subject: str
    schedule: Schedule
    start_uL: float
    working_uL: float
    container: str

    @property
    def by_hand(self) -> tuple[HandStep, ...]:
        """What no list of volumes can say, in the order of the schedule."""
        found: list[HandStep] = []
        time_s = 0.0
        for step, action in enumerate(self.schedule.actions):
            if isinstance(action, Wait):
                time_s += action.duration
            elif isinstance(action, Removal):
                fresh = "" if isinstance(action, Wash) else fresh_place(self.place, step)
                found.append(HandStep(self.place, time_s, step, action, fresh))
        return tuple(found)


def fresh_place(vessel: str, step: int) -> str:
    """The name of the fresh mix of a vessel for an action of its schedule."""
    return f"{vessel}/fresh{step}"


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """Everything that is pipetted.

    Parameters
    ----------
    components: fuels, signals and reporters.
    wells: of every plate, controls first.
    stock_uM: concentration at which bought strands are resuspended.
    droplet_uL: every volume is a multiple of it.
    """

    components: tuple[Component, ...]
    reporters: tuple[Reporter, ...]
    places: tuple[Place, ...]
    transfers: tuple[Transfer, ...]
    wells: tuple[AssayWell, ...]
    vessels: tuple[BenchVessel, ...]
    stock_uM: float
    droplet_uL: float

    @property
    def by_hand(self) -> tuple[HandStep, ...]:
        """Of all vessels, in the order of time."""
        found = [step for vessel in self.vessels for step in vessel.by_hand]
        return tuple(sorted(found, key=lambda step: (step.time_s, step.vessel)))

    def place(self, name: str) -> Place:
        return next(p for p in self.places if p.name == name)


@dataclass(frozen=True, slots=True)
class PredictedCurve:
    """What the model says a well shows.

    Parameters
    ----------
    well: name of the place.
    channel: dye, or the formal species for a read.
    times_s, opened_nM: opened reporter over time.
    """

    well: str
    channel: str
    times_s: tuple[float, ...]
    opened_nM: tuple[float, ...]


class Severity(Enum):
    """What a check that does not hold means."""

    ERROR = "error"
    WARNING = "warn"
    NOTE = "note"


_OUTCOMES = {
    Severity.ERROR: ("error", "bad"),
    Severity.WARNING: ("warning", "open"),
    Severity.NOTE: ("holds", "good"),
}
_OUTCOME = replace(OUTCOME, tones=tuple(_OUTCOMES.values()), column="outcome")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of a package.

    Parameters
    ----------
    id: letter and number, such as ``C4``.
    severity: what it means when it does not hold; NOTE when it does.
    sentence: what was found, or that all is well.
    value, limit: what was compared, in words.
    items: names that are concerned; at most some are kept.
    """

    id: Annotated[str, Shown("Check", Style.WORD)]
    severity: Severity
    ok: bool
    sentence: Annotated[str, FINDING]
    value: Annotated[str, replace(VALUE, missing="")] = ""
    limit: Annotated[str, LIMIT] = ""
    items: tuple[str, ...] = ()

    @property
    def outcome(self) -> Annotated[str, _OUTCOME]:
        """What became of it, in a word."""
        word, _ = _OUTCOMES[Severity.NOTE if self.ok else self.severity]
        return word
