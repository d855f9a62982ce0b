"""Gates of Soloveichik, Seelig and Winfree, PNAS 107:5393 (2010), built by hand for tests."""

from __future__ import annotations

import random

from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Fuel, GateModule, Signal, complement
from ncrn_dsd.ir.provenance import Origin

TOEHOLD_NT, LONG_NT = 5, 15


def crn_of(*lines: str) -> FormalCrn:
    """A CRN from lines such as "A + B -> C"."""

    def side(text: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in text.split("+") if word.strip())

    reactions = []
    for number, line in enumerate(lines):
        left, right = line.split("->")
        reactions.append(
            FormalReaction(side(left), side(right), 1.0, Origin("test", line, number + 1))
        )
    names = dict.fromkeys(n for r in reactions for n in (*r.reactants, *r.products))
    return FormalCrn(tuple(Species(n) for n in names), tuple(reactions))


def nested(tops: list[list[str]], pairs: list[str], tails: list[str], toehold: str) -> Complex:
    """Top strands bound side by side to one bottom strand.

    `pairs` are the bound domains in order along the tops, `tails` stay free after the last one;
    the bottom strand ends in the free complement of `toehold`.
    """
    bottom = [complement(d) for d in reversed(pairs)] + [complement(toehold)]
    strands = [*tops[:-1], [*tops[-1], *tails], bottom]
    marks = ["(" * len(t) for t in tops]
    marks[-1] += "." * len(tails)
    return Complex(tuple(tuple(s) for s in strands), "+".join([*marks, ")" * len(pairs) + "."]))


def random_words(system: DsdSystem, letters: str, seed: int) -> dict[str, str]:
    """A sequence for every domain, that nobody chose."""
    draw = random.Random(seed)
    return {d.name: "".join(draw.choices(letters, k=d.length_nt)) for d in system.domains}


def soloveichik2010(crn: FormalCrn) -> DsdSystem:
    """One module per reaction; reactions have at least one reactant."""
    domains: dict[str, Domain] = {}

    def domain(name: str, length: int, history: bool = False) -> str:
        domains.setdefault(name, Domain(name, length, history))
        return name

    def body(x: str) -> tuple[str, str, str]:
        return (
            domain(f"{x}_t", TOEHOLD_NT),
            domain(f"{x}_b", LONG_NT),
            domain(f"{x}_u", TOEHOLD_NT),
        )

    signals = []
    for x in crn.names:
        history = domain(f"{x}_h", LONG_NT, history=True)
        signals.append(Signal(x, Complex(((history, *body(x)),), "...."), history))

    fuels: dict[Complex, Fuel] = {}
    modules = []
    for index, reaction in enumerate(crn.reactions):
        made: list[Complex] = []
        reactants = [body(x) for x in reaction.reactants]
        histories = [
            domain(f"r{index}_h{j}", LONG_NT, history=True) for j in range(len(reaction.products))
        ]
        products = [body(x) for x in reaction.products]
        tails = [d for h, (t, _, _) in zip(histories, products, strict=True) for d in (h, t)]
        tops = []
        for here, after in zip(reactants, [*reactants[1:], None], strict=True):
            tops.append([here[1], here[2], *([after[0]] if after else [])])
        made.append(nested(tops, [d for top in tops for d in top], tails, reactants[0][0]))
        made += [Complex((tuple(top),), "...") for top in tops[:-1]]
        if products:
            strands = [(h, *b) for h, b in zip(histories, products, strict=True)]
            bottom = tuple(complement(d) for d in reversed(tails))
            marks = ["((.."] * len(strands)
            made.append(
                Complex(
                    (*strands, (*bottom, complement(reactants[-1][2]))),
                    "+".join([*marks, ")" * len(bottom) + "."]),
                )
            )
        for complex_ in made:
            key = complex_.canonical()
            old = fuels.get(key)
            fuels[key] = Fuel(
                old.name if old else f"fuel{len(fuels) + 1}",
                complex_,
                (*old.modules, index) if old else (index,),
                old.origin if old else reaction.origin,
            )
        modules.append(
            GateModule(
                index,
                str(reaction),
                (index,),
                tuple(dict.fromkeys(fuels[c.canonical()].name for c in made)),
                reaction.origin,
            )
        )
    return DsdSystem(
        "soloveichik2010",
        tuple(domains.values()),
        tuple(signals),
        tuple(fuels.values()),
        tuple(modules),
    )
