"""Systems and packages for the tests of the handoff."""

from collections.abc import Callable

import pytest

from ncrn_dsd.handoff.package import build_package
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Fuel, Signal
from ncrn_dsd.ir.lab import DomainSequence, LabPackage, SequenceAssignment
from ncrn_dsd.ir.provenance import Origin

ORIGIN = Origin("test", "A -> B")

GATE = Complex((("x2*", "t1*"), ("x2", "t2"), ("t3", "x1")), "((+).+.)")

SYSTEM = DsdSystem(
    scheme="test",
    domains=(Domain("t1", 5), Domain("x1", 15), Domain("t2", 5), Domain("x2", 15), Domain("t3", 5)),
    signals=(
        Signal("X1", Complex((("t1", "x1", "t2"),), "..."), None),
        Signal("x1", Complex((("t2", "x2", "t1"),), "..."), None),
    ),
    fuels=(
        Fuel("g3_1", GATE, (0,), ORIGIN),
        Fuel("aux", Complex((("x1", "t3"),), ".."), (0,), ORIGIN),
        Fuel("g3_2", Complex((("x2", "t2"), ("x1*", "t3*")), "..+.."), (1,), ORIGIN),
    ),
    modules=(),
)

SEQUENCES = SequenceAssignment(
    domains=(
        DomainSequence("t1", "ACTCA"),
        DomainSequence("x1", "CATCACTTACCAATC"),
        DomainSequence("t2", "CTTAC"),
        DomainSequence("x2", "TCCTACACATTCTAA"),
        DomainSequence("t3", "TACCT"),
    ),
    seed=1,
    longest_shared_run_nt=4,
)


@pytest.fixture
def system() -> DsdSystem:
    return SYSTEM


@pytest.fixture
def sequences() -> SequenceAssignment:
    return SEQUENCES


@pytest.fixture
def package() -> LabPackage:
    """Seven strands in two signals and three fuels."""
    return build_package(SYSTEM, SEQUENCES)


@pytest.fixture
def wide_package() -> Callable[[int], LabPackage]:
    """A maker of packages with as many different strands as asked for (at most 1024)."""
    return _wide_package


def _wide_package(strands: int) -> LabPackage:
    letters = "ACGT"
    domains = tuple(Domain(f"d{i}", 11) for i in range(strands))
    sequences = tuple(
        DomainSequence(d.name, "CCATAC" + "".join(letters[i >> 2 * k & 3] for k in range(5)))
        for i, d in enumerate(domains)
    )
    signals = tuple(
        Signal(f"S{i}", Complex(((d.name,),), "."), None) for i, d in enumerate(domains)
    )
    system = DsdSystem("test", domains, signals, (), ())
    return build_package(system, SequenceAssignment(sequences, 1, 10))
