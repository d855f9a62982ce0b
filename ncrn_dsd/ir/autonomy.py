"""What a design leaves to its host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from ncrn_dsd.ir.headings import DESIGN, PER_SAMPLE, VERDICT
from ncrn_dsd.ir.shown import Shown, Style

HARMLESS = ("dose", "wait", "read")
"""What the host of a closed learner does; anything else acts on what the chemistry computed."""

_PER_SAMPLE = Shown(PER_SAMPLE.heading, Style.PLAIN)
_BEYOND = Shown("Beyond dosing, waiting and reading", Style.PLAIN, is_about=True)


@dataclass(frozen=True, slots=True)
class Autonomy:
    """What a design leaves to its host.

    Parameters
    ----------
    path: the design file.
    mode: "closed" or "as-published" for a learner, "dynamics" for a network that only runs.
    per_sample: mean number per training sample by kind; none when there is nothing to train.
    setup: number before the first sample by kind.
    """

    design: Annotated[str, DESIGN]
    path: str
    mode: Annotated[str, Shown("Mode", Style.WORD)]
    per_sample: Annotated[Mapping[str, float], _PER_SAMPLE] = field(hash=False)
    setup: Mapping[str, float] = field(hash=False)

    @property
    def beyond(self) -> Annotated[float, _BEYOND]:
        """Actions per sample other than dosing, waiting and reading."""
        return sum(count for kind, count in self.per_sample.items() if kind not in HARMLESS)

    @property
    def is_closed(self) -> Annotated[bool, Shown("Closed", Style.WORD, is_about=True)]:
        """The host only doses, waits and reads, before the first sample too."""
        both = (*self.per_sample.items(), *self.setup.items())
        return not any(count for kind, count in both if kind not in HARMLESS)

    @property
    def verdict(self) -> Annotated[str, replace(VERDICT, is_about=True)]:
        """The finding in one line."""
        if self.is_closed:
            what = "closed: the host only doses, waits and reads"
            return what if self.per_sample else f"{what}, and there is nothing to train"
        return (
            f"not closed: {self.beyond:.4g} host actions per sample beyond dosing, waiting "
            "and reading"
        )
