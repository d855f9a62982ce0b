"""Templates of the pages, with everything escaped but the drawings made here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ncrn_dsd.drawing.text import sentence

if TYPE_CHECKING:
    from jinja2 import Environment


def page_environment() -> Environment:
    """Where the pages' templates come from, and how they are filled."""
    # Jinja2 takes long to import, and most commands write no page.
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("ncrn_dsd.drawing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Only SVG made here goes in unescaped; what the design named is escaped inside it.
    environment.filters["drawn"] = Markup
    environment.filters["sentence"] = sentence
    return environment
