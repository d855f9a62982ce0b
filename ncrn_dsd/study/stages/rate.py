"""Nucleotides -> rates of all reactions by a rate model, and the networks at these rates."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.gate_rates import GateRates
from ncrn_dsd.ir.lab import SequenceAssignment
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.reaction_rates import SystemRates
from ncrn_dsd.model.rates import RateChoice
from ncrn_dsd.sequences.gate_rates import gate_rates
from ncrn_dsd.sequences.reaction_rates import NucleotideRates
from ncrn_dsd.study.stage import Work, stage


@dataclass(frozen=True, slots=True)
class PredictedLeaks:
    """A network with leaks at the rates that nucleotides say.

    Parameters
    ----------
    unpredicted: leaks that the enumerator knows and the model does not; as fast as the fastest.
    """

    network: ReactionNetwork
    unpredicted: int


def _rates_of(
    system: DsdSystem, sequences: SequenceAssignment, choice: RateChoice
) -> NucleotideRates:
    words = {d.domain: d.sequence for d in sequences.domains}
    return NucleotideRates(system, words, choice.load(), choice.conditions)


@stage("rates")
def rate_reactions(
    work: Work,
    system: DsdSystem,
    network: ReactionNetwork,
    sequences: SequenceAssignment,
    choice: RateChoice,
) -> SystemRates:
    """What there is to say about every reaction and every pair that leaks.

    Parameters
    ----------
    network: condensed, at the rates of the enumerator.
    """
    del work
    return _rates_of(system, sequences, choice).system_rates(network)


@stage("gate rates")
def rate_gates(
    work: Work,
    crn: FormalCrn,
    system: DsdSystem,
    sequences: SequenceAssignment,
    choice: RateChoice,
) -> tuple[GateRates, ...]:
    """Rates of the gates of every formal reaction, each module alone.

    Parameters
    ----------
    crn: what `system` implements.
    """
    del work
    words = {d.domain: d.sequence for d in sequences.domains}
    return gate_rates(system, crn, words, choice.load(), choice.conditions)


@stage("network at rates")
def rate_network(
    work: Work,
    system: DsdSystem,
    network: ReactionNetwork,
    sequences: SequenceAssignment,
    choice: RateChoice,
    kinetics: Kinetics,
) -> ReactionNetwork:
    """The same network at the rates of a model.

    Parameters
    ----------
    kinetics: what `network` is.
    """
    del work
    rates = _rates_of(system, sequences, choice)
    condensed = kinetics is Kinetics.CONDENSED
    return rates.condensed(network) if condensed else rates.uncondensed(network)


@stage("leaks at rates")
def predict_leaks(
    work: Work,
    system: DsdSystem,
    network: ReactionNetwork,
    sequences: SequenceAssignment,
    choice: RateChoice,
) -> PredictedLeaks:
    """The leaks of a network as fast as predicted for their pairs.

    Parameters
    ----------
    network: with leaks at 1 /(M s).
    """
    del work
    return PredictedLeaks(*_rates_of(system, sequences, choice).leaking(network))
