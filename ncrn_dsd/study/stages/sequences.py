"""Domains -> nucleotides -> strands that could be ordered."""

from __future__ import annotations

from ncrn_dsd.handoff.checks import check_package
from ncrn_dsd.handoff.package import build_package
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab import LabPackage, SequenceAssignment
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.study.stage import Work, stage


@stage("sequences")
def design_nucleotides(work: Work, system: DsdSystem, spec: SequenceSpec) -> SequenceAssignment:
    """Nucleotides for every domain.

    Raises
    ------
    SequenceError: there are none, such as Q003 and Q004 for more domains than words.
    """
    # Compiled kernels take a second to load; only the design of sequences should wait for them.
    from ncrn_dsd.sequences.design import design_sequences

    return design_sequences(system, spec, work.report)


@stage("strands", ensure=check_package)
def make_strands(work: Work, system: DsdSystem, sequences: SequenceAssignment) -> LabPackage:
    """The strands of all complexes, with what each is for."""
    del work
    return build_package(system, sequences)
