"""Learning program -> what it learns in an ideal vessel, as formal reactions."""

from __future__ import annotations

from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.training import train
from ncrn_dsd.study.stage import Work, stage


@stage("train, abstract")
def train_formal(work: Work, program: LearningProgram) -> TrainingRun:
    """The training of the formal network, in u and tau."""
    return train(
        program,
        formal_chemistry(program.crn),
        program.training,
        program.probes,
        report=lambda progress: work.report(progress.done, progress.total),
    )
