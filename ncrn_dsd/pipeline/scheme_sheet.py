"""What `schemes show` says about a scheme: its meta data and one example per kind of gate."""

from __future__ import annotations

from ncrn_dsd.drawing.scheme_sheet import SchemeSheet, group_of
from ncrn_dsd.errors import TranslationError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.translation.scheme import Scheme
from ncrn_dsd.translation.translate import translate

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
