"""docs/reference/schemes.md: the translation schemes of the library."""

from __future__ import annotations

from ncrn_dsd.translation.scheme import Scheme, list_schemes, load_scheme
from reference.markdown import code, page, table

_INTRO = """The schemes in `ncrn_dsd/schemes/`, from their `meta.toml`. `ncrn-dsd schemes show NAME`
adds the gates, `ncrn-dsd schemes check NAME` tries one on every reaction shape, and
[own-scheme.md](../how-to/own-scheme.md) says how to write one."""


def schemes_page() -> str:
    """The text of the page."""
    schemes = [load_scheme(name) for name in list_schemes()]
    overview = table(("scheme", "level", "what it is", "shapes"), map(_row, schemes))
    return page("Translation schemes", _INTRO, [overview, *map(_section, schemes)])


def _level(scheme: Scheme) -> str:
    return scheme.folder.parent.name


def _shapes(scheme: Scheme) -> str:
    return ", ".join(str(shape).replace("->", "→") for shape in scheme.meta.shapes)


def _row(scheme: Scheme) -> tuple[str, str, str, str]:
    return code(scheme.name), _level(scheme), scheme.meta.title, _shapes(scheme)


def _section(scheme: Scheme) -> str:
    meta = scheme.meta
    facts = [
        ("Paper", meta.paper + (f", doi {meta.doi}" if meta.doi else "")),
        ("Figures", "; ".join(meta.figures)),
        ("Shapes (reactants → products)", _shapes(scheme)),
        ("Reversible reactions", meta.reversible.value),
        ("Enumerated without remote toeholds", "yes" if meta.reject_remote else ""),
        *(("Assumes", text) for text in meta.assumptions),
        *(("Known limit", text) for text in meta.known_limits),
        *((f"Size of the {system}", note) for system, note in meta.size_notes),
    ]
    lines = "\n".join(f"- {name}: {text}" for name, text in facts if text)
    return f"## {scheme.name}\n\n{meta.title}.\n\n{lines}"
