"""What the complexes of a system are for: signals, fuels, gate modules, and how to enumerate.

The same lines stand in a map of its own and, behind ``#``, in a `.pil` file, where other readers
of the format take them for comments::

    signal s1 = A                       s1 stands for the formal species A
    signal s1 = A history h1            and whatever domain stands in the place of h1
    fuel g0_1 g0_2                      always there
    module g0_1 g0_2 : A + B -> C       the fuels of one formal reaction, or of several with ';'
    scheme soloveichik2010              what made the system
    enumerate reject-remote release-cutoff 8
    network                             the reactions of the file are all there are

Several complexes may stand for one species, and fuels may be named on several lines. Without
any fuel line all other complexes that are present at the start are fuels. A map may leave out
the word `signal`. A comment that has exactly one of these forms is a declaration, and the names
in it must exist; every other comment is prose.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from ncrn_dsd.errors import FormatError
from ncrn_dsd.ir.dsd import Complex

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_\-]*"
_SIGNAL = re.compile(
    rf"(?P<word>signal\s+)?(?P<complex>{_NAME})\s*=\s*\"?(?P<formal>{_NAME})\"?"
    rf"(?:\s+history\s+(?P<history>{_NAME}))?"
)
_FUELS = re.compile(rf"fuel((?:\s+{_NAME})+)")
_MODULE = re.compile(rf"module((?:\s+{_NAME})*)\s*:([^>]*->.*)")
_SCHEME = re.compile(r"scheme\s+(\S+)")
_ENUMERATE = re.compile(r"enumerate(\s+reject-remote)?(?:\s+release-cutoff\s+([0-9]{1,9}))?")
_NETWORK = "network"
_TERM = re.compile(rf"\s*({_NAME})\s*")
_FUELS_ON_A_LINE = 10

Sides = tuple[tuple[str, ...], tuple[str, ...]]
"""Reactants and products, in the order of the text."""


@dataclass(frozen=True, slots=True)
class MappedModule:
    """The names of the fuels of a gate module, and the formal reactions that it implements.

    `place` is the ``file:line`` that declares it; empty when no text does.
    """

    fuels: tuple[str, ...]
    reactions: tuple[Sides, ...]
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class SignalMap:
    """What the complexes of a system are for.

    Parameters
    ----------
    signals: name of a complex and the formal species that it stands for, in the order of the
        text.
    fuels: names of complexes; None when they are not named, so that all others are.
    histories: name of a signal complex and of its history domain: a complex that differs only
        there stands for the same species.
    modules: none when the text does not say.
    scheme: the translation scheme that made the system; empty when the text does not say.
    reject_remote: to be enumerated without remote toeholds.
    release_cutoff_nt: longest helix that opens by itself; None when the text does not say.
    is_network: the reactions of the file are all that there are.
    places: name of a signal complex or fuel and the ``file:line`` that declares it; none when no
        text does.
    """

    signals: tuple[tuple[str, str], ...]
    fuels: tuple[str, ...] | None = None
    histories: tuple[tuple[str, str], ...] = ()
    modules: tuple[MappedModule, ...] = ()
    scheme: str = ""
    reject_remote: bool = False
    release_cutoff_nt: int | None = None
    is_network: bool = False
    places: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def place_of(self, name: str, otherwise: str) -> str:
        """Where a signal complex or fuel is declared."""
        return dict(self.places).get(name, otherwise)


NOTHING_SAID = SignalMap(())


def read_signal_map(text: str, path: str) -> SignalMap:
    """What a map says; `path` is used in messages.

    Raises
    ------
    FormatError: F371 a line is something else, F372 a complex is named twice.
    """
    reading = _Reading(path)
    for number, whole in enumerate(text.split("\n"), start=1):
        line = whole.split("#", 1)[0].strip()
        if line and not reading.take(line, number):
            raise FormatError(
                "F371",
                f"{path}:{number}",
                f"'{line}' is no line of a signal map",
                "write `complex = species`, `fuel complex complex`, or"
                " `module fuel fuel : A + B -> C`",
            )
    return reading.result()


def signals_in_comments(text: str, path: str) -> SignalMap:
    """What the comments of a text declare; all others are prose.

    Raises
    ------
    FormatError: F372 a complex is named twice.
    """
    reading = _Reading(path)
    for number, line in enumerate(text.split("\n"), start=1):
        before, mark, comment = line.partition("#")
        if mark and not before.strip():
            reading.take(comment.split("#", 1)[0].strip(), number, signals_say_so=True)
    return reading.result()


def refuse_wrong_declarations(said: SignalMap, complexes: Mapping[str, Complex], path: str) -> None:
    """What is declared of a system of complexes must be there.

    Parameters
    ----------
    path: of the system, for messages on what no text declares.

    Raises
    ------
    FormatError: of `refuse_unknown_names`; F400 a history is no domain of its signal.
    """
    refuse_unknown_names(said, complexes, path)
    for name, history in said.histories:
        if history not in complexes[name].domain_names:
            raise FormatError(
                "F400",
                said.place_of(name, path),
                f"the history {history} is no domain of the signal {name}",
                f"name one of {complexes[name].kernel()}",
            )


def refuse_unknown_names(
    said: SignalMap, known: Collection[str], path: str, kind: str = "complex"
) -> None:
    """Signals and fuels must be there, and modules must implement reactions of the signals.

    Parameters
    ----------
    known: names of complexes, or of what else `kind` says.
    path: of the system, for messages on what no text declares.

    Raises
    ------
    FormatError: F373 a signal or fuel is not there, F374 a module names a species that no signal
        stands for.
    """
    declared = [
        *((name, said.place_of(name, path)) for name, _ in said.signals),
        *((name, said.place_of(name, path)) for name in said.fuels or ()),
        *((name, module.place or path) for module in said.modules for name in module.fuels),
    ]
    for name, place in declared:
        if name not in known:
            raise FormatError(
                "F373",
                place,
                f"{name} is no {kind} of the system",
                f"name one of {', '.join(sorted(known))}, or begin a sentence with another word",
            )
    # Without any signal, complexes stand for the species of their own names.
    formal = {x for _, x in said.signals}
    for module in said.modules if formal else ():
        for name in (x for sides in module.reactions for side in sides for x in side):
            if name not in formal:
                raise FormatError(
                    "F374",
                    module.place or path,
                    f"no signal stands for the species {name} of the module",
                    f"write one of {', '.join(sorted(formal))}, or declare a signal for it",
                )


def signal_map_lines(said: SignalMap) -> Iterator[str]:
    """The lines of a map; behind ``# `` they are comments of a `.pil` file."""
    if said.scheme:
        yield f"scheme {'_'.join(said.scheme.split())}"
    cutoff = "" if said.release_cutoff_nt is None else f" release-cutoff {said.release_cutoff_nt}"
    if said.reject_remote or cutoff:
        yield f"enumerate{' reject-remote' if said.reject_remote else ''}{cutoff}"
    if said.is_network:
        yield _NETWORK
    histories = dict(said.histories)
    for name, formal in said.signals:
        history = f" history {histories[name]}" if name in histories else ""
        yield f"signal {name} = {formal}{history}"
    fuels = said.fuels or ()
    for start in range(0, len(fuels), _FUELS_ON_A_LINE):
        yield f"fuel {' '.join(fuels[start : start + _FUELS_ON_A_LINE])}"
    for module in said.modules:
        reactions = "; ".join(_reaction_text(*r) for r in module.reactions)
        yield f"{' '.join(['module', *module.fuels])} : {reactions}"


