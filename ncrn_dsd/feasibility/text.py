"""The verdict about a system for people."""

from __future__ import annotations

from ncrn_dsd.ir.lab_feasibility import Feasibility


def feasibility_lines(found: Feasibility) -> tuple[str, ...]:
    """The verdict, the numbers, and every finding with what would help."""
    plates = f"{found.plates} order {'plate' if found.plates == 1 else 'plates'}"
    size = (
        f"{found.strands} strands ({found.reporters} reporters), {found.nucleotides_nt} nt, "
        f"longest {found.longest_nt} nt, {plates}."
    )
    cost = f"{found.cost_low:,.0f} to {found.cost_high:,.0f} {found.currency} ({found.prices})"
    lines = [f"Verdict: {found.verdict.value}.", size, f"Synthesis: {cost}."]
    for finding in found.findings:
        remedy = f" What would help: {finding.remedy}." if finding.remedy else ""
        lines.append(f"{finding.subject}: {finding.sentence}{remedy}")
    return tuple(lines)
