"""Implementations with one fault: of their strands before enumeration, or of their reactions."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.roles import wastes
from ncrn_dsd.errors import NcrnError
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.formats.signal_map import SignalMap
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import Complex, DsdSystem
from ncrn_dsd.ir.network import ComplexRole, NetworkReaction, ReactionNetwork
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.pipeline.conformance import options_for
from ncrn_dsd.pipeline.shapes import SHAPES
from ncrn_dsd.pipeline.user_supplied import HandMade, user_supplied_network
from ncrn_dsd.translation.scheme import list_schemes, load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.crn_view import Notion
from ncrn_dsd.verification.modules import prove_system
from ncrn_dsd.verification.proof import SystemProof
from ncrn_dsd.verification.whole import prove_whole

BUDGET_S = 1.0
LARGEST = 30
"""Condensed reactions of an implementation that is broken."""


@dataclass(frozen=True)
class Original:
    """A translation of a shape that is enumerated gate by gate, and proved."""

    name: str
    crn: FormalCrn
    system: DsdSystem
    options: EnumerationOptions
    network: ReactionNetwork


@dataclass(frozen=True)
class Mutant:
    """A network in which something is wrong, and how it is proved."""

    name: str
    path: str
    crn: FormalCrn
    network: ReactionNetwork
    prove: Callable[[], SystemProof]


def originals(schemes: tuple[str, ...] = ()) -> tuple[Original, ...]:
    """Everything small that schemes make and that is proved."""
    return tuple(o for name in schemes or list_schemes() for o in _of_scheme(name))


@cache
def _of_scheme(name: str) -> tuple[Original, ...]:
    return tuple(_proved_shapes(name))


def _proved_shapes(name: str) -> Iterator[Original]:
    scheme = load_scheme(name)
    options = replace(options_for(scheme), max_complexes=400, max_reactions=3_000)
    for shape in SHAPES:
        crn = shape.crn
        try:
            system = translate(crn, scheme)
            network = enumerate_modules(system, crn, frozenset(crn.names), options)
        except NcrnError:
            continue
        if len(network.reactions) <= LARGEST and network.complete:
            proof = prove_system(system, crn, network, BUDGET_S)
            if proof.report.verdict is Verdict.PROVED:
                yield Original(f"{name}, {shape.name}", crn, system, options, network)


def mutants(of: Original, rng: random.Random, is_strands: bool) -> tuple[Mutant, ...]:
    """One fault, by the path of designs and by that of systems in files."""
    if not is_strands:
        what, network = _broken_network(of.network, rng)
        return (
            Mutant(
                f"{of.name}: {what}",
                "design",
                of.crn,
                network,
                lambda: prove_system(of.system, of.crn, network, BUDGET_S),
            ),
            _whole(f"{of.name}: {what}", of.crn, network),
        )
    what, system = _broken_system(of.system, rng)
    name = f"{of.name}: {what}"
    found = []
    try:
        network = enumerate_modules(system, of.crn, frozenset(of.crn.names), of.options)
    except NcrnError:
        pass
    else:
        design = network
        found.append(
            Mutant(
                name,
                "design",
                of.crn,
                design,
                lambda: prove_system(system, of.crn, design, BUDGET_S),
            )
        )
    try:
        network = user_supplied_network(_as_file(of, system), of.options)
    except NcrnError:
        pass
    else:
        found.append(_whole(name, of.crn, network))
    return tuple(found)


def _whole(name: str, crn: FormalCrn, network: ReactionNetwork) -> Mutant:
    def prove() -> SystemProof:
        return prove_whole(crn, network, Notion.BISIMULATION, BUDGET_S)

    return Mutant(name, "files", crn, network, prove)


def _as_file(of: Original, system: DsdSystem) -> HandMade:
    """The complexes without a word on gates; signals are all forms that the original releases."""
    signals = [(s.name, s.complex, s.formal) for s in of.network.species if s.formal is not None]
    fuels = [
        (f.name, f.complex)
        for f in system.fuels
        if f.complex.canonical() not in {c.canonical() for _, c, _ in signals}
    ]
    text = "\n".join(
        (
            *(f"length {d.name} = {d.length_nt}" for d in system.domains),
            *(f"{name} = {complex_.kernel()}" for name, complex_, _ in signals),
            *(f"{name} = {complex_.kernel()}" for name, complex_ in fuels),
        )
    )
    said = SignalMap(
        tuple((name, formal) for name, _, formal in signals if formal),
        tuple(name for name, _ in fuels),
    )
    return HandMade(read_pil(text + "\n", "mutant.pil"), said, "mutant.pil")


def _broken_network(network: ReactionNetwork, rng: random.Random) -> tuple[str, ReactionNetwork]:
    reactions = list(network.reactions)
    names = [s.name for s in network.species if s.role is not ComplexRole.FUEL]
    index = rng.randrange(len(reactions))
    one = reactions[index]
    left, right = list(one.reactants), list(one.products)
    kind = rng.choice(("drop", "reverse", "lose", "swap", "gain", "partner", "add"))
    if kind == "drop":
        del reactions[index]
    elif kind == "add":
        left = rng.choices(names, k=rng.choice((1, 2)))
        right = rng.choices(names, k=rng.choice((0, 1, 2)))
        reactions.append(_reaction(one, left, right))
    else:
        if kind == "reverse":
            left, right = right, left
        elif kind == "gain":
            right.append(rng.choice(names))
        else:
            side = left if kind == "partner" else right
            if side:
                side.remove(rng.choice(side))
            if kind != "lose" or not right:
                side.append(rng.choice(names))
        reactions[index] = _reaction(one, left, right)
    return f"{kind} {one}", _with_roles(network, tuple(reactions))


def _reaction(
    one: NetworkReaction[str], reactants: list[str], products: list[str]
) -> NetworkReaction[str]:
    return replace(one, reactants=tuple(sorted(reactants)), products=tuple(sorted(products)))


def _with_roles(
    network: ReactionNetwork, reactions: tuple[NetworkReaction[str], ...]
) -> ReactionNetwork:
    """What was waste may react now, and the other way round."""
    fixed = {ComplexRole.SIGNAL, ComplexRole.FUEL}
    waste = wastes(
        [s.name for s in network.species],
        frozenset(s.name for s in network.species if s.role is ComplexRole.SIGNAL),
        frozenset(s.name for s in network.species if s.role is ComplexRole.FUEL),
        reactions,
    )
    species = tuple(
        s
        if s.role in fixed
        else replace(s, role=ComplexRole.WASTE if s.name in waste else ComplexRole.INTERMEDIATE)
        for s in network.species
    )
    return replace(network, species=species, reactions=reactions)


def _broken_system(system: DsdSystem, rng: random.Random) -> tuple[str, DsdSystem]:
    while True:
        fuel = rng.choice(system.fuels)
        kind = rng.choice(("leave out", "another domain", "one occurrence", "shorter", "strand"))
        if kind == "leave out":
            if len(system.fuels) == 1:
                continue
            return f"{kind} {fuel.name}", replace(
                system,
                fuels=tuple(f for f in system.fuels if f.name != fuel.name),
                modules=tuple(
                    replace(m, fuels=tuple(f for f in m.fuels if f != fuel.name))
                    for m in system.modules
                ),
            )
        broken = _broken_complex(system, fuel.complex, kind, rng)
        if broken is None or broken.canonical() == fuel.complex.canonical():
            continue
        taken = {f.complex.canonical() for f in system.fuels}
        taken |= {s.complex.canonical() for s in system.signals}
        if broken.canonical() in taken:
            continue
        fuels = tuple(
            replace(f, complex=broken) if f.name == fuel.name else f for f in system.fuels
        )
        return f"{kind} of {fuel.name}: {broken.kernel()}", replace(system, fuels=fuels)


def _broken_complex(
    system: DsdSystem, complex_: Complex, kind: str, rng: random.Random
) -> Complex | None:
    strands = [list(s) for s in complex_.strands]
    marks = [list(part) for part in complex_.structure.split("+")]
    used = sorted({o.rstrip("*") for s in strands for o in s})
    length = {d.name: d.length_nt for d in system.domains}
    free = [(i, j) for i, part in enumerate(marks) for j, mark in enumerate(part) if mark == "."]
    if kind == "strand":
        return _without_strand(strands, marks, rng.randrange(len(strands)))
    if kind == "another domain":
        old = rng.choice(used)
        others = [d for d, n in length.items() if d != old and n == length[old]]
        if not others:
            return None
        new = rng.choice(others)
        strands = [[new + o[len(old) :] if o.rstrip("*") == old else o for o in s] for s in strands]
    elif not free:
        return None
    elif kind == "one occurrence":
        i, j = rng.choice(free)
        old = strands[i][j].rstrip("*")
        others = [d for d, n in length.items() if d != old and n == length[old]]
        if not others:
            return None
        strands[i][j] = rng.choice(others) + strands[i][j][len(old) :]
    else:
        i, j = rng.choice(free)
        if len(strands[i]) == 1:
            return None
        del strands[i][j], marks[i][j]
    return _complex(strands, marks)


def _without_strand(strands: list[list[str]], marks: list[list[str]], gone: int) -> Complex | None:
    """What was paired with it is free; None when the rest falls apart."""
    if len(strands) == 1:
        return None
    stack: list[tuple[int, int]] = []
    partner: dict[tuple[int, int], tuple[int, int]] = {}
    for i, part in enumerate(marks):
        for j, mark in enumerate(part):
            if mark == "(":
                stack.append((i, j))
            elif mark == ")":
                other = stack.pop()
                partner[i, j], partner[other] = other, (i, j)
    for (i, _), (k, m) in partner.items():
        if i == gone and k != gone:
            marks[k][m] = "."
    kept = [i for i in range(len(strands)) if i != gone]
    joined = {kept[0]}
    for _ in kept:
        joined |= {k for (i, _), (k, _) in partner.items() if i in joined and gone not in {i, k}}
    if joined != set(kept):
        return None
    return _complex([strands[i] for i in kept], [marks[i] for i in kept])


def _complex(strands: list[list[str]], marks: list[list[str]]) -> Complex:
    return Complex(tuple(map(tuple, strands)), "+".join(map("".join, marks)))
