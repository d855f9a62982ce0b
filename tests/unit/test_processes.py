"""Jobs in processes of their own: answers, losses, time, memory, and nobody left behind."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pipeline.executor_jobs import die, hold, refuse, square, where_i_am

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.processes import LostProcessError, OutOfTimeError, Processes


def children() -> set[int]:
    """Processes that this one has started and not yet seen end."""
    found: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name in parentheses may hold anything; state and parent come after it.
            parent = stat.read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid():
                found.add(int(stat.parent.name))
    return found


def test_every_job_is_answered_once_whatever_becomes_of_the_others() -> None:
    before = children()
    ended = list(Processes(2).run(square, [(n,) for n in range(7)]))
    assert {each.index: each.result() for each in ended} == {n: n * n for n in range(7)}
    assert len(ended) == 7
    lost, *others = sorted(Processes(1).run(die, [(3,), (4,)]), key=lambda e: e.index)
    assert len(others) == 1
    with pytest.raises(LostProcessError, match="exit status 3"):
        lost.result()
    (refused,) = Processes(1).run(refuse, [(4,)])
    with pytest.raises(SimulationError, match="job 4: it is refused"):
        refused.result()
    assert list(Processes(2).run(square, [])) == []
    assert children() <= before


def test_a_process_does_many_jobs_unless_each_has_its_own() -> None:
    arguments = [("PYTHONHASHSEED",)] * 4
    shared = [each.result() for each in Processes(1).run(where_i_am, arguments)]
    own = [each.result() for each in Processes(1, fresh=True).run(where_i_am, arguments)]
    assert len({pid for pid, _ in shared}) == 1
    assert len({pid for pid, _ in own}) == 4
    assert {seed for _, seed in shared + own} == {"0"}


def test_time_and_memory_end_one_job_and_no_other() -> None:
    jobs = [(0.0,), (600.0,), (0.0,)]
    ended = {e.index: e for e in Processes(2, budget_s=4.0, fresh=True).run(time.sleep, jobs)}
    assert ended[0].problem is None
    assert ended[2].problem is None
    with pytest.raises(OutOfTimeError, match="no answer within 4 s"):
        ended[1].result()
    small = Processes(1, memory_bytes=2 * 10**9)
    problems = [type(each.problem) for each in small.run(hold, [(10**6,), (3 * 10**9,)])]
    assert problems == [type(None), MemoryError]


def test_who_stops_asking_leaves_no_process_behind() -> None:
    before = children()
    running = Processes(2).run(time.sleep, [(0.0,), (600.0,), (600.0,)])
    assert next(running).index == 0
    with pytest.raises(KeyboardInterrupt):
        running.throw(KeyboardInterrupt)
    assert children() <= before


def test_what_cannot_travel_is_one_sentence() -> None:
    (back,) = Processes(1).run(compile, [("1", "", "eval")])
    with pytest.raises(TypeError, match="cannot pickle"):
        back.result()


def test_a_script_needs_no_guard_around_its_main_part(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import math\n"
        "from ncrn_dsd.processes import Processes\n"
        "print([each.result() for each in Processes(1).run(math.sqrt, [(4.0,)])])\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout == "[2.0]\n"


def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import time\n"
        "from pipeline.executor_jobs import stay\n"
        "from ncrn_dsd.processes import Processes\n"
        f"list(Processes(1).run(stay, [({str(tmp_path / 'pid')!r},)]))\n",
        encoding="utf-8",
    )
    path = os.pathsep.join(sys.path)
    parent = subprocess.Popen([sys.executable, str(script)], env={**os.environ, "PYTHONPATH": path})
    while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text():
        assert parent.poll() is None
        time.sleep(0.05)
    child = int((tmp_path / "pid").read_text())
    parent.kill()
    parent.wait()
    while _is_there(child):
        time.sleep(0.05)


def _is_there(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
