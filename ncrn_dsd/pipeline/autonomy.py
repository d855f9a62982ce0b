"""From a design file to what it leaves to its host; nothing is simulated for it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ncrn_dsd.analyses.autonomy import host_actions
from ncrn_dsd.analyses.host_actions import host_program_actions
from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import (
    load_toml,
    parse_toml,
    read_design,
    read_dynamics,
    read_published,
)
from ncrn_dsd.ir.autonomy import Autonomy
from ncrn_dsd.ir.host import HostProgram
from ncrn_dsd.model.dynamics import KIND as DYNAMICS
from ncrn_dsd.networks.registry import build, build_published

CLOSED, AS_PUBLISHED = "closed", "as-published"


def mode_of(path: Path) -> str:
    """What a design file says it is: "closed", "as-published" or "dynamics".

    Raises
    ------
    DesignError: the file cannot be read or is not TOML.
    """
    text, file = load_toml(path)
    table = parse_toml(text, file)
    if table.get("kind") == DYNAMICS:
        return DYNAMICS
    return AS_PUBLISHED if table.get("mode") == AS_PUBLISHED else CLOSED


def autonomy_of(path: Path) -> Autonomy:
    """The host's actions by the schedule of the formal network, without refills of fuels.

    Raises
    ------
    NcrnError: the design cannot be read or its learner refuses it.
    """
    mode = mode_of(path)
    if mode == DYNAMICS:
        return _dynamics(path)
    if mode == AS_PUBLISHED:
        return _as_published(path)
    design = read_design(path)
    actions = host_actions(build(design).training)
    return Autonomy(design.name, design.path, CLOSED, dict(actions.per_sample), dict(actions.setup))


def _as_published(path: Path) -> Autonomy:
    design = read_published(path)
    program = build_published(design)
    actions = dict(host_program_actions(program))
    return Autonomy(design.name, design.path, AS_PUBLISHED, actions, _setup(program))


def _setup(program: HostProgram) -> dict[str, float]:
    counted = Counter(action.kind for action in program.setup.actions)
    return {kind: float(count) for kind, count in counted.items()}


def _dynamics(path: Path) -> Autonomy:
    """Everything is dosed once; then the network is left alone."""
    design = read_dynamics(path)
    setup = {"dose": float(len(design.network.initial)), "wait": 1.0}
    return Autonomy(design.name, design.path, DYNAMICS, {}, setup)


def designs_in(paths: tuple[Path, ...]) -> list[Path]:
    """The folders of all designs in the given folders; what holds no design is kept as it is."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(file.parent for file in path.rglob("design.toml"))
        found += inside or [path]
    return found


def refuse_what_does_not_train(design: Path) -> None:
    """Refuse a design without a learner that is closed in chemistry.

    Raises
    ------
    DesignError: D040.
    """
    mode = mode_of(design)
    if mode != CLOSED:
        raise DesignError(
            "D040",
            str(design),
            f"a design of the mode '{mode}' has no learner that is closed in chemistry, so that "
            "there is nothing to train with errors",
            "give the design of a closed learner",
        )
