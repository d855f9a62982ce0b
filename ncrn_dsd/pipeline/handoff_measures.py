"""The quality report of the sequences of a package, reporters included."""

from __future__ import annotations

from collections.abc import Iterable

from ncrn_dsd.feasibility.reporters import with_reporters
from ncrn_dsd.ir.design import SequenceSpec
from ncrn_dsd.ir.lab import StrandOrder
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_quality import QualityReport
from ncrn_dsd.pipeline.stages import Stages


def sequence_quality(
    stages: Stages, design: LabDesign, strands: Iterable[StrandOrder], spec: SequenceSpec
) -> QualityReport:
    """Every measure beside random sequences, and who is to blame for the worst.

    Parameters
    ----------
    strands: of the order, for the names under which strands appear.
    """
    # Compiled kernels take a second to load; only the measures should wait for them.
    from ncrn_dsd.sequences.quality_report import quality_report
    from ncrn_dsd.sequences.quality_values import QualityOptions
    from ncrn_dsd.sequences.vienna_adapter import vienna_version

    called = {s.domains: s.name for s in reversed(tuple(strands))}
    system = with_reporters(design.system, design.read)
    sequences = design.package.sequences
    options = QualityOptions(spec)
    return stages.do(
        "quality",
        (system, sequences, options, sorted(called.items()), vienna_version()),
        QualityReport,
        lambda report: quality_report(system, sequences, options, report, called),
    )
