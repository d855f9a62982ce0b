"""Values show themselves in IPython and Jupyter: complexes and curves as SVG, runs as HTML.

Formatters are registered by the names of types, so that registering them imports nothing that
draws. Loaded when the package is imported inside IPython, and by ``%load_ext ncrn_dsd``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SVG, HTML = "image/svg+xml", "text/html"


def register(shell: Any) -> None:
    """Teach an IPython shell to show values of this package.

    Parameters
    ----------
    shell: an `InteractiveShell`; what it knew about these types is replaced.
    """
    for (mime, module, name), show in _SHOWN.items():
        shell.display_formatter.formatters[mime].for_type_by_name(module, name, show)


def unregister(shell: Any) -> None:
    """Take back what `register` did."""
    for mime, module, name in _SHOWN:
        shell.display_formatter.formatters[mime].pop(f"{module}.{name}", None)


def _complex(value: Any) -> str:
    from ncrn_dsd.drawing.complex_svg import lone_complex_svg

    return lone_complex_svg(value)


def _holder(value: Any) -> str:
    """Signals, fuels and species: what is known by a name and has a complex."""
    return _complex(value.complex)


def _strand(value: Any) -> str:
    from ncrn_dsd.ir.dsd import Complex

    return _complex(Complex((value.domains,), "." * len(value.domains)))


def _training(value: Any) -> str:
    from ncrn_dsd.drawing.figures import training_curve

    return training_curve(value)


def _card(name: str) -> Callable[[Any], str]:
    def show(value: Any) -> str:
        from ncrn_dsd.drawing import cards

        text = getattr(cards, name)(value)
        assert isinstance(text, str)
        return text

    return show


_SHOWN: dict[tuple[str, str, str], Callable[[Any], str]] = {
    (SVG, "ncrn_dsd.ir.dsd", "Complex"): _complex,
    (SVG, "ncrn_dsd.ir.dsd", "Signal"): _holder,
    (SVG, "ncrn_dsd.ir.dsd", "Fuel"): _holder,
    (SVG, "ncrn_dsd.ir.network", "NetworkSpecies"): _holder,
    (SVG, "ncrn_dsd.ir.lab", "StrandOrder"): _strand,
    (SVG, "ncrn_dsd.ir.training", "TrainingRun"): _training,
    (HTML, "ncrn_dsd.ir.dsd", "DsdSystem"): _card("system_html"),
    (HTML, "ncrn_dsd.ir.crn", "FormalCrn"): _card("crn_html"),
    (HTML, "ncrn_dsd.ir.network", "ReactionNetwork"): _card("network_html"),
    (HTML, "ncrn_dsd.ir.verdict", "VerificationReport"): _card("verification_html"),
    (HTML, "ncrn_dsd.ir.result", "DesignRun"): _card("run_html"),
    (HTML, "ncrn_dsd.ir.dynamics", "DynamicsRun"): _card("dynamics_html"),
}
