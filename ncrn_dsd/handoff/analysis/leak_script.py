"""The program that fits leaks, as one file that needs nothing but Python."""

from __future__ import annotations

from importlib.resources import files

from ncrn_dsd.units import AMOUNT_MOL, CONCENTRATION_M, TIME_S, VOLUME_L

_IMPORT = "from ncrn_dsd.formats.csv_table import CsvTable, Row, TableError\n"
_UNITS = "from ncrn_dsd.units import AMOUNT_MOL, CONCENTRATION_M, TIME_S, VOLUME_L\n"
_FUTURE = "from __future__ import annotations\n"


def leak_script() -> bytes:
    """`fit_leak` with the reader of tables and its units in the place of their imports."""
    script = files("ncrn_dsd.handoff.analysis").joinpath("fit_leak.py").read_text("utf-8")
    reader = files("ncrn_dsd.formats").joinpath("csv_table.py").read_text("utf-8")
    before, found, after = script.partition(_IMPORT)
    _, future, body = reader.partition(_FUTURE)
    head, named, rest = body.partition(_UNITS)
    assert found
    assert future
    assert named
    kinds = {
        "AMOUNT_MOL": AMOUNT_MOL,
        "CONCENTRATION_M": CONCENTRATION_M,
        "TIME_S": TIME_S,
        "VOLUME_L": VOLUME_L,
    }
    units = "".join(f"{name} = {sizes}\n" for name, sizes in kinds.items())
    return f"{before}{head.strip()}\n\n{units}{rest.strip()}\n{after}".encode()
