"""DNA strand-displacement design pipeline for learning chemistry."""

from __future__ import annotations

import sys
from typing import Any

__version__ = "0.1.0"


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
