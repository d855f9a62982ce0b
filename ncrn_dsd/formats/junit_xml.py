"""Outcomes of designs in the JUnit format that build servers show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET


@dataclass(frozen=True, slots=True)
class JUnitCase:
    """One test case.

    Parameters
    ----------
    outcome: "passed", "failure", "error" or "skipped".
    text: what to show; several lines may be given.
    """

    name: str
    outcome: str
    message: str
    text: str
    seconds: float


def junit_xml(suite: str, cases: Sequence[JUnitCase]) -> str:
    """A suite with a case each, as XML."""
    counted = {
        kind: sum(c.outcome == kind for c in cases) for kind in ("failure", "error", "skipped")
    }
    root = ET.Element(
        "testsuite",
        name=suite,
        tests=str(len(cases)),
        failures=str(counted["failure"]),
        errors=str(counted["error"]),
        skipped=str(counted["skipped"]),
        time=f"{sum(c.seconds for c in cases):.3f}",
    )
    for case in cases:
        element = ET.SubElement(
            root, "testcase", classname=suite, name=case.name, time=f"{case.seconds:.3f}"
        )
        if case.outcome != "passed":
            ET.SubElement(element, case.outcome, message=case.message)
        if case.text:
            ET.SubElement(element, "system-out").text = case.text
    ET.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ET.tostring(root, encoding='unicode')}\n"
