"""The parts of result files that an index shows; other keys are left alone."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ncrn_dsd.formats.verify_json import CountedWord, ProofWord
from ncrn_dsd.ir.lab_feasibility import Feasibility


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Ours(_Record):
    schema_: Annotated[Literal[1], Field(alias="schema")]


class LevelRecord(_Record):
    """One level of a run."""

    validation_mse: float | None
    accuracy: float | None = None
    kept: bool
    failure: str | None


class SizesRecord(_Record):
    """How large a system is."""

    formal_reactions: int
    fuels: int
    strands: int
    nucleotides_nt: int
    enumerated_reactions: int


class KineticsRecord(_Record):
    """How slow a system is."""

    hours_per_sample_h: float
    training_days_d: float


class CpuRecord(_Record):
    """What a run cost."""

    total_s: float


class DesignRecord(_Ours):
    """`summary.json` of a learner."""

    design: str
    scheme: str
    verdict: ProofWord
    verdicts: dict[CountedWord, int]
    expectations_met: bool | None
    abstract: LevelRecord
    dsd: LevelRecord
    sizes: SizesRecord
    kinetics: KineticsRecord
    cpu: CpuRecord


class DynamicsRecord(_Ours):
    """`summary.json` of a design of kind "dynamics"."""

    kind: Literal["dynamics"]
    design: str
    scheme: str
    verdict: ProofWord
    verdicts: dict[CountedWord, int]
    expectations_met: bool | None
    deviation_largest: float
    sizes: SizesRecord
    duration_h: float


class VerificationRecord(_Ours):
    """`verify.json` of a system that was verified by itself."""

    schema_: Annotated[Literal[2], Field(alias="schema")]  # type: ignore[assignment]
    subject: str
    verdict: ProofWord
    counts: dict[CountedWord, int]
    certificate_sha256: str | None


class ChecksRecord(_Record):
    """`checks.json` of a laboratory package."""

    forced: bool
    errors: int
    warnings: int


class PackageRecord(_Record):
    """`MANIFEST.json` of a laboratory package, with two more of its files."""

    format_version: int
    design: str
    scheme: str
    feasibility: Feasibility
    checks: ChecksRecord
