"""Batches of trainings that the processes of executors can import."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from ncrn_dsd.ir.outcome import Outcome
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.disturbances import FormalDisturbance
from ncrn_dsd.pipeline.robustness import outcomes_in_store


def outcomes_in_time(
    root: Path, draws: Sequence[tuple[LearningProgram, float, FormalDisturbance]]
) -> tuple[Outcome, ...]:
    """Also leaves a mark of who began, and takes long enough to be killed."""
    (root / f"begun-{draws[0][2].seed}-{os.getpid()}").touch()
    time.sleep(0.5)
    return outcomes_in_store(root / "store", draws)
