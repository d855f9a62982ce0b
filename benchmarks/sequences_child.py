"""Other designers and energy models, run by a Python in which they are installed.

Reads {"task": ..., ...} as JSON from standard input and writes the answer as JSON. Tasks:
seqwalk (count, length_nt) gives domains; duplexfold (domains) gives the energies in kcal/mol of
the weakest intended and the strongest unintended duplexes by ViennaRNA, DNA of Mathews 2004, 25 C.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
from collections.abc import Callable
from typing import Any

PARTNER = str.maketrans("ACGT", "TGCA")
KMER_NT = range(3, 11)


def seqwalk(count: int, length_nt: int) -> list[str]:
    """The first domains of the walk with the shortest words that gives enough of them."""
    design = importlib.import_module("seqwalk.design")
    for word_nt in KMER_NT:
        with contextlib.redirect_stdout(io.StringIO()):
            domains: list[str] = design.max_size(
                length_nt, word_nt, alphabet="ACT", GClims=(5, 10), verbose=False
            )
        if len(domains) >= count:
            return domains[:count]
    return []


def duplexfold(domains: list[str]) -> dict[str, float]:
    rna = importlib.import_module("RNA")
    rna.params_load_DNA_Mathews2004()
    rna.cvar.temperature = 25.0
    rna.cvar.noGU = 1
    partners = [domain.translate(PARTNER)[::-1] for domain in domains]
    intended: list[float] = []
    crossed: list[float] = []
    paired: list[float] = []
    for i, one in enumerate(domains):
        for j, other in enumerate(domains):
            energy = rna.duplexfold(one, partners[j]).energy
            (intended if i == j else crossed).append(energy)
            if j <= i:
                paired.append(rna.duplexfold(one, other).energy)
    return {
        "weakest_intended_kcal": max(intended),
        "strongest_crossed_kcal": min(crossed),
        "strongest_paired_kcal": min(paired),
        "gap_kcal": min(crossed) - max(intended),
    }


def main() -> None:
    asked: dict[str, Any] = json.load(sys.stdin)
    tasks: dict[str, Callable[..., Any]] = {"seqwalk": seqwalk, "duplexfold": duplexfold}
    task = tasks[asked.pop("task")]
    with contextlib.redirect_stderr(io.StringIO()):
        answer = task(**asked)
    json.dump(answer, sys.stdout)


main()
