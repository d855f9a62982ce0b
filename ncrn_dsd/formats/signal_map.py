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
the word `signal`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ncrn_dsd.errors import FormatError

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_\-]*"
_SIGNAL = re.compile(rf"(?:signal\s+)?({_NAME})\s*=\s*\"?({_NAME})\"?(?:\s+history\s+({_NAME}))?")
_FUELS = re.compile(rf"fuel((?:\s+{_NAME})+)")
_MODULE = re.compile(rf"module((?:\s+{_NAME})*)\s*:([^>]*->.*)")
_SCHEME = re.compile(r"scheme\s+(\S+)")
_ENUMERATE = re.compile(r"enumerate(\s+reject-remote)?(?:\s+release-cutoff\s+([0-9]{1,9}))?")
_NETWORK = "network"
_TERM = re.compile(rf"\s*({_NAME})\s*")
# Anything else behind '#' is prose.
_COMMENT = re.compile(
    r"\s*#\s*(signal\s+[^\s=]+\s*=.*|fuel\s.*|module\s[^:]*:[^>]*->.*|scheme\s+\S+|network"
    r"|enumerate\s+(?:reject-remote|release-cutoff).*)\s*$"
)
_FUELS_ON_A_LINE = 10

Sides = tuple[tuple[str, ...], tuple[str, ...]]
"""Reactants and products, in the order of the text."""


@dataclass(frozen=True, slots=True)
class MappedModule:
    """The names of the fuels of a gate module, and the formal reactions that it implements."""

    fuels: tuple[str, ...]
    reactions: tuple[Sides, ...]


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
    """

    signals: tuple[tuple[str, str], ...]
    fuels: tuple[str, ...] | None = None
    histories: tuple[tuple[str, str], ...] = ()
    modules: tuple[MappedModule, ...] = ()
    scheme: str = ""
    reject_remote: bool = False
    release_cutoff_nt: int | None = None
    is_network: bool = False


NOTHING_SAID = SignalMap(())


def read_signal_map(text: str, path: str) -> SignalMap:
    """What a map says; `path` is used in messages.

    Raises
    ------
    FormatError: F371 a line is something else, F372 a complex is named twice.
    """
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return _read([(i, line) for i, line in enumerate(lines, start=1) if line], path)


def signals_in_comments(text: str, path: str) -> SignalMap:
    """What the comments of a `.pil` text say.

    Raises
    ------
    FormatError: as `read_signal_map`.
    """
    return _read(list(_declarations(text)), path)


def declared_or_prose(text: str, path: str) -> SignalMap:
    """The same for readers that need no signals: what cannot be understood is prose."""
    try:
        return _read([(i, line) for i, line in _declarations(text) if _is_understood(line)], path)
    except FormatError:
        return NOTHING_SAID


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


def _declarations(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        match = _COMMENT.match(line)
        if match is not None:
            yield number, match[1].strip()


def _is_understood(line: str) -> bool:
    patterns = (_SIGNAL, _FUELS, _MODULE, _SCHEME, _ENUMERATE)
    return line == _NETWORK or any(p.fullmatch(line) for p in patterns)


def _read(lines: list[tuple[int, str]], path: str) -> SignalMap:
    signals: list[tuple[str, str]] = []
    histories: list[tuple[str, str]] = []
    fuels: list[str] = []
    modules: list[MappedModule] = []
    scheme, reject_remote, is_network = "", False, False
    release_cutoff_nt: int | None = None
    for number, line in lines:
        module = _module(line)
        if (signal := _SIGNAL.fullmatch(line)) is not None:
            signals.append((signal[1], signal[2]))
            if signal[3] is not None:
                histories.append((signal[1], signal[3]))
        elif (named := _FUELS.fullmatch(line)) is not None:
            fuels += named[1].split()
        elif module is not None:
            modules.append(module)
        elif (maker := _SCHEME.fullmatch(line)) is not None:
            scheme = maker[1]
        elif (how := _ENUMERATE.fullmatch(line)) is not None:
            reject_remote = reject_remote or how[1] is not None
            release_cutoff_nt = release_cutoff_nt if how[2] is None else int(how[2])
        elif line == _NETWORK:
            is_network = True
        else:
            raise FormatError(
                "F371",
                f"{path}:{number}",
                f"'{line}' is no line of a signal map",
                "write `complex = species`, `fuel complex complex`, or"
                " `module fuel fuel : A + B -> C`",
            )
    _refuse_twice([*(name for name, _ in signals), *fuels], path)
    return SignalMap(
        tuple(signals),
        tuple(fuels) or None,
        tuple(histories),
        tuple(modules),
        scheme,
        reject_remote,
        release_cutoff_nt,
        is_network,
    )


def _module(line: str) -> MappedModule | None:
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
    return MappedModule(tuple(match[1].split()), tuple(reactions))


def _side(text: str) -> tuple[str, ...] | None:
    """The species of one side of a reaction; None when it cannot be read."""
    if not text.strip():
        return ()
    terms = [_TERM.fullmatch(part) for part in text.split("+")]
    return None if None in terms else tuple(t[1] for t in terms if t is not None)


def _refuse_twice(names: Iterable[str], path: str) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise FormatError(
                "F372",
                path,
                f"the complex {name} is mapped twice",
                "keep one of its lines: a signal stands for one species, and a fuel for none",
            )
