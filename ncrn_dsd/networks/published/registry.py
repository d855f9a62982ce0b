"""Which published models exist."""

from __future__ import annotations

from collections.abc import Callable

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.host import HostProgram
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.networks.published import damped, linear, minimal, trilinear

MODELS: dict[str, Callable[[PublishedDesign], HostProgram]] = {
    "cubic": damped.build_cubic,
    "dot product": damped.build_dot_product,
    "linear classification": linear.build_classification,
    "linear regression": linear.build_regression,
    "minimal linear regression": minimal.build,
    "quadratic": damped.build_quadratic,
    "trilinear": trilinear.build,
}


def build_published(design: PublishedDesign) -> HostProgram:
    """The networks of an experiment and everything its host does.

    Raises
    ------
    DesignError: no model has this name, or the model refuses the design.
    """
    try:
        builder = MODELS[design.model.kind]
    except KeyError:
        raise DesignError(
            "D301",
            design.where("model", "kind"),
            f"there is no published model '{design.model.kind}'",
            f"use one of: {', '.join(sorted(MODELS))}",
        ) from None
    return builder(design)
