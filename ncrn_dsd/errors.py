"""Every error a user can meet, and the exit codes of the command line.

An error names the place, says what is wrong in one sentence, and says how to fix it.
Stages raise the subclass that carries their name, so that a reader of a message knows which
part of the pipeline refused.
"""

from __future__ import annotations

import re
from enum import IntEnum


class ExitCode(IntEnum):
    """What the process returns to the shell."""

    GOOD = 0
    """Done, and every obligation holds."""
    NOT_GOOD = 1
    """Done, and something does not hold: refuted, learning failed, golden differs."""
    CANNOT_RUN = 2
    """Could not run: wrong input, wrong usage, missing tool."""
    UNDECIDED = 3
    """Not decided: time or size limit, truncated enumeration."""


_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Characters that move a cursor, turn text around, or are none."""
_LONGEST = 2_000


def printable(text: str, also: str = "") -> str:
    """The text with characters that would steer a terminal or a page as escapes.

    Parameters
    ----------
    also: characters that may stay.
    """
    return _STEERING.sub(
        lambda m: m[0] if m[0] in also else m[0].encode("unicode_escape").decode(), text
    )


def _printable(text: str) -> str:
    """A part of a message: nothing in it steers a terminal, and it has an end."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 500]} ... {text[-500:]}"
    return printable(text, also="\n")


class NcrnError(Exception):
    """Root of all errors that are reported without a traceback.

    Parameters
    ----------
    code: stable identifier, one letter for the stage and three digits.
    where: the place: file, file:line, or the name of a reaction or species.
    what: one sentence without a full stop.
    hint: how to fix it, one clause without a full stop.
    """

    exit_code: ExitCode = ExitCode.CANNOT_RUN

    def __init__(self, code: str, where: str, what: str, hint: str) -> None:
        where, what, hint = map(_printable, (where, what, hint))
        super().__init__(code, where, what, hint)
        self.code = code
        self.where = where
        self.what = what
        self.hint = hint

    def add_note(self, note: str) -> None:
        """Show this behind the sentence."""
        super().add_note(_printable(note))

    def __str__(self) -> str:
        return f"error[{self.code}] {self.where}: {self.what}; {self.hint}."


def reason_of(problem: Exception) -> str:
    """Why a file could not be read or written, as a clause for people."""
    if isinstance(problem, OSError):
        return problem.strerror or type(problem).__name__
    return "it is not UTF-8 text" if isinstance(problem, UnicodeDecodeError) else str(problem)


class DesignError(NcrnError):
    """The design file is missing, malformed, or asks for something impossible."""


class UnitError(NcrnError):
    """A quantity has no unit, an unknown unit, or a forbidden sign."""


class FormatError(NcrnError):
    """A text in one of the file formats cannot be read."""


class SchemeError(NcrnError):
    """A translation scheme is malformed or failed while it ran."""


class TranslationError(NcrnError):
    """A scheme exists but does not support what the design asks of it."""


class EnumerationError(NcrnError):
    """The enumerator could not run on a system."""


class TruncatedError(EnumerationError):
    """An enumeration was cut off, so that what depends on it is undecided."""

    exit_code = ExitCode.UNDECIDED


class VerificationError(NcrnError):
    """The verifier could not run (a refutation is a verdict, not an error)."""


class KineticsError(NcrnError):
    """No assignment of concentrations realises the formal rates within the bounds."""


class SimulationError(NcrnError):
    """An integration failed or its input makes no sense."""


class SequenceError(NcrnError):
    """No nucleotide sequences satisfy the constraints."""


class HandoffError(NcrnError):
    """The laboratory package is not consistent with the system it was made from."""


class PluginError(NcrnError):
    """A part that another package brings is missing, broken, or there twice."""


class ExecutorError(NcrnError):
    """Parallel work was lost or could not begin: a process, its memory, or a cluster."""


class InternalError(NcrnError):
    """Nobody's input is wrong: the program, or this machine, could not go on."""


class ArtefactError(NcrnError):
    """A result cannot be written to or read from the build folder."""
