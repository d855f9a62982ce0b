"""Network that is simulated + schedule -> what the strands learn, with what goes wrong."""

from __future__ import annotations

from ncrn_dsd.enumeration.removal import removable_by
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Schedule
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.kinetics.schedule import scaled_segment
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.simulation.chemistry import chemistry_at
from ncrn_dsd.simulation.disturbance import Purpose, disturbed_segments, with_rate_errors
from ncrn_dsd.simulation.training import train
from ncrn_dsd.study.stage import Work, stage


@stage("train, DSD")
def train_strands(
    work: Work,
    program: LearningProgram,
    system: DsdSystem,
    network: ReactionNetwork,
    schedule: Schedule,
    gates: tuple[str, ...],
    point: Realisation,
    disturbance: Disturbance,
) -> TrainingRun:
    """The training of the enumerated network, in nM and s.

    Parameters
    ----------
    schedule: of the training, disturbed already; that of the probes is disturbed here.
    gates: fuels of several strands, of which a part may be dead.
    """
    probes = disturbed_segments(
        (scaled_segment(p, point) for p in program.probes),
        disturbance,
        gates,
        Purpose.PROBE_DOSES,
    )
    chemistry = chemistry_at(with_rate_errors(network, disturbance), point)
    return train(
        program,
        chemistry.removing(removable_by(schedule, system, network)),
        schedule,
        probes,
        report=lambda progress: work.report(progress.done, progress.total),
    )
