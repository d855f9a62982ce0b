"""Nucleotides -> every measure of their quality, beside random sequences."""

from __future__ import annotations

from collections.abc import Mapping

from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab import SequenceAssignment
from ncrn_dsd.ir.lab_quality import QualityReport
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.study.stage import Work, stage


def _reads(
    system: DsdSystem,
    sequences: SequenceAssignment,
    spec: SequenceSpec,
    called: Mapping[tuple[str, ...], str],
) -> object:
    from ncrn_dsd.sequences.vienna_adapter import vienna_version

    return system, sequences, spec, sorted(called.items()), vienna_version()


@stage("quality", reads=_reads)
def measure_quality(
    work: Work,
    system: DsdSystem,
    sequences: SequenceAssignment,
    spec: SequenceSpec,
    called: Mapping[tuple[str, ...], str],
) -> QualityReport:
    """Every measure beside random sequences, and what the worst is of.

    Parameters
    ----------
    system: with its reporters.
    called: under which name a strand appears, by its domains.
    """
    # Compiled kernels take a second to load; only the measures should wait for them.
    from ncrn_dsd.sequences.quality_report import quality_report
    from ncrn_dsd.sequences.quality_values import QualityOptions

    return quality_report(system, sequences, QualityOptions(spec), work.report, dict(called))
