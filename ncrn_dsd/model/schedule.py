"""Steps of a schedule: the table [schedule] of a design, and the file of `simulate --schedule`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Tag

from ncrn_dsd.model.disturbances import KEPT_LOST, WASTE_LEFT
from ncrn_dsd.model.keys import Quantity, Several, Table, Within, key, refused
from ncrn_dsd.model.quantities import Duration, Share, VesselConcentration, VesselTime

Amount = Annotated[float | str, Quantity("u", low=1e-6, high=1e6, zero=True, column=True)]

_DOSE = key("species that is added")
_READ = Annotated[Several[str], Field(min_length=1)]


class DoseStep(Table):
    """Dose one species."""

    dose: str = _DOSE
    amount: Amount = key("how much: a quantity, or a value of the sample such as `x1`, `x1_p`, `y`")

    @property
    def fixed(self) -> float | None:
        """The amount, where it is the same for all samples [u]."""
        return None if isinstance(self.amount, str) else self.amount

    @property
    def column(self) -> str | None:
        """The value of the sample that is dosed."""
        return self.amount if isinstance(self.amount, str) else None


class WaitStep(Table):
    """Wait."""

    wait: Duration = key("how long to wait")


class ReadStep(Table):
    """Read species."""

    read: _READ = key("species that are measured; the first read of a sample is the prediction")


_Every = Annotated[int, Within(0, 1_000_000)]
_EVERY = (
    "after how many samples each; 0 for at the end of every epoch; after the last sample only with "
    "`at_end`"
)


class RemovalStep(Table):
    """What removals have in common: by hand, and neither complete nor without loss."""

    takes: Duration = key("how long it takes, in which reactions go on")
    waste_left: Share = key(WASTE_LEFT.meaning, WASTE_LEFT.working)
    kept_lost: Share = key(KEPT_LOST.meaning, KEPT_LOST.working)
    at_end: bool = key(
        "also after the last sample, if it is due there, so that the vessel is tested after it",
        False,
    )


class WashStep(RemovalStep):
    """Take the waste out, while the weights are held back."""

    wash: _Every = key(_EVERY)

    @property
    def every(self) -> int:
        """Samples between two of them; 0 for the end of every epoch."""
        return self.wash


class TransferStep(RemovalStep):
    """Move the weights into a fresh vessel, which has what the setup doses beside them."""

    transfer: _Every = key(_EVERY)

    @property
    def every(self) -> int:
        """Samples between two of them; 0 for the end of every epoch."""
        return self.transfer


class DoseAction(Table):
    """Dose a species or complex."""

    dose: str = key("species or complex that is added")
    amount: VesselConcentration = key("concentration in the vessel that the dose adds")


class WaitAction(Table):
    """Wait."""

    wait: VesselTime = key("how long to wait")


def _refuse_no_dilution(factor: float) -> float:
    if not 0 < factor <= 1:
        raise refused(
            "D014",
            f"the dilution is {factor:g}",
            "give what every concentration is multiplied by: above 0 and up to 1",
        )
    return factor


class DiluteAction(Table):
    """Add buffer."""

    dilute: Annotated[float, AfterValidator(_refuse_no_dilution)] = key(
        "multiply every concentration by this; above 0 and up to 1"
    )


class ReadAction(Table):
    """Read species."""

    read: _READ = key("species that are measured")


def _kind_of(**tables: type[Table]) -> Callable[[Any], str | None]:
    """Tells by its keys which table a step is; None when it is not exactly one."""

    def tell(value: Any) -> str | None:
        if isinstance(value, Table):
            return next((k for k, table in tables.items() if isinstance(value, table)), None)
        if not isinstance(value, dict):
            return None
        given = [k for k in tables if k in value]
        return given[0] if len(given) == 1 and ("amount" in value) == (given == ["dose"]) else None

    return tell


def _one_of(code: str, what: str, fix: str, **tables: type[Table]) -> Discriminator:
    return Discriminator(
        _kind_of(**tables), "no_step", "{what}", {"code": code, "what": what, "fix": fix}
    )


_STEP = "a step of the schedule is exactly one of dose with amount, wait, or read"
_STEP_FIX = 'write { dose = "X1", amount = "2 u" }, { wait = "6 tau" } or { read = ["Z_p"] }'
_ACTION = "a step is exactly one of dose with amount, wait, dilute, or read"
_ACTION_FIX = (
    'write { dose = "A", amount = "10 nM" }, { wait = "100 s" }, { dilute = 0.5 } or '
    '{ read = ["A"] }'
)

Step = Annotated[
    Annotated[DoseStep, Tag("dose")]
    | Annotated[WaitStep, Tag("wait")]
    | Annotated[ReadStep, Tag("read")],
    _one_of("D006", _STEP, _STEP_FIX, dose=DoseStep, wait=WaitStep, read=ReadStep),
]


Between = Annotated[
    Annotated[WashStep, Tag("wash")] | Annotated[TransferStep, Tag("transfer")],
    _one_of(
        "D234",
        "a step between samples is exactly one of wash or transfer",
        'write { wash = 6, takes = "12 tau" } or { transfer = 12, takes = "12 tau" }',
        wash=WashStep,
        transfer=TransferStep,
    ),
]


class ScheduleSpec(Table):
    """What the host does."""

    setup: Several[Step] = key("steps that are done once")
    sample: Annotated[Several[Step], Field(min_length=1)] = key("steps of every training sample")
    probe: Annotated[Several[Step], Field(min_length=1)] = key(
        "steps of every validation and test sample, in an aliquot of the vessel"
    )
    between: Several[Between] = key(
        "what is done by hand between two samples, in this order where several are due", ()
    )

    @property
    def is_exchanged(self) -> bool:
        """Whether weights are moved into a fresh vessel after every sample."""
        return any(isinstance(step, TransferStep) and step.every == 1 for step in self.between)


ScheduleAction = Annotated[
    Annotated[DoseAction, Tag("dose")]
    | Annotated[WaitAction, Tag("wait")]
    | Annotated[DiluteAction, Tag("dilute")]
    | Annotated[ReadAction, Tag("read")],
    _one_of(
        *("D013", _ACTION, _ACTION_FIX),
        dose=DoseAction,
        wait=WaitAction,
        dilute=DiluteAction,
        read=ReadAction,
    ),
]


class ScheduleFile(Table):
    """The whole file."""

    steps: Annotated[Several[ScheduleAction], Field(min_length=1)] = key("what is done, in order")
