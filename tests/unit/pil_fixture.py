"""Looking things up in PIL documents."""

from __future__ import annotations

from ncrn_dsd.formats.pil_document import NamedComplex, PilDocument


def complex_named(document: PilDocument, name: str) -> NamedComplex:
    return next(c for c in document.complexes if c.name == name)
