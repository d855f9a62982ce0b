"""A run and its page, made once."""

from __future__ import annotations

import pytest
from run_fixture import small_run

from ncrn_dsd.drawing.report import render_report
from ncrn_dsd.ir.result import DesignRun


@pytest.fixture(scope="session")
def run() -> DesignRun:
    return small_run()


@pytest.fixture(scope="session")
def page(run: DesignRun) -> str:
    return render_report(run)
