"""Start a new scheme from a template that already works."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from ncrn_dsd.errors import SchemeError
from ncrn_dsd.translation.scheme import META_FILE
from ncrn_dsd.translation.scheme_folders import SCHEME_FILE, own_folder, scheme_names

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def new_scheme(name: str) -> Path:
    """Write a template into the folder of the user's own schemes and return its folder.

    Raises
    ------
    SchemeError: the name is taken or is no identifier, or the folder cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise SchemeError(
            "S006",
            name,
            "this cannot be the name of a scheme",
            "use letters, digits and underscores, beginning with a letter",
        )
    if name in scheme_names():
        raise SchemeError("S007", name, "a scheme of this name exists", "choose another name")
    folder = own_folder() / name
    templates = files("ncrn_dsd.translation") / "templates"
    try:
        folder.mkdir(parents=True)
        for file in (META_FILE, SCHEME_FILE):
            (folder / file).write_text((templates / file).read_text("utf-8"), "utf-8")
    except OSError as problem:
        raise SchemeError(
            "S008",
            str(folder),
            f"the folder cannot be written ({problem.strerror})",
            "check that it does not exist and that its parent can be written",
        ) from None
    return folder
