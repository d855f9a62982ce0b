"""Finding schemes by name and by path, and reading their facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncrn_dsd.errors import SchemeError
from ncrn_dsd.translation import scheme_folders
from ncrn_dsd.translation.scheme import list_schemes, load_scheme
from ncrn_dsd.translation.scheme_folders import schemes_root
from ncrn_dsd.translation.scheme_meta import Reversible, parse_meta

SCHEME = 'class formal(s) = "b" | "." where b = long();\nmodule main(crn) = []\n'
META = (schemes_root() / "literature" / "soloveichik2010" / "meta.toml").read_text("utf-8")


@pytest.mark.parametrize("name", list_schemes())
def test_every_installed_scheme_loads_and_is_described(name: str) -> None:
    scheme = load_scheme(name)
    assert scheme.name == name
    assert scheme.meta.paper
    assert scheme.meta.shapes


def test_the_literature_scheme_is_installed() -> None:
    assert "soloveichik2010" in list_schemes()
    meta = load_scheme("soloveichik2010").meta
    assert meta.reversible is Reversible.SPLIT
    assert not meta.reject_remote
    assert meta.supports(2, 3)
    assert not meta.supports(9, 1)


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(SchemeError, match="did you mean soloveichik2010") as caught:
        load_scheme("soloveichik2011")
    assert caught.value.code == "S001"
    with pytest.raises(SchemeError, match="there are: "):
        load_scheme("zzz")
    with pytest.raises(SchemeError):
        load_scheme("")


def test_schemes_by_path(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "scheme.ts").write_text(SCHEME, encoding="utf-8")
    assert load_scheme(folder).name == "mine"
    assert load_scheme(str(folder / "scheme.ts")).name == "mine"
    assert load_scheme(folder).meta.supports(17, 4)
    (folder / "meta.toml").write_text(META, encoding="utf-8")
    assert not load_scheme(folder).meta.supports(17, 4)
    other = tmp_path / "other.ts"
    other.write_text(SCHEME, encoding="utf-8")
    assert load_scheme(other).name == "other"


def test_the_users_schemes_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for place in ("translators/mine", "translators/literature/old", "named/srinivas2015"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "scheme.ts").write_text(SCHEME, encoding="utf-8")
    assert list_schemes()[:2] == ("mine", "old")
    assert load_scheme("mine").path == "translators/mine/scheme.ts"
    published = load_scheme("srinivas2015")
    assert published.path == "ncrn_dsd/schemes/literature/srinivas2015/scheme.ts"
    monkeypatch.setenv("NCRN_DSD_SCHEMES", str(tmp_path / "named"))
    assert load_scheme("srinivas2015").folder == tmp_path / "named/srinivas2015"
    assert list_schemes().count("srinivas2015") == 1
    assert load_scheme("mine").name == "mine"
    monkeypatch.setenv("NCRN_DSD_SCHEMES", "nowhere")
    with pytest.raises(SchemeError, match=r"S120.*nowhere"):
        load_scheme("mine")


def test_a_library_without_schemes_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(scheme_folders, "schemes_root", lambda: tmp_path / "nothing")
    with pytest.raises(SchemeError, match="S121"):
        list_schemes()


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "bad.ts"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SchemeError, match="cannot be read"):
        load_scheme(file)
    file.write_text(SCHEME + "garbage", encoding="utf-8")
    with pytest.raises(SchemeError, match=r"bad\.ts:3:1"):
        load_scheme(file)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('title = "', 'titel = "', 1),
        ('reversible = "split"', 'reversible = "both"', 5),
        ("reactants = [0, 8]", "reactants = [8, 0]", 20),
        ("reactants = [0, 8]", 'reactants = ["0", 8]', 20),
        ("reject_remote = false", "reject_remote = 1", 24),
    ],
)
def test_wrong_facts_are_refused_at_their_line(old: str, new: str, line: int) -> None:
    with pytest.raises(SchemeError) as caught:
        parse_meta(META.replace(old, new), "meta.toml")
    assert caught.value.code == "S003"
    assert caught.value.where == f"meta.toml:{line}"


def test_broken_toml_is_refused() -> None:
    with pytest.raises(SchemeError, match="not TOML"):
        parse_meta("title = ", "meta.toml")
