"""A verification report in lines: one per obligation, gates of the same verdict together."""

from __future__ import annotations

from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport


def obligation_lines(report: VerificationReport) -> tuple[str, ...]:
    """What is proved, holds and learns, what does not, and under which assumptions.

    Obligations of one notion on many gates are one line while all of them are proved; each one
    that is not has a line of its own.
    """
    groups: dict[str, list[Obligation]] = {}
    for obligation in report.obligations:
        groups.setdefault(obligation.notion, []).append(obligation)
    lines = []
    for notion, members in groups.items():
        proved = [o for o in members if o.verdict is Verdict.PROVED]
        if len(proved) == 1:
            lines.append(obligation_line(proved[0]))
        elif proved:
            lines.append(f"PROVED {notion}: {len(proved)} of {len(members)} gates, each certified")
        lines += [obligation_line(o) for o in members if o.verdict is not Verdict.PROVED]
    return (*lines, *(f"assumed: {text}" for text in report.assumptions))


def obligation_line(obligation: Obligation) -> str:
    """One obligation with its verdict and its reason."""
    given = f"; assumed: {'; '.join(obligation.assumptions)}" if obligation.assumptions else ""
    subject, notion = obligation.subject, obligation.notion
    return f"{obligation.word} {notion} ({subject}): {obligation.reason}{given}"
