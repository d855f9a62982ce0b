"""Output that nobody takes: one sentence or silence, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ncrn_dsd.cli.main import BROKEN_PIPE

FULL = Path("/dev/full")
COMMAND = (sys.executable, "-c", "from ncrn_dsd.cli.main import main; main()")


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("arguments", ["schemes list", "--help", "--version"])
def test_a_full_device_is_one_sentence(arguments: str) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [*COMMAND, *arguments.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("error[A010] standard output: it cannot be written")
    assert sentence.endswith("send it somewhere else, or make room there.")


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", ["run nowhere", "run --nothing"])
def test_messages_that_cannot_be_written_leave_the_exit_code(
    arguments: str, unbuffered: str
) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [*COMMAND, *arguments.split()],
            stdout=subprocess.PIPE,
            stderr=full,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            check=False,
        )
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize("arguments", ["schemes list", "--help", "schemes show soloveichik2010"])
def test_a_reader_that_went_away_is_not_told(arguments: str) -> None:
    with subprocess.Popen(
        [*COMMAND, *arguments.split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == BROKEN_PIPE
