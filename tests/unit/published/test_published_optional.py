"""The authors' models are a part that can be left out, and nothing else goes with them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ncrn_dsd

ROOT = Path(ncrn_dsd.__file__).parents[1]
SCRIPT = """
from pathlib import Path
from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import read_design, read_published
from ncrn_dsd.networks.registry import build, build_published

designs = Path("designs")
print(len(build(read_design(designs / "xor")).crn.reactions) > 0)
try:
    build_published(read_published(designs / "published" / "xor_cubic"))
except DesignError as problem:
    print(problem)
"""


@pytest.mark.long
def test_without_their_folder_only_they_are_gone(tmp_path: Path) -> None:
    left_out = shutil.ignore_patterns("__pycache__", "published")
    shutil.copytree(ROOT / "ncrn_dsd", tmp_path / "ncrn_dsd", ignore=left_out)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    built, problem = done.stdout.splitlines()
    assert built == "True"
    assert "error[D301]" in problem
    assert "there is no published model 'cubic'; these models are not installed." in problem
