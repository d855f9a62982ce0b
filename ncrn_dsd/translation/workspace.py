"""What a run of a scheme has made so far: domains, signals and fuels."""

from __future__ import annotations

from collections.abc import Mapping

from ncrn_dsd.ir.dsd import Complex
from ncrn_dsd.translation.budget import Budget
from ncrn_dsd.translation.flattening import flatten
from ncrn_dsd.translation.values import DomainValue, Fault, Fragment, FragmentItem, FuelValue, Value

LONG_NT = 15
SHORT_NT = 5
MAX_DOMAIN_NT = 1000


class Workspace:
    """Registers of one run; nothing outlives it and nothing is shared between runs."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._fragments = 0
        self._wildcards: dict[tuple[int, int], DomainValue] = {}
        self._signals: dict[Complex, str] = {}
        self._fuels: dict[Complex, int] = {}
        self.fuel_complexes: list[Complex] = []
        """Distinct fuels as they were first written; the serial number is the position."""
        self.lengths_nt: dict[str, int] = {}
        """Length of every domain, by working name (prefix and running number)."""

    def fresh_domain(self, prefix: str, length_nt: int) -> DomainValue:
        """A new domain."""
        name = f"{prefix}{len(self.lengths_nt) + 1}"
        self.lengths_nt[name] = length_nt
        return DomainValue(name, length_nt)

    def fragment(self, items: tuple[FragmentItem, ...], table: Mapping[str, Value]) -> Fragment:
        """A new fragment."""
        self._fragments += 1
        first, last = items[0].span, items[-1].span
        return Fragment(self._fragments, items, table, first.to(last))

    def add_signal(self, species: str, fragment: Fragment) -> tuple[Complex, str | None]:
        """Flatten the fragment of a species into its signal; also the name of its wildcard.

        Raises
        ------
        Fault: as `flatten`; the complex is empty, is the signal of another species, or has more
            than one wildcard.
        """
        flat = flatten(fragment, self._wildcard, self._budget)
        if flat.complex is None:
            raise Fault(
                "S070", f"the signal of '{species}' is empty", "give it domains", fragment.span
            )
        if len(flat.wildcards) > 1:
            raise Fault(
                "S071",
                f"the signal of '{species}' has {len(flat.wildcards)} wildcards",
                "only one domain can be the history, where any other may stand; name the others",
                fragment.span,
            )
        other = self._signals.setdefault(flat.complex.canonical(), species)
        if other != species:
            raise Fault(
                "S072",
                f"the species '{other}' and '{species}' have the same signal complex",
                "make its domains in the where-block of 'formal', one set per species",
                fragment.span,
            )
        return flat.complex, flat.wildcards[0] if flat.wildcards else None

    def add_fuel(self, fragment: Fragment) -> FuelValue | None:
        """The fuel of a fragment, the old one when it exists; None when it is empty or a signal.

        Raises as `flatten`.
        """
        flat = flatten(fragment, self._wildcard, self._budget)
        if flat.complex is None:
            return None
        key = flat.complex.canonical()
        if key in self._signals:
            return None
        serial = self._fuels.setdefault(key, len(self._fuels))
        if serial == len(self.fuel_complexes):
            self.fuel_complexes.append(flat.complex)
        return FuelValue(serial, self.fuel_complexes[serial], fragment.table)

    def _wildcard(self, fragment: Fragment, index: int) -> str:
        key = (fragment.serial, index)
        if key not in self._wildcards:
            self._wildcards[key] = self.fresh_domain("h", LONG_NT)
        return self._wildcards[key].name
