"""Domains -> nucleotides -> strands that could be ordered."""

from __future__ import annotations

from ncrn_dsd.handoff.checks import check_package
from ncrn_dsd.handoff.package import build_package
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab import LabPackage, SequenceAssignment
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.model.rates import USUAL_CONDITIONS, Conditions
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.displacements import ToeholdSite, toehold_sites
from ncrn_dsd.study.stage import Work, stage


@stage("toehold sites")
def find_sites(work: Work, system: DsdSystem, network: ReactionNetwork) -> tuple[ToeholdSite, ...]:
    """Where the toeholds of a condensed network bind, and what stands beside them."""
    del work
    return toehold_sites(system, network)


@stage("sequences")
def design_nucleotides(
    work: Work,
    system: DsdSystem,
    spec: SequenceSpec,
    sites: tuple[ToeholdSite, ...] = (),
    conditions: Conditions = USUAL_CONDITIONS,
) -> SequenceAssignment:
    """Nucleotides for every domain.

    Parameters
    ----------
    sites, conditions: where rates should be equal; none for toeholds chosen by themselves.

    Raises
    ------
    SequenceError: there are none, such as Q003 and Q004 for more domains than words.
    """
    # Compiled kernels take a second to load; only the design of sequences should wait for them.
    from ncrn_dsd.sequences.design import design_sequences

    return design_sequences(system, spec, work.report, sites=sites, conditions=conditions)


@stage("strands", ensure=check_package)
def make_strands(work: Work, system: DsdSystem, sequences: SequenceAssignment) -> LabPackage:
    """The strands of all complexes, with what each is for."""
    del work
    return build_package(system, sequences)
