"""DNA strand-displacement design pipeline for learning chemistry.

The names of the public API are loaded from `ncrn_dsd.api` when they are first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ncrn_dsd import errors

if TYPE_CHECKING:
    from ncrn_dsd.api.crn import Crn
    from ncrn_dsd.api.network import Network, enumerate  # noqa: A004
    from ncrn_dsd.api.point import Point, realise
    from ncrn_dsd.api.proof import Proof, verify
    from ncrn_dsd.api.sharing import SharedToeholds, share_toeholds
    from ncrn_dsd.api.simulation import simulate
    from ncrn_dsd.api.study import Study, Training
    from ncrn_dsd.api.system import System, translate
    from ncrn_dsd.api.trajectory import Trajectory
    from ncrn_dsd.enumeration.options import EnumerationOptions
    from ncrn_dsd.errors import NcrnError
    from ncrn_dsd.ir.network import Kinetics
    from ncrn_dsd.ir.verdict import Verdict

__version__ = "0.1.0"

__all__ = [
    "Crn",
    "EnumerationOptions",
    "Kinetics",
    "NcrnError",
    "Network",
    "Point",
    "Proof",
    "SharedToeholds",
    "Study",
    "System",
    "Training",
    "Trajectory",
    "Verdict",
    "enumerate",
    "errors",
    "realise",
    "share_toeholds",
    "simulate",
    "translate",
    "verify",
]

_HOMES = {
    "Crn": "api.crn",
    "EnumerationOptions": "enumeration.options",
    "Kinetics": "ir.network",
    "NcrnError": "errors",
    "Network": "api.network",
    "Point": "api.point",
    "Proof": "api.proof",
    "SharedToeholds": "api.sharing",
    "Study": "api.study",
    "System": "api.system",
    "Training": "api.study",
    "Trajectory": "api.trajectory",
    "Verdict": "ir.verdict",
    "enumerate": "api.network",
    "realise": "api.point",
    "share_toeholds": "api.sharing",
    "simulate": "api.simulation",
    "translate": "api.system",
    "verify": "api.proof",
}
"""Where each name is made; a test holds it against the imports above."""


def __getattr__(name: str) -> Any:
    """A name of the API, loaded with what it needs when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext ncrn_dsd`` does: values of this package show themselves."""
    from ncrn_dsd.notebook import register

    register(shell)


def unload_ipython_extension(shell: Any) -> None:
    """What ``%unload_ext ncrn_dsd`` does."""
    from ncrn_dsd.notebook import unregister

    unregister(shell)


def _running_shell() -> Any:
    """The shell of IPython when this is imported inside one, else None."""
    ask = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return None if ask is None else ask()


if (_shell := _running_shell()) is not None:
    load_ipython_extension(_shell)
