"""Keeps account of what is drawn from which liquid while a protocol is planned.

A component is drawn from the weakest dilution of its stock of which a pipette can still take
enough, so that no step is too small to be exact. The dilutions themselves are planned last, when
it is known how much of each is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.liquids.premixes import WITH_BUFFER, Premix, Wanted, shares_of
from ncrn_dsd.handoff.liquids.rounding import dose_dilution, rounded_uL
from ncrn_dsd.ir.bench import Component, ProtocolPart, Transfer
from ncrn_dsd.model.lab import LabSettings

BUFFER_1X, BUFFER_10X, WATER = "buffer_1x", "buffer_10x", "water"
DISCARD = "discard"
LONGEST_CHAIN = 100
"""No dilution is stronger than this in one step."""


@dataclass(frozen=True, slots=True)
class Need:
    """Draw so much of a component: final concentration times volume [nM uL]."""

    component: str
    nM_uL: float


@dataclass(slots=True)
class Ledger:
    """Transfers so far, and what was drawn from every stock.

    Parameters
    ----------
    stock_nM: concentration of every undiluted component.
    drawn_uL: by name of the place.
    premixes: by their shares.
    """

    settings: LabSettings
    components: Mapping[str, Component]
    stock_nM: Mapping[str, float]
    transfers: list[Transfer] = field(default_factory=list)
    drawn_uL: dict[str, float] = field(default_factory=dict)
    levels: dict[str, tuple[str, int]] = field(default_factory=dict)
    premixes: Mapping[Wanted, Premix] = field(default_factory=dict)

    def draw(
        self,
        need: Need,
        target: str,
        work: ProtocolPart,
        time_s: float,
        note: str = "",
        step: int = -1,
        smallest_uL: float | None = None,
    ) -> float:
        """Move what is needed of a component into `target` and return the volume [uL]."""
        factor, volume_uL = self._dilution(need, work, smallest_uL)
        source = self.level(need.component, factor)
        return self.move(source, target, volume_uL, work, time_s, need.component, note, step)

    def room_uL(self, need: Need, work: ProtocolPart) -> float:
        """The volume that `draw` would move, with the buffer that it lacks."""
        factor, volume_uL = self._dilution(need, work)
        is_in_buffer = factor > 1 or self.components[need.component].annealed
        return rounded_uL(volume_uL) * (1.0 if is_in_buffer else WITH_BUFFER)

    def _dilution(
        self, need: Need, work: ProtocolPart, smallest_uL: float | None = None
    ) -> tuple[int, float]:
        """How many times a stock is diluted for a need, and the volume of that [uL]."""
        limit_uL = self.settings.smallest_uL if smallest_uL is None else smallest_uL
        direct_uL = need.nM_uL / self.concentration(need.component)
        annealed = self.components[need.component].annealed or work is not ProtocolPart.DOSE
        factor = dose_dilution(direct_uL, limit_uL, annealed=annealed)
        return factor, direct_uL * factor

    def move(
        self,
        source: str,
        target: str,
        volume_uL: float,
        work: ProtocolPart,
        time_s: float,
        component: str,
        note: str = "",
        step: int = -1,
    ) -> float:
        """Move a volume, rounded to what can be set, and return it [uL]."""
        rounded = self._droplets(volume_uL) if self._is_supply(source) else rounded_uL(volume_uL)
        self.drawn_uL[source] = self.drawn_uL.get(source, 0.0) + rounded
        self.transfers.append(
            Transfer(
                len(self.transfers),
                work,
                time_s,
                source,
                target,
                component,
                volume_uL,
                rounded,
                step,
                note,
            )
        )
        return rounded

    def pour_all(
        self, source: str, target: str, volume_uL: float, time_s: float, note: str, step: int
    ) -> None:
        """Move all that a vessel or mix holds, which by hand is no volume that a pipette shows."""
        self.transfers.append(
            Transfer(
                len(self.transfers),
                ProtocolPart.DOSE,
                time_s,
                source,
                target,
                source,
                volume_uL,
                volume_uL,
                step,
                note,
            )
        )

    def fill(
        self,
        target: str,
        total_uL: float,
        stocks: Iterable[tuple[str, float]],
        work: ProtocolPart,
        time_s: float,
        note: str = "",
        step: int = -1,
    ) -> None:
        """Make up to `total_uL` with buffer, so that the magnesium is what it should be.

        Parameters
        ----------
        stocks: places and volumes that were put in before.
        """
        moved = list(stocks)
        room = total_uL - sum(v for _, v in moved)
        lacking = self.settings.magnesium_mM * total_uL - sum(
            self.magnesium_mM(place) * v for place, v in moved
        )
        concentrated = max(0.0, lacking) / self.settings.buffer_10x_mM
        if room <= 0:
            return
        if abs(concentrated - room / 10) < 0.005 * room / 10 + 1e-9:
            self.move(BUFFER_1X, target, room, work, time_s, "buffer", note, step)
            return
        # What lacks is given as concentrated buffer; water does the rest, unless that is too
        # little to pipette.
        share = min(concentrated, room)
        least = self.settings.smallest_hard_uL
        if room - share < least:
            share = room
        elif share < least:
            share = 0.0
        put = 0.0
        if share > 0:
            put = self.move(BUFFER_10X, target, share, work, time_s, "buffer", note, step)
        if room - put >= least:
            self.move(WATER, target, room - put, work, time_s, "water", note, step)

    def concentration(self, component: str) -> float:
        """Of the undiluted stock [nM].

        Raises
        ------
        HandoffError: H011, the component is not known.
        """
        if component not in self.stock_nM:
            raise HandoffError(
                "H011",
                f"component '{component}'",
                "it is dosed but no signal, fuel or reporter has this name",
                "dose species of the network and fuels of the system only",
            )
        return self.stock_nM[component]

    def premix_of(self, wanted: Wanted) -> Premix | None:
        """The premix that a dose is poured from; None for one that is drawn singly."""
        return self.premixes.get(shares_of(wanted)) if len(wanted) > 1 else None

    def level(self, component: str, factor: int) -> str:
        """The place of a dilution of a component."""
        if factor == 1:
            return self.stock_place(component)
        name = f"{component}/{factor}"
        if name not in self.levels:
            self.levels[name] = (component, factor)
            if factor > LONGEST_CHAIN:
                self.level(component, factor // LONGEST_CHAIN)
        return name

    def stock_place(self, component: str) -> str:
        """Where the undiluted component is: an anneal, or the strand as it was bought."""
        one = self.components[component]
        return f"{component}/anneal" if one.annealed else f"strand/{one.parts[0].strand}"

    def _droplets(self, volume_uL: float) -> float:
        """What makes a mix up to its volume has to be exact, whatever a pipette shows."""
        size = self.settings.droplet_uL
        return round(round(volume_uL / size) * size, 3)

    @staticmethod
    def _is_supply(source: str) -> bool:
        return source in {BUFFER_1X, BUFFER_10X, WATER}

    def magnesium_mM(self, place: str) -> float:
        """Of what is drawn from a place."""
        if place == BUFFER_10X:
            return self.settings.buffer_10x_mM
        if place == WATER or place.startswith("strand/"):
            return 0.0
        return self.settings.magnesium_mM
