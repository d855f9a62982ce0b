"""What can be synthesised, afforded and waited for: defaults that a laboratory may change."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Prices:
    """Placeholders, not offers: ask a vendor for a quote and put its numbers here.

    Parameters
    ----------
    low_per_nt, high_per_nt: per nucleotide, cheapest and dearest usual scale.
    page: purification of one strand that needs it.
    reporter_low, reporter_high: dye and quencher of one reporter.
    """

    currency: str = "USD"
    low_per_nt: float = 0.15
    high_per_nt: float = 0.40
    page: float = 60.0
    reporter_low: float = 120.0
    reporter_high: float = 200.0
    status: str = "placeholders, not offers"


@dataclass(frozen=True, slots=True)
class BuildLimits:
    """Bounds of one experiment.

    Parameters
    ----------
    cheap_nt: longest strand of the cheapest scale, without purification.
    longest_nt: longest strand that is sold at all.
    shortest_nt: shortest one.
    page_nt: longer strands are purified by gel.
    strands_at_once: strands of a system that one person prepares and tests in one go.
    strands_in_stages: strands of a system that is built in stages: one 384-well plate.
    sample_hours: longest acceptable time of one training sample.
    run_hours: time after which strands in Mg2+ are no longer what was mixed.
    plate_wells: wells of an order plate.
    """

    cheap_nt: int = 60
    longest_nt: int = 200
    shortest_nt: int = 5
    page_nt: int = 60
    strands_at_once: int = 60
    strands_in_stages: int = 384
    sample_hours: float = 24.0
    run_hours: float = 24.0 * 28
    plate_wells: int = 96
    prices: Prices = field(default_factory=Prices)
