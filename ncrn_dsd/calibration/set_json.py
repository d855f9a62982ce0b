"""The calibration set as a file of a package, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ncrn_dsd.calibration.assays import Assay, CalibrationWell
from ncrn_dsd.calibration.gate_model import GateModel, GateStep, GateStepKind
from ncrn_dsd.errors import HandoffError

SET_JSON = "calibration/set.json"


def set_json(models: Sequence[GateModel], wells: Sequence[CalibrationWell]) -> bytes:
    """Models of gates and wells."""
    content = {
        "gates": [
            {
                "name": m.name,
                "reaction": m.reaction,
                "species": list(m.species),
                "steps": [
                    {
                        "reactants": list(s.reactants),
                        "products": list(s.products),
                        "per_nM_s": s.per_nM_s,
                        "kind": s.kind.name,
                    }
                    for s in m.steps
                ],
                "fuels": list(m.fuels),
                "gates": list(m.gates),
                "released_by": m.released_by,
                "inputs": [list(one) for one in m.inputs],
                "product": m.product,
                "makes": m.makes,
            }
            for m in models
        ],
        "wells": [
            {
                "well": w.place,
                "assay": w.assay.name,
                "subject": w.subject,
                "replicate": w.replicate,
                "product": w.product,
                "contents_nM": dict(w.contents_nM),
            }
            for w in wells
        ],
    }
    return (json.dumps(content, indent=1) + "\n").encode()


def read_set(
    path: str, content: bytes
) -> tuple[tuple[GateModel, ...], tuple[CalibrationWell, ...]]:
    """What `set_json` wrote.

    Raises
    ------
    HandoffError: H143, it is damaged.
    """
    try:
        found = json.loads(content)
        return (
            tuple(_model(one) for one in found["gates"]),
            tuple(_well(one) for one in found["wells"]),
        )
    except (LookupError, RecursionError, TypeError, ValueError) as problem:
        raise HandoffError(
            "H143",
            f"{path}, {SET_JSON}",
            f"the calibration set cannot be read ({type(problem).__name__}: {problem})",
            "make the package again, or take an unchanged copy",
        ) from problem


def _model(one: dict[str, Any]) -> GateModel:
    return GateModel(
        name=one["name"],
        reaction=one["reaction"],
        species=tuple(one["species"]),
        steps=tuple(
            GateStep(
                (int(s["reactants"][0]), int(s["reactants"][1])),
                tuple(int(p) for p in s["products"]),
                float(s["per_nM_s"]),
                GateStepKind[s["kind"]],
            )
            for s in one["steps"]
        ),
        fuels=tuple(one["fuels"]),
        gates=tuple(one["gates"]),
        released_by=one["released_by"],
        inputs=tuple((str(name), int(number)) for name, number in one["inputs"]),
        product=one["product"],
        makes=int(one["makes"]),
    )


def _well(one: dict[str, Any]) -> CalibrationWell:
    return CalibrationWell(
        place=one["well"],
        assay=Assay[one["assay"]],
        subject=one["subject"],
        replicate=int(one["replicate"]),
        product=one["product"],
        contents_nM={str(name): float(nM) for name, nM in one["contents_nM"].items()},
    )
