"""The real Nuskell compiler as a second opinion on a translation (optional).

Nuskell keeps living objects in process-wide tables, so every job is a fresh process.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

from ncrn_dsd.errors import TranslationError
from ncrn_dsd.formats.crn_text import CrnText, print_crn
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.formats.whole_file import scratch_folder
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.translation.scheme import Scheme

_TIME_LIMIT_S = 600.0
_START = "import sys; from nuskell.framework import main; sys.exit(main())"


def require_nuskell() -> None:
    """Fail with the way to install it when Nuskell is not there.

    Raises
    ------
    TranslationError: it is not installed.
    """
    if importlib.util.find_spec("nuskell") is None:
        raise TranslationError(
            "T020",
            "--compiler nuskell",
            "the Nuskell compiler is not installed",
            "install it with: pip install 'ncrn_dsd[nuskell]' (it comes from its Git repository)",
        )


def nuskell_agrees(crn: FormalCrn, scheme: Scheme, ours: DsdSystem) -> bool:
    """Whether Nuskell makes the same system of `crn`, up to names of domains and fuels.

    Raises
    ------
    TranslationError: Nuskell is not installed, or it fails on this input.
    """
    # Comparing needs networkx, which every start of the command line would pay for.
    from ncrn_dsd.translation.equal_systems import Labelled, equal_up_to_names

    require_nuskell()
    document = read_pil(_run(crn, scheme), "the output of Nuskell")
    species = {s.species for s in ours.signals}
    theirs: list[Labelled] = [
        (c.name if c.name in species else "", c.complex) for c in document.complexes
    ]
    mine: list[Labelled] = [
        *((s.species, s.complex) for s in ours.signals),
        *(("", f.complex) for f in ours.fuels),
    ]
    return equal_up_to_names(
        mine,
        theirs,
        {d.name: d.length_nt for d in ours.domains},
        {d.name: d.length_nt for d in document.domains},
    )


def _run(crn: FormalCrn, scheme: Scheme) -> str:
    with scratch_folder() as folder:
        file = Path(folder) / "scheme.ts"
        file.write_text(scheme.text, encoding="utf-8")
        base = Path(folder) / "system"
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", _START, "--ts", str(file), "--pilfile", "-o", str(base)],
            input=print_crn(CrnText(crn)),
            capture_output=True,
            text=True,
            timeout=_TIME_LIMIT_S,
            check=False,
        )
        written = base.with_name("system_sys.pil")
        if done.returncode != 0 or not written.is_file():
            lines = (done.stderr or done.stdout).strip().splitlines()
            raise TranslationError(
                "T021",
                f"Nuskell with {scheme.name}",
                f"it ended without a system: {lines[-1] if lines else done.returncode}",
                "try the same scheme without --compiler nuskell",
            )
        return written.read_text(encoding="utf-8")
