"""All checks of a package, in order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from ncrn_dsd.handoff.checks import (
    completeness,
    concentrations,
    identity,
    sequence_quality,
    simulated,
    synthesis,
    volumes,
)
from ncrn_dsd.handoff.checks.findings import Examined, Mixes
from ncrn_dsd.handoff.recheck.folder import Tables
from ncrn_dsd.handoff.recheck.wells import check_worklists
from ncrn_dsd.ir.bench import CheckResult, Severity

CHECKS_JSON = "checks.json"

_OF_THE_MIXES = (
    synthesis.check_scales,
    synthesis.check_yield,
    volumes.check_totals,
    volumes.check_overfill,
    volumes.check_steps,
    concentrations.check_concentrations,
    volumes.check_sources,
    volumes.check_magnesium,
    volumes.check_mass,
)
_OF_THE_PLAN = (
    identity.check_domains,
    identity.check_distinct,
    synthesis.check_purification,
    synthesis.check_motifs,
    synthesis.check_full_length,
    synthesis.check_names,
    synthesis.check_plate_fill,
    simulated.check_resimulated,
    sequence_quality.check_against_random,
    sequence_quality.check_gap,
    sequence_quality.check_toeholds,
    sequence_quality.check_invasion,
    sequence_quality.check_toehold_budget,
    completeness.check_reporter_scale,
    completeness.check_gates,
    completeness.check_channels,
    completeness.check_replicates,
    completeness.check_blank,
    completeness.check_reads,
    completeness.check_controls,
    simulated.check_learning,
)
_OF_THE_FILES = (identity.check_order, identity.check_rebuilt, identity.check_formats)


def check_mixes(examined: Mixes) -> tuple[CheckResult, ...]:
    """Checks that need neither sequences nor a simulation."""
    return tuple(check(examined) for check in _OF_THE_MIXES)


def check_plan(examined: Examined) -> tuple[CheckResult, ...]:
    """Checks that need no files."""
    found = (*check_mixes(examined), *(check(examined) for check in _OF_THE_PLAN))
    return tuple(sorted(found, key=lambda r: r.id))


def check_files(examined: Examined, files: Mapping[str, bytes]) -> tuple[CheckResult, ...]:
    """Checks that read the files of the package back."""
    found = tuple(check(examined, files) for check in _OF_THE_FILES)
    return (*found, check_worklists(files, Tables(files)))


def errors(results: Sequence[CheckResult]) -> tuple[CheckResult, ...]:
    """Those that block a package."""
    return tuple(r for r in results if not r.ok and r.severity is Severity.ERROR)


def checks_json(results: Sequence[CheckResult], *, forced: bool) -> bytes:
    """The results by id, and whether the package was written in spite of errors."""
    content = {
        "forced": forced,
        "errors": len(errors(results)),
        "warnings": sum(not r.ok and r.severity is Severity.WARNING for r in results),
        "checks": [
            {
                "id": r.id,
                "severity": r.severity.value,
                "ok": r.ok,
                "sentence": r.sentence,
                "value": r.value,
                "limit": r.limit,
                "items": list(r.items),
            }
            for r in sorted(results, key=lambda r: r.id)
        ],
    }
    return (json.dumps(content, indent=2) + "\n").encode()
