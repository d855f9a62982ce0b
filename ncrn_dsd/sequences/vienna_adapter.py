"""Ensemble measures by ViennaRNA, an optional extra: unpaired bases, dimers, complex defects.

Values are not those of NUPACK: single strands agree to a hundredth, defects of complexes to a
factor of two, and dimer percentages only in rank. The salt correction knows Na+ only.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, sqrt
from typing import Any, Literal

from ncrn_dsd.errors import SequenceError

ParameterSet = Literal["mathews2004", "mathews1999"]

CELSIUS_0_K = 273.15
GAS_KCAL_PER_MOL_K = 0.0019872
EACH_STRAND_M = 1e-6


@dataclass(frozen=True, slots=True)
class EnsembleOptions:
    """Conditions of Piperine's report (Srinivas et al. 2017) by default."""

    parameters: ParameterSet = "mathews2004"
    temperature_C: float = 25.0
    sodium_M: float = 0.5
    dangles: Literal[0, 2] = 2


@dataclass(frozen=True, slots=True)
class Unpaired:
    """Unpaired probability of the bases of free strands.

    Parameters
    ----------
    smallest: worst base of all strands ("SSU min").
    mean: mean of the means of the strands ("SSU avg").
    """

    smallest: float
    mean: float


def unpaired_probabilities(
    strand: str, options: EnsembleOptions | None = None
) -> tuple[float, ...]:
    """Probability of each base of a free strand to be unpaired."""
    with _vienna(options or EnsembleOptions()) as (rna, model):
        folded = rna.fold_compound(strand, model)
        folded.pf()
        pairs = folded.bpp()
    size = len(strand)
    return tuple(
        1.0 - sum(pairs[min(i, j)][max(i, j)] for j in range(1, size + 1) if j != i)
        for i in range(1, size + 1)
    )


def unpaired_summary(strands: Sequence[str], options: EnsembleOptions | None = None) -> Unpaired:
    """SSU min and SSU avg of at least one strand."""
    each = [unpaired_probabilities(strand, options) for strand in strands]
    means = [sum(one) / len(one) for one in each]
    return Unpaired(min(min(one) for one in each), sum(means) / len(means))


def dimer_percent(one: str, other: str, options: EnsembleOptions | None = None) -> float:
    """I(a, b): strands of a pair that are in dimers, in percent, each strand at 1 uM.

    100 times the concentration of all dimers formed from the two alone, over 2 uM: Piperine's
    code divides so, where the thesis it goes with divides by 1 uM.
    """
    chosen = options or EnsembleOptions()
    heat = GAS_KCAL_PER_MOL_K * (CELSIUS_0_K + chosen.temperature_C)
    mixed = exp(-_association_kcal(one, other, chosen) / heat)
    with_itself = [exp(-_association_kcal(s, s, chosen) / heat) for s in (one, other)]
    if one == other:
        free = _free_alone(2 * EACH_STRAND_M, with_itself[0])
        return 100.0 * with_itself[0] * free * free / (2 * EACH_STRAND_M)
    first, second = _free_strands(mixed, with_itself[0], with_itself[1])
    dimers = mixed * first * second
    dimers += with_itself[0] * first * first + with_itself[1] * second * second
    return 100.0 * dimers / (2 * EACH_STRAND_M)


def strand_interactions(
    strands: Sequence[str], options: EnsembleOptions | None = None
) -> tuple[float, float]:
    """TSI avg and TSI max: mean and largest row sum of I over all pairs, self pairs included."""
    rows = [0.0] * len(strands)
    for i, one in enumerate(strands):
        for j in range(i + 1):
            percent = dimer_percent(one, strands[j], options)
            rows[i] += percent
            if i != j:
                rows[j] += percent
    return sum(rows) / len(rows), max(rows)


def complex_defect_nt(
    strands: Sequence[str], structure: str, options: EnsembleOptions | None = None
) -> float:
    """Expected number of bases of a complex whose partner is not the intended one.

    Parameters
    ----------
    structure: dot-bracket of all nucleotides, with or without "+" between strands.
    """
    with _vienna(options or EnsembleOptions()) as (rna, model):
        folded = rna.fold_compound("&".join(strands), model)
        folded.pf()
        flat = structure.replace("+", "")
        return float(folded.ensemble_defect(flat)) * len(flat)


def _association_kcal(one: str, other: str, options: EnsembleOptions) -> float:
    """Free energy of dimerisation at 1 M, ensembles of single strands and dimers compared."""
    with _vienna(options) as (rna, model):
        folded = rna.fold_compound(f"{one}&{other}", model)
        _, alone, other_alone, bound, _ = folded.pf_dimer()
    return float(bound - alone - other_alone)


def _free_alone(total_M: float, constant: float) -> float:
    """Free strand with x + 2 K x^2 = total."""
    return 2 * total_M / (1 + sqrt(1 + 8 * constant * total_M))


def _free_strands(mixed: float, first: float, second: float) -> tuple[float, float]:
    """Free strands of a pair at 1 uM each; bisection of the mass balance in logarithms."""
    low, high = log(1e-30), log(EACH_STRAND_M)
    a = b = 0.0
    for _ in range(200):
        a = exp((low + high) / 2)
        # The second strand feels the first as one more, linear, sink.
        sink = 1 + mixed * a
        b = 2 * EACH_STRAND_M / (sink + sqrt(sink * sink + 8 * second * EACH_STRAND_M))
        if a + 2 * first * a * a + mixed * a * b > EACH_STRAND_M:
            high = log(a)
        else:
            low = log(a)
    return a, b


@contextmanager
def _vienna(options: EnsembleOptions) -> Iterator[tuple[Any, Any]]:
    """The module with DNA parameters in place, and a model of the conditions."""
    rna = _module()
    _load(options.parameters)
    model = rna.md()
    model.temperature = options.temperature_C
    model.dangles = options.dangles
    model.noGU = 1
    model.salt = options.sodium_M
    model.helical_rise = rna.MODEL_HELICAL_RISE_DNA
    model.backbone_length = rna.MODEL_BACKBONE_LENGTH_DNA
    model.uniq_ML = 1
    yield rna, model


def _module() -> Any:
    """The Python interface of ViennaRNA.

    Raises
    ------
    SequenceError: Q005, it is not installed.
    """
    try:
        return importlib.import_module("RNA")
    except ImportError as error:
        what = "ensemble measures need ViennaRNA, which is not installed"
        hint = "install it with: pip install viennarna"
        raise SequenceError("Q005", "sequences", what, hint) from error


@lru_cache(maxsize=1)
def _load(parameters: ParameterSet) -> None:
    """Make DNA parameters those of the module; it holds one set at a time."""
    rna = _module()
    if parameters == "mathews2004":
        rna.params_load_DNA_Mathews2004()
    else:
        rna.params_load_DNA_Mathews1999()
