"""Programs for Visual DSD, in its Logic DSD dialect.

Logic DSD writes a complex as a strand graph: strands from 5' to 3' in angle brackets, separated
by "|", with "!" and the same number at the two ends of every bond; toeholds carry "^" and
complements "*" after it. Spaccasassi, Lakin, Phillips, ACS Synth. Biol. 8:1530 (2019); the syntax
is that of the crn-engine sources, where a name that starts with a capital letter, and a bond
that is not a number, would be a variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.amounts import check_amounts
from ncrn_dsd.formats.identifiers import distinct_identifiers
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, domain_name
from ncrn_dsd.units import NM_PER_M

_DOMAIN = re.compile(r"[a-z][A-Za-z0-9_]*")
_RESERVED = frozenset(
    {"constant", "def", "directive", "dom", "is", "new", "nil", "not", "of", "rxn", "seq", "tether"}
)
_RULES = """\
directive parameters [ bind = 0.003; migrate = 1; unbind = 0.1 ]
directive rules {
// free complementary toeholds of two complexes pair
reaction([P1; P2], "bind", Q) :-
  P1 = C1 [D], P2 = C2 [D'], toehold(D), compl(D, D'),
  Q = C1 [D!i] | C2 [D'!i], freshBond(D!i, P1|P2).
// free complements next to a common helix pair
reaction([P], "migrate", Q) :-
  P = C [E!j D] [D' E'!j], compl(D, D'),
  Q = C [E!j D!i] [D'!i E'!j], freshBond(D!i, P).
reaction([P], "migrate", Q) :-
  P = C [D E!j] [E'!j D'], compl(D, D'),
  Q = C [D!i E!j] [E'!j D'!i], freshBond(D!i, P).
// three-way branch migration in both directions
reaction([P], "migrate", Q) :-
  P = C [E!j D] [D!i] [D'!i E'!j],
  Q = C [E!j D!i] [D] [D'!i E'!j].
reaction([P], "migrate", Q) :-
  P = C [D!i] [D E!j] [E'!j D'!i],
  Q = C [D] [D!i E!j] [E'!j D'!i].
// a toehold falls off where no paired domain stacks on it
stacked(D!i, P) :- P = C [D!i E!j] [E'!j D'!i].
stacked(D!i, P) :- P = C [E!j D!i] [D'!i E'!j].
reaction([P], "unbind", Q) :-
  P = C [D!i] [D'!i], toehold(D), not stacked(D!i, P),
  Q = C [D] [D'].
}
"""
"""Toehold-mediated strand displacement. The parameters, in 1/(nM s), 1/s and 1/s, are values of
the usual magnitude that a user replaces; they are no part of a system."""


def system_to_visual_dsd(
    system: DsdSystem,
    concentrations_M: Mapping[str, float] | None = None,
    notes: Sequence[str] = (),
) -> str:
    """A Logic DSD program with every signal and fuel of a system as one strand graph.

    Domains are declared by use in this dialect, which knows no lengths: the program lists them
    in comments, each with the name it has in the system. Names that are not lower case at the
    start get "d_" before them. Complexes are named in comments, and follow the order of the
    system, signals first.

    Parameters
    ----------
    concentrations_M: concentrations of signals and fuels by name, in M, written in nM; what is
        not in it starts at zero.
    notes: comments at the top.

    Raises
    ------
    FormatError: a concentration of something that is not in the system, or one that is
        negative or not finite; a structure that is not balanced.
    """
    named = [("signal", s.species, s.complex) for s in system.signals]
    named += [("fuel", f.name, f.complex) for f in system.fuels]
    amounts_nM = _amounts_nM({name for _, name, _ in named}, concentrations_M or {})
    words = _words(system.domains)
    lines = [f"// {_comment(note)}" for note in notes]
    lines += [f"// translation scheme {_comment(system.scheme)}", "// domains"]
    lines += [
        f"//   {words[d.name]}  {d.length_nt} nt, in the design {_comment(d.name)}"
        for d in system.domains
    ]
    lines += ["directive units { concentration = nM; time = s }", _RULES.rstrip(), "("]
    for index, (kind, name, complex_) in enumerate(named):
        bar = "|" if index else " "
        lines.append(f"// {kind} {_comment(name)}")
        lines.append(f"{bar} {amounts_nM.get(name, '0')} {_process(name, complex_, words)}")
    return "\n".join([*lines, ")"]) + "\n"


def _words(domains: tuple[Domain, ...]) -> dict[str, str]:
    """Every domain as it is written where it is not complemented, with "^" on toeholds."""
    names = distinct_identifiers([d.name for d in domains], _DOMAIN, "d_", _RESERVED)
    return {
        d.name: f"{name}^" if d.is_toehold else name for d, name in zip(domains, names, strict=True)
    }


def _process(name: str, complex_: Complex, words: Mapping[str, str]) -> str:
    """The strand graph of a complex; bonds are numbered in the order in which they open."""
    bonds = _bonds(name, complex_)
    strands = []
    for strand in complex_.strands:
        sites = []
        for occurrence in strand:
            star = "*" if occurrence.endswith("*") else ""
            bond = next(bonds)
            mark = "" if bond is None else f"!{bond}"
            sites.append(f"{words[domain_name(occurrence)]}{star}{mark}")
        strands.append(f"<{' '.join(sites)}>")
    return f"[{' | '.join(strands)}]"


def _bonds(name: str, complex_: Complex) -> Iterator[int | None]:
    """The bond of every domain occurrence, in order."""
    open_bonds: list[int] = []
    found: list[int | None] = []
    count = 0
    marks = complex_.structure.replace("+", "")
    for mark in marks:
        if mark == "(":
            open_bonds.append(count)
            found.append(count)
            count += 1
        elif mark == ")" and open_bonds:
            found.append(open_bonds.pop())
        elif mark == ".":
            found.append(None)
    if open_bonds or len(found) != len(marks) or len(marks) != sum(map(len, complex_.strands)):
        raise FormatError(
            "F350",
            f"complex '{name}'",
            f"the structure '{complex_.structure}' is not balanced or does not fit its strands",
            "write one '.', '(' or ')' per domain, with '+' between strands",
        )
    return iter(found)


def _amounts_nM(known: set[str], concentrations_M: Mapping[str, float]) -> dict[str, str]:
    """Decimal numbers without exponent, which the language reads everywhere."""
    check_amounts(known, concentrations_M)
    amounts = {}
    for name, value_M in concentrations_M.items():
        text = f"{Decimal(repr(float(value_M))) * int(NM_PER_M):f}"
        amounts[name] = text.rstrip("0").rstrip(".") if "." in text else text
    return amounts


def _comment(text: str) -> str:
    """A text that stays on its comment line."""
    return " ".join(text.split())
