"""Values show themselves in a real IPython shell."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from dsd_fixtures import crn_of, soloveichik2010
from page_fixture import dynamics_run
from run_fixture import small_run

import ncrn_dsd
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import Complex
from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport

pytest.importorskip("IPython", reason="IPython is not installed")

SVG, HTML = "image/svg+xml", "text/html"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    make: Any = InteractiveShell
    running = make(config=config, ipython_dir=str(tmp_path_factory.mktemp("ipython")))
    ncrn_dsd.load_ipython_extension(running)
    yield running
    ncrn_dsd.unload_ipython_extension(running)


def shown(shell: Any, value: object) -> dict[str, str]:
    """What a front end gets of a value, by kind; plain text aside."""
    data, _ = shell.display_formatter.format(value)
    return {kind: text for kind, text in data.items() if kind != "text/plain"}


def test_complexes_and_strands_are_drawings(shell: Any) -> None:
    run = small_run()
    system, package = run.system, run.package
    assert package is not None
    for value in (
        system.fuels[0].complex,
        system.fuels[0],
        system.signals[0],
        run.network.species[0],
        package.strands[0],
        Complex((("<b&", "t"),), ".."),
    ):
        found = shown(shell, value)
        assert list(found) == [SVG]
        drawing = ET.fromstring(found[SVG])  # noqa: S314
        assert list(drawing.iter("{http://www.w3.org/2000/svg}line"))


def test_a_domain_has_the_same_colour_in_every_complex(shell: Any) -> None:
    def stroke(strand: tuple[str, ...]) -> str:
        drawing = ET.fromstring(shown(shell, Complex((strand,), "." * len(strand)))[SVG])  # noqa: S314
        lines = list(drawing.iter("{http://www.w3.org/2000/svg}line"))
        return lines[strand.index("branch")].attrib["style"]

    assert stroke(("branch",)) == stroke(("other", "branch", "third"))
    assert stroke(("branch",)) != stroke(("branch", "other")).replace("hsl", "")


def test_a_training_is_its_learning_curve(shell: Any) -> None:
    run = small_run()
    for training in (run.abstract, run.dsd, replace(run.dsd, epochs=(), online_errors=())):
        found = shown(shell, training)
        assert list(found) == [SVG]
        assert "epoch" in "".join(ET.fromstring(found[SVG]).itertext())  # noqa: S314


def test_systems_networks_and_runs_are_told_in_html(shell: Any) -> None:
    run = small_run()
    told = {
        run.system: "System of the scheme soloveichik2010",
        run.program.crn: "Formal network",
        run.network: "Enumerated network, module by module",
        run.verification: "PROVED, checks not tested",
        dynamics_run(): "The DSD trajectories differ",
    }
    for value, words in told.items():
        found = shown(shell, value)
        assert list(found) == [HTML]
        assert words in found[HTML]
    html = shown(shell, run)[HTML]
    words = "PROVED, checks not tested, learning not tested; not tested for leak and spread"
    assert f"{words}; condensed kinetics." in html
    assert "Training reached the bound of the design" in html
    assert html.count("<svg") == 1


def test_what_is_too_large_to_draw_becomes_a_table(shell: Any) -> None:
    run = small_run()
    many = replace(run.program.crn, reactions=run.program.crn.reactions * 10)
    html = shown(shell, many)[HTML]
    assert "<svg" not in html
    assert "more reactions are not shown" in html
    wide = replace(run.network, species=run.network.species * 10)
    html = shown(shell, wide)[HTML]
    assert "<svg" not in html
    assert "<table>" in html


def test_a_refutation_stands_first(shell: Any) -> None:
    proved = Obligation("strand conservation", "whole system", Verdict.PROVED, "kept")
    refuted = Obligation("CRN bisimulation", "gate <1>", Verdict.REFUTED, "A -> B has no path")
    html = shown(shell, VerificationReport((proved, refuted), ("no leak",)))[HTML]
    assert "REFUTED, checks not tested" in html
    assert html.index("gate &lt;1&gt;") < html.index("strand conservation")
    assert "Every PROVED assumes: no leak." in html


def test_odd_values_do_not_break_the_display(shell: Any) -> None:
    run = small_run()
    assert "Formal network: 0 species" in shown(shell, FormalCrn((), ()))[HTML]
    assert "0 obligations" in shown(shell, VerificationReport((), ()))[HTML]
    failed = replace(run.dsd, predictions=((math.nan,),) * len(run.dsd.targets), failure="it grew")
    assert "did not reach the bound of the design" in shown(shell, replace(run, dsd=failed))[HTML]
    empty = replace(soloveichik2010(crn_of("A -> B")), fuels=(), modules=())
    assert "0 fuels" in shown(shell, empty)[HTML]


def test_it_can_be_taken_back(shell: Any) -> None:
    ncrn_dsd.unload_ipython_extension(shell)
    try:
        assert shown(shell, small_run().system) == {}
    finally:
        ncrn_dsd.load_ipython_extension(shell)
    assert list(shown(shell, small_run().system)) == [HTML]


def ipython(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "IPython", "--colors=NoColor", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "IPYTHONDIR": str(folder)},
    )
    return done.stdout


IS_KNOWN = (
    "('ncrn_dsd.ir.dsd', 'Complex') in "
    "get_ipython().display_formatter.formatters['image/svg+xml'].deferred_printers"
)


def test_importing_it_inside_ipython_is_enough_and_imports_nothing_heavy(tmp_path: Path) -> None:
    heavy = "('matplotlib.figure', 'numba', 'scipy', 'jinja2', 'ncrn_dsd.drawing', 'ncrn_dsd.ir')"
    code = f"import ncrn_dsd, sys; print([m for m in {heavy} if m in sys.modules], {IS_KNOWN})"
    assert ipython(code, tmp_path) == "[] True\n"


def test_the_extension_can_be_loaded_and_unloaded_by_name(tmp_path: Path) -> None:
    code = f"%load_ext ncrn_dsd\nprint({IS_KNOWN})\n%unload_ext ncrn_dsd\nprint({IS_KNOWN})"
    assert ipython(code, tmp_path) == "True\nFalse\n"


def test_outside_ipython_nothing_is_registered() -> None:
    code = (
        "import sys, ncrn_dsd; print('ncrn_dsd.notebook' in sys.modules, 'IPython' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["False", "False"]
