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
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

import numpy as np

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.ir.dsd import partners_in
from ncrn_dsd.sequences.energy import thermal_kcal

ParameterSet = Literal["mathews2004", "mathews1999"]


@dataclass(frozen=True, slots=True)
class EnsembleOptions:
    """Conditions of Piperine's report (Srinivas et al. 2017) by default."""

    parameters: ParameterSet = "mathews2004"
    temperature_C: float = 25.0
    sodium_M: float = 0.5
    dangles: Literal[0, 2] = 2


def vienna_version() -> str:
    """The installed version of ViennaRNA, or "" when there is none."""
    try:
        return version("ViennaRNA")
    except PackageNotFoundError:
        return ""


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


def association_kcal(one: str, other: str, options: EnsembleOptions | None = None) -> float:
    """Free energy of dimerisation at 1 M, ensembles of single strands and dimers compared."""
    with _vienna(options or EnsembleOptions()) as (rna, model):
        model.compute_bpp = 0
        folded = rna.fold_compound(f"{one}&{other}", model)
        _, alone, other_alone, bound, _ = folded.pf_dimer()
    return float(bound - alone - other_alone)


def ensemble_energy_kcal(strands: Sequence[str], options: EnsembleOptions | None = None) -> float:
    """Free energy at 1 M of all structures in which these strands, in this order, hang together."""
    with _vienna(options or EnsembleOptions()) as (rna, model):
        model.compute_bpp = 0
        return float(rna.fold_compound("&".join(strands), model).pf()[1])


def open_probability(
    strands: Sequence[str],
    structure: str,
    places: Sequence[int],
    options: EnsembleOptions | None = None,
) -> float:
    """Probability that all these bases are unpaired at once.

    Parameters
    ----------
    structure: dot-bracket of all nucleotides; its pairs are kept, as in a gate that was annealed.
    places: from 0, over all strands.
    """
    chosen = options or EnsembleOptions()
    text = "&".join(strands)
    partners = partners_in(structure)
    energies = []
    with _vienna(chosen) as (rna, model):
        model.compute_bpp = 0
        for closed in (False, True):
            folded = rna.fold_compound(text, model)
            for at, partner in enumerate(partners):
                if partner is not None and at < partner:
                    folded.hc_add_bp(at + 1, partner + 1)
            for at in places if closed else ():
                folded.hc_add_up(at + 1)
            energies.append(float(folded.pf()[1]))
    return float(np.exp((energies[0] - energies[1]) / thermal_kcal(chosen.temperature_C)))


def intended_probabilities(
    strands: Sequence[str], structure: str, options: EnsembleOptions | None = None
) -> tuple[float, ...]:
    """Probability of each base of a complex to be paired, or unpaired, as intended.

    Parameters
    ----------
    structure: dot-bracket of all nucleotides, with or without "+" between strands.
    """
    partners = partners_in(structure)
    with _vienna(options or EnsembleOptions()) as (rna, model):
        folded = rna.fold_compound("&".join(strands), model)
        folded.pf()
        pairs = np.array(folded.bpp())[1:, 1:]
    pairs = pairs + pairs.T
    free = 1.0 - pairs.sum(axis=1)
    return tuple(
        float(free[at] if partner is None else pairs[at, partner])
        for at, partner in enumerate(partners)
    )


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
