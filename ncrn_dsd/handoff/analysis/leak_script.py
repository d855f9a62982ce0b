"""The program that fits leaks, as one file that needs nothing but Python."""

from __future__ import annotations

from importlib.resources import files

_IMPORT = "from ncrn_dsd.formats.csv_table import CsvTable\n"
_FUTURE = "from __future__ import annotations\n"


def leak_script() -> bytes:
    """`fit_leak` with the reader of tables in the place of its import."""
    script = files("ncrn_dsd.handoff.analysis").joinpath("fit_leak.py").read_text("utf-8")
    reader = files("ncrn_dsd.formats").joinpath("csv_table.py").read_text("utf-8")
    before, found, after = script.partition(_IMPORT)
    _, future, body = reader.partition(_FUTURE)
    assert found
    assert future
    return f"{before}{body.strip()}\n{after}".encode()
