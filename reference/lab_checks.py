"""docs/reference/lab-checks.md: the checks of a laboratory package, from their declarations."""

from __future__ import annotations

from ncrn_dsd.handoff.checks.check import Check
from ncrn_dsd.handoff.checks.run import CHECKS
from ncrn_dsd.handoff.written import WrittenPackage
from ncrn_dsd.ir.bench import Severity
from reference.markdown import page, table

_INTRO = """Every package holds `checks.json`: one entry per check with its id, what was found in a
sentence, the value and the limit, and the names concerned. An *error* blocks the package; `--force`
writes it all the same, and says so on its page and in `checks.json`. A *warning* is printed and
listed in the README of the package. Some checks have both: the limit of the error is the farther
one. `ncrn-dsd explain C4` tells of one check."""

_FILES = """The files are made in memory and read back; tables, order sheets and worklists by
readers that share nothing with what writes them. The checks look at what was read and at nothing
else. `ncrn-dsd handoff PACKAGE --recheck` asks the same checks of a finished package, after
somebody edited, sent or unpacked it. What was simulated (C8, E8, F1), verified (F2) and enumerated
(A3) for it is on record in the package and is not made again; A6 says whether a file is still the
one that was written."""


def lab_checks_page() -> str:
    """The text of the page."""
    rows = table(("id", "what must hold", "when not", "limit"), map(_row, CHECKS))
    return page("Checks of a laboratory package", _INTRO, [_FILES, rows])


def _row(check: Check[WrittenPackage]) -> tuple[str, ...]:
    return check.id, check.holds, ", ".join(map(_word, check.severities)), check.limit


def _word(severity: Severity) -> str:
    return "warning" if severity is Severity.WARNING else severity.value
