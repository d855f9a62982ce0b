"""Domains -> nucleotides -> strands that could be ordered."""

from __future__ import annotations

from collections.abc import Mapping

from ncrn_dsd.handoff.checks import check_package
from ncrn_dsd.handoff.package import build_package
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.gate_rates import AlikeToeholds
from ncrn_dsd.ir.lab import LabPackage, SequenceAssignment
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.toehold_words import ChosenLetters, ToeholdWords
from ncrn_dsd.model.rates import Conditions
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.displacements import ToeholdSite, toehold_sites
from ncrn_dsd.study.stage import Work, stage


@stage("toehold sites")
def find_sites(work: Work, system: DsdSystem, network: ReactionNetwork) -> tuple[ToeholdSite, ...]:
    """Where the toeholds of a condensed network bind, and what stands beside them."""
    del work
    return toehold_sites(system, network)


@stage("alike toeholds")
def find_alike(work: Work, crn: FormalCrn, system: DsdSystem) -> tuple[AlikeToeholds, ...]:
    """Toeholds whose rates should be equal, since gates of one formal rate have them."""
    from ncrn_dsd.sequences.gate_rates import toeholds_alike

    del work
    return toeholds_alike(system, crn)


@stage("letters")
def choose_letters(work: Work, system: DsdSystem, spec: SequenceSpec) -> ChosenLetters:
    """Letters of domains with which all toeholds find words, where rates need not be equal.

    Raises
    ------
    SequenceError: Q006, the sequences that a design brings are not of this system.
    """
    # Searching the pool of toeholds loads compiled kernels.
    from ncrn_dsd.sequences.alphabets import letters_with_room

    del work
    return letters_with_room(system, spec)


@stage(
    "toehold words",
    reads=lambda system, spec, sites, conditions, levels_M, alike: (
        system,
        spec,
        sites,
        conditions,
        None if levels_M is None else sorted(levels_M.items()),
        alike,
    ),
)
def choose_toehold_words(
    work: Work,
    system: DsdSystem,
    spec: SequenceSpec,
    sites: tuple[ToeholdSite, ...],
    conditions: Conditions,
    levels_M: Mapping[str, float] | None,
    alike: tuple[AlikeToeholds, ...],
) -> ToeholdWords:
    """Words with which toeholds have equal rates, and why these.

    Parameters
    ----------
    levels_M: of signals and fuels by name; None where they follow from the rates.
    alike: toeholds whose k should be equal, where levels are known.

    Raises
    ------
    SequenceError: Q003, there are too few.
    """
    # Compiled kernels take a second to load.
    from ncrn_dsd.sequences.equal_toeholds import equal_toeholds
    from ncrn_dsd.sequences.options import SearchOptions

    del work
    return equal_toeholds(system, sites, spec, SearchOptions.of(spec), conditions, levels_M, alike)


@stage(
    "sequences",
    reads=lambda system, spec, toeholds, at_bench: (
        system,
        spec,
        toeholds,
        at_bench if spec.short_duplexes else None,
    ),
)
def design_nucleotides(
    work: Work,
    system: DsdSystem,
    spec: SequenceSpec,
    toeholds: ToeholdWords | None,
    at_bench: DsdSystem,
) -> SequenceAssignment:
    """Nucleotides for every domain.

    Parameters
    ----------
    toeholds: words with equal rates; None for toeholds chosen by themselves.
    at_bench: with its reporters, whose margins count where duplexes are to be short.

    Raises
    ------
    SequenceError: there are none, such as Q003 and Q004 for more domains than words.
    """
    # Compiled kernels take a second to load; only the design of sequences should wait for them.
    from ncrn_dsd.sequences.design import design_sequences

    return design_sequences(system, spec, work.report, toeholds=toeholds, at_bench=at_bench)


@stage("strands", ensure=check_package)
def make_strands(work: Work, system: DsdSystem, sequences: SequenceAssignment) -> LabPackage:
    """The strands of all complexes, with what each is for."""
    del work
    return build_package(system, sequences)
