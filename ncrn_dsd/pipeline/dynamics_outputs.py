"""The results of a design of kind "dynamics" as files."""

from __future__ import annotations

import io
from pathlib import Path

from ncrn_dsd.analyses.sizes import sizes_of
from ncrn_dsd.drawing.dynamics_page import dynamics_page
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.csv_writing import TableWriter
from ncrn_dsd.ir.dynamics import DynamicsRun
from ncrn_dsd.ir.summary import DynamicsSummary, FollowedNetwork, FollowedWithin
from ncrn_dsd.model.dynamics import AgreementSpec
from ncrn_dsd.pipeline.expected import RecordedDynamics, RecordedFailure
from ncrn_dsd.pipeline.outputs import write_folder, write_of_any_run, write_text
from ncrn_dsd.pipeline.summary import code_of
from ncrn_dsd.units import S_PER_H


def summarise_dynamics(run: DynamicsRun) -> DynamicsSummary:
    """The figures of a run; all are determined by the design."""
    point, gap = run.realisation, run.deviation
    return DynamicsSummary(
        kind="dynamics",
        design=run.design.name,
        design_sha256=run.design.digest,
        scheme=run.system.scheme,
        sizes=sizes_of(run.design.crn, run.system, run.network),
        enumeration_complete=run.network.complete,
        verdicts=run.verification.counts,
        verdict=run.verification.verdict,
        expectations_met=run.meets_expectations,
        deviation_largest=gap.largest,
        deviation_species=gap.species,
        deviation_time_tau=gap.time_tau,
        deviation_rms=gap.rms,
        deviation_max=run.design.expect.deviation_max,
        uncondensed_deviation=run.design.expect.uncondensed_deviation,
        simulated=FollowedNetwork(
            run.kinetics,
            species=len(run.simulated_network.species),
            reactions=len(run.simulated_network.reactions),
        ),
        tolerances={
            t.level: FollowedWithin(t.relative_tolerance, t.absolute_tolerance_u)
            for t in (run.abstract, run.dsd)
        },
        concentration_unit_M=point.concentration_unit_M,
        time_unit_s=point.time_unit_s,
        duration_h=run.design.look.duration * point.time_unit_s / S_PER_H,
        speed_limit=point.speed_limit,
        concentration_limit=point.concentration_limit,
        largest_rate_error=max(abs(r.relative_error) for r in point.rates),
        bench=run.bench,
        not_shown=run.not_shown,
        sharing=run.sharing,
        toehold_reasons=run.toehold_reasons,
    )


def dynamics_figures(
    summary: DynamicsSummary, expect: AgreementSpec
) -> RecordedDynamics | RecordedFailure:
    """The part of a summary that is recorded, of which the design expects this by its kinetics."""
    exact = (summary.scheme, summary.sizes, summary.verdicts, summary.enumeration_complete)
    if expect.uncondensed_deviation is not None:
        return RecordedFailure(*exact)
    return RecordedDynamics(*exact, summary.deviation_rms)


def dynamics_exit_code(run: DynamicsRun) -> ExitCode:
    """Good, not good (refuted, or too far from the formal trajectories), or not decided."""
    return code_of(run.meets_expectations)


def write_dynamics(run: DynamicsRun, summary: DynamicsSummary, folder: Path) -> None:
    """Write all files as one folder that appears whole or not at all.

    Raises
    ------
    ArtefactError: something cannot be written.
    """

    start_u = dict(run.design.network.initial.items())

    def write(inside: Path) -> None:
        write_of_any_run(run, run.design.crn, start_u, summary, inside)
        write_text(trajectories_csv(run), inside / "trajectories.csv")
        write_text(dynamics_page(run), inside / "report.html")

    write_folder(folder, write)


def trajectories_csv(run: DynamicsRun) -> str:
    """One row per time: time in tau and s, then every species at both levels in u."""
    out = io.StringIO()
    table = TableWriter(out)
    names = run.design.look.show
    table.writerow(
        ["time_tau", "time_s", *(f"{s}_formal_u" for s in names), *(f"{s}_dsd_u" for s in names)]
    )
    rows = zip(run.abstract.times_tau, run.abstract.values_u, run.dsd.values_u, strict=True)
    for time, formal, dsd in rows:
        table.writerow([time, time * run.realisation.time_unit_s, *formal, *dsd])
    return out.getvalue()
