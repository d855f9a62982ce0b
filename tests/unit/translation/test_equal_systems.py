from __future__ import annotations

from dataclasses import replace

import pytest

from ncrn_dsd.errors import TranslationError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.dsd import Complex, DsdSystem, complement, domain_name
from ncrn_dsd.translation.equal_systems import Labelled, equal_up_to_names
from ncrn_dsd.translation.nuskell_adapter import nuskell_agrees
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

CRN = read_crn("A + B -> A + C; C -> B", "test").crn
SCHEME = load_scheme("soloveichik2010")


def labelled(system: DsdSystem) -> list[Labelled]:
    return [
        *((s.species, s.complex) for s in system.signals),
        *(("", f.complex) for f in system.fuels),
    ]


def lengths(system: DsdSystem) -> dict[str, int]:
    return {d.name: d.length_nt for d in system.domains}


def renamed(complex_: Complex, flipped: str) -> Complex:
    """New names, last rotation, and one domain written as its complement."""

    def name(o: str) -> str:
        new = f"z_{domain_name(o)}" + "*" * o.endswith("*")
        return complement(new) if domain_name(o) == flipped else new

    turned = complex_.rotations()[-1]
    return Complex(tuple(tuple(map(name, s)) for s in turned.strands), turned.structure)


def test_names_rotations_and_stars_do_not_matter() -> None:
    system = translate(CRN, SCHEME)
    flipped = system.domains[3].name
    other = [(label, renamed(c, flipped)) for label, c in labelled(system)]
    new_lengths = {f"z_{name}": n for name, n in lengths(system).items()}
    assert equal_up_to_names(
        labelled(system), [*other[:3], *other[:2:-1]], lengths(system), new_lengths
    )


def test_a_swapped_domain_or_length_or_fuel_is_seen() -> None:
    system = translate(CRN, SCHEME)
    same, nt = labelled(system), lengths(system)
    swap = {system.domains[0].name: system.domains[2].name}
    wrong = [
        (n, Complex(tuple(tuple(swap.get(o, o) for o in s) for s in c.strands), c.structure))
        for n, c in same
    ]
    assert not equal_up_to_names(same, wrong, nt, nt)
    assert not equal_up_to_names(same, same[:-1], nt, nt)
    assert not equal_up_to_names(same, same, nt, {**nt, system.domains[1].name: 6})
    species = [("B" if n == "A" else "A" if n == "B" else n, c) for n, c in same]
    assert not equal_up_to_names(same, species, nt, nt)


def test_without_nuskell_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(TranslationError, match=r"T020.*pip install 'ncrn_dsd\[nuskell\]'"):
        nuskell_agrees(CRN, SCHEME, translate(CRN, replace(SCHEME)))
