"""What `schemes show` says about a scheme: its meta data and one example per kind of gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from ncrn_dsd.drawing.scheme_sheet import SchemeSheet, group_of
from ncrn_dsd.errors import TranslationError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.shown import Inline
from ncrn_dsd.translation.scheme import Scheme
from ncrn_dsd.translation.scheme_folders import schemes_root
from ncrn_dsd.translation.scheme_meta import SchemeMeta
from ncrn_dsd.translation.translate import translate


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """What is known of a scheme.

    Parameters
    ----------
    trust: level of the library that holds it; None for one from elsewhere.
    meta: all that its `meta.toml` says.
    """

    name: str
    trust: str | None
    meta: Annotated[SchemeMeta, Inline()]

    @classmethod
    def of(cls, scheme: Scheme) -> SchemeFacts:
        """Of a scheme that was loaded."""
        level = scheme.folder.parent
        trust = level.name if level.parent == schemes_root() else None
        return cls(scheme.name, trust, scheme.meta)


@dataclass(frozen=True, slots=True)
class SchemeGates:
    """What is known of a scheme, with its gates.

    Parameters
    ----------
    examples: per example reaction, the complexes in kernel notation by their names.
    """

    facts: Annotated[SchemeFacts, Inline()]
    examples: Mapping[str, Mapping[str, str]] = field(hash=False)


def examples_of(sheet: SchemeSheet) -> dict[str, dict[str, str]]:
    """The examples of a sheet."""
    return {g.title: {d.name: d.kernel for d in g.drawings} for g in sheet.groups}


_EXAMPLES = ("A -> B", "A + B -> C", "A + B -> C + D")


def scheme_sheet(scheme: Scheme) -> SchemeSheet:
    """Facts and examples; shapes that the scheme does not support are left out."""
    groups = []
    for text in _EXAMPLES:
        try:
            system = translate(read_crn(text, "example").crn, scheme)
        except TranslationError:
            continue
        groups.append(group_of(text, system))
    return SchemeSheet(f"{scheme.name}: {scheme.meta.title}", _facts(scheme), tuple(groups))


def _facts(scheme: Scheme) -> tuple[str, ...]:
    meta = scheme.meta
    shapes = ", ".join(map(str, meta.shapes)) or "not stated"
    facts = [
        f"Paper: {meta.paper}" + (f", doi {meta.doi}" if meta.doi else ""),
        f"Figures: {'; '.join(meta.figures) or 'none'}",
        f"Shapes (reactants -> products): {shapes}",
        f"Reversible reactions: {meta.reversible.value}",
        f"Remote toeholds: {'rejected' if meta.reject_remote else 'allowed'} in enumeration",
    ]
    facts += [f"Assumes: {text}" for text in meta.assumptions]
    facts += [f"Known limit: {text}" for text in meta.known_limits]
    return tuple(facts)
