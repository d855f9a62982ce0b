"""The language reference: its examples run and its table of the library is complete."""

from __future__ import annotations

import re

from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.translation.natives import library
from ncrn_dsd.translation.scheme import parse_scheme
from ncrn_dsd.translation.scheme_folders import schemes_root
from ncrn_dsd.translation.scheme_meta import parse_meta
from ncrn_dsd.translation.translate import translate

PAGE = (schemes_root().parents[1] / "docs" / "scheme-language.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", PAGE, re.DOTALL)


def test_the_scheme_of_the_page_translates() -> None:
    scheme = parse_scheme(BLOCKS[0][1], "page.ts", "page")
    system = translate(read_crn("A -> B", "net.crn").crn, scheme)
    assert [f.complex.kernel() for f in system.fuels] == ["d3( t5 + ) t2*"]


def test_the_facts_of_the_page_are_accepted() -> None:
    (facts,) = [text for language, text in BLOCKS if language == "toml"]
    assert parse_meta(facts, "page.toml").supports(2, 3)


def test_every_library_name_is_described() -> None:
    section = PAGE.split("## Library")[1].split("## Limits")[0]
    named = set(re.findall(r"`(\w+)[`(]", section))
    assert set(library()) <= named
