"""XML that a parser may be given: without entities, and nested no deeper than its stack allows."""

from __future__ import annotations

from xml.parsers import expat

from ncrn_dsd.errors import FormatError

MAX_LEVELS = 500
"""Models have about twenty; recursive parsers overflow their stack from about 10,000 on."""


def refuse_nesting(text: str, path: str) -> None:
    """Read through a document once, without keeping anything of it.

    What is not well-formed is left to the reader that comes next, which stops at the same place.

    Raises
    ------
    FormatError: the document declares an entity, or is nested deeper than `MAX_LEVELS`.
    """
    # The text is decoded already, whatever its declaration says.
    parser = expat.ParserCreate(encoding="utf-8")
    levels = 0

    def refuse(code: str, what: str, hint: str) -> None:
        raise FormatError(code, f"{path}:{parser.CurrentLineNumber}", what, hint)

    def start(_: str, __: dict[str, str]) -> None:
        nonlocal levels
        levels += 1
        if levels > MAX_LEVELS:
            refuse(
                "F470",
                f"the document is nested more than {MAX_LEVELS} levels deep",
                "flatten the formula or the notes there",
            )

    def end(_: str) -> None:
        nonlocal levels
        levels -= 1

    def entity(name: str, *_: object) -> None:
        refuse(
            "F471",
            f"the document declares the entity '{name}'",
            "write out what it stands for, and remove the declaration",
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return