def _reaction_text(reactants: tuple[str, ...], products: tuple[str, ...]) -> str:
    return f"{' + '.join(reactants)} -> {' + '.join(products)}".strip()


@dataclass(slots=True)
class _Reading:
    """What the lines so far have declared."""

    path: str
    signals: list[tuple[str, str]] = field(default_factory=list)
    histories: list[tuple[str, str]] = field(default_factory=list)
    fuels: list[str] = field(default_factory=list)
    modules: list[MappedModule] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    scheme: str = ""
    reject_remote: bool = False
    release_cutoff_nt: int | None = None
    is_network: bool = False

    def take(self, line: str, number: int, *, signals_say_so: bool = False) -> bool:
        """Add what a line declares; False when it has none of the forms.

        Parameters
        ----------
        signals_say_so: only with the word `signal` a line is about one.
        """
        place = f"{self.path}:{number}"
        signal = _SIGNAL.fullmatch(line)
        if signal is not None and (signal["word"] or not signals_say_so):
            self._name(signal["complex"], place)
            self.signals.append((signal["complex"], signal["formal"]))
            if signal["history"] is not None:
                self.histories.append((signal["complex"], signal["history"]))
        elif (fuels := _FUELS.fullmatch(line)) is not None:
            for name in fuels[1].split():
                self._name(name, place)
                self.fuels.append(name)
        elif (module := _module(line, place)) is not None:
            self.modules.append(module)
        elif (maker := _SCHEME.fullmatch(line)) is not None:
            self.scheme = maker[1]
        elif (how := _ENUMERATE.fullmatch(line)) is not None:
            self.reject_remote = self.reject_remote or how[1] is not None
            self.release_cutoff_nt = self.release_cutoff_nt if how[2] is None else int(how[2])
        elif line == _NETWORK:
            self.is_network = True
        else:
            return False
        return True

    def result(self) -> SignalMap:
        return SignalMap(
            tuple(self.signals),
            tuple(self.fuels) or None,
            tuple(self.histories),
            tuple(self.modules),
            self.scheme,
            self.reject_remote,
            self.release_cutoff_nt,
            self.is_network,
            tuple(self.places.items()),
        )

    def _name(self, name: str, place: str) -> None:
        if name in self.places:
            raise FormatError(
                "F372",
                place,
                f"the complex {name} is mapped twice",
                "keep one of its lines: a signal stands for one species, and a fuel for none",
            )
        self.places[name] = place


def _module(line: str, place: str) -> MappedModule | None:
    match = _MODULE.fullmatch(line)
    if match is None:
        return None
    reactions: list[Sides] = []
    for text in match[2].split(";"):
        left, arrow, right = text.partition("->")
        sides = (_side(left), _side(right))
        if not arrow or sides[0] is None or sides[1] is None:
            return None
        reactions.append((sides[0], sides[1]))
    return MappedModule(tuple(match[1].split()), tuple(reactions), place)


def _side(text: str) -> tuple[str, ...] | None:
    """The species of one side of a reaction; None when it cannot be read."""
    if not text.strip():
        return ()
    terms = [_TERM.fullmatch(part) for part in text.split("+")]
    return None if None in terms else tuple(t[1] for t in terms if t is not None)
