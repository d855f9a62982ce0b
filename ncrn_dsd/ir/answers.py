"""What commands answer with `--json`, and is kept nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from ncrn_dsd.ir.headings import CONDENSATION
from ncrn_dsd.ir.learning import NotionAnswer
from ncrn_dsd.ir.sharing import ToeholdSharing
from ncrn_dsd.ir.shown import Shown, Style

_CONDENSATION = replace(CONDENSATION, missing="no condition", column="condensation")


@dataclass(frozen=True, slots=True)
class SimulatedFile:
    """What `simulate` of a file with a network found; its `summary.json`.

    Parameters
    ----------
    seed, volume_L: of a simulation that counts molecules; None for differential equations.
    relative_tolerance, absolute_tolerance_nM: with which these were followed.
    certain_digits: significant digits that hold of every value that is not negligible; None where
        the errors were not measured.
    species, reactions: numbers of the network.
    points: recorded times, the start included.
    end_nM: by species; what is given has the digits that hold.
    signals_end_nM: by formal species, all free forms of it; null where the network has none. Empty
        for a file that names no signals.
    condensation: whether condensed reactions hold, where those of strands were followed.
    """

    source: Annotated[Path, Shown("Network", Style.WORD)]
    method: Annotated[str, Shown("Followed by", Style.WORD)]
    seed: int | None
    volume_L: Annotated[float | None, Shown("Volume", unit="L")]
    relative_tolerance: Annotated[float | None, Shown("Relative tolerance")]
    absolute_tolerance_nM: Annotated[float | None, Shown("Absolute tolerance", unit="nM")]
    certain_digits: Annotated[int | None, Shown("Digits that hold", Style.COUNT)]
    species: int
    reactions: int
    points: Annotated[int, Shown("Recorded times", Style.COUNT)]
    duration_s: Annotated[float, Shown("Followed for", unit="s")]
    end_nM: Annotated[Mapping[str, float], Shown("At the end", unit="nM")] = field(hash=False)
    signals_end_nM: Annotated[
        Mapping[str, float | None], Shown("All free forms at the end", unit="nM")
    ] = field(hash=False)
    condensation: NotionAnswer | None

    @property
    def condensation_verdict(self) -> Annotated[str | None, _CONDENSATION]:
        """In a word; None where no condensed reactions of strands were followed."""
        return None if self.condensation is None else self.condensation.verdict


@dataclass(frozen=True, slots=True)
class TranslatedFile:
    """What `translate` made.

    Parameters
    ----------
    strands: distinct ones.
    nuskell_agrees: None where nobody asked.
    format, out: of the file; None where none was written.
    sharing: of the sequences of toeholds, where it was asked for.
    """

    source: Path
    scheme: str
    signals: int
    fuels: int
    strands: int
    domains: int
    nucleotides_nt: int
    nuskell_agrees: bool | None
    format: str | None
    out: Path | None
    sharing: ToeholdSharing | None


@dataclass(frozen=True, slots=True)
class EnumeratedFile:
    """What `enumerate` found.

    Parameters
    ----------
    transient_complexes, detailed_reactions: None where only condensed reactions were asked for.
    truncated_by: what a limit cut off, in words.
    format, out: of the file; None where none was written.
    """

    source: Path
    macrostates: int
    condensed_reactions: int
    resting_complexes: int
    transient_complexes: int | None
    detailed_reactions: int | None
    truncated_by: str | None
    format: str | None
    out: Path | None

    @property
    def in_words(self) -> str:
        """The numbers, as they are printed."""
        words = f"{self.macrostates} resting macrostates, {self.condensed_reactions} condensed"
        words += " reactions"
        if self.detailed_reactions is not None:
            words += (
                f", {self.transient_complexes} transient complexes, "
                f"{self.detailed_reactions} detailed reactions"
            )
        return words


@dataclass(frozen=True, slots=True)
class CheckedCertificate:
    """What `verify --check` says of a certificate.

    Parameters
    ----------
    accepted: None where it is sound and could not be compared.
    paths_followed: None, as all that follows, where it is not sound.
    compared_with: what it was compared with; None for its inner consistency alone.
    reason: why it is not accepted.
    """

    certificate: Path
    accepted: bool | None
    reason: str | None
    paths_followed: int | None = None
    signals_released: bool | None = None
    crn_sha256: str | None = None
    implementation_sha256: str | None = None
    system_sha256: str | None = None
    compared_with: str | None = None


@dataclass(frozen=True, slots=True)
class StartedDesign:
    """What `new` wrote."""

    design: Path
    kind: str


@dataclass(frozen=True, slots=True)
class StartedScheme:
    """What `schemes new` wrote."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class CompletionScript:
    """What `completion` prints."""

    shell: str
    script: str
