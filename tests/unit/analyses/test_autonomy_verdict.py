"""The verdict follows from the counted actions and from nothing else."""

from __future__ import annotations

from ncrn_dsd.ir.autonomy import Autonomy


def found(per_sample: dict[str, float], setup: dict[str, float] | None = None) -> Autonomy:
    return Autonomy("a", "a/design.toml", "x", per_sample, setup or {})


def test_a_host_that_doses_waits_and_reads_leaves_it_closed() -> None:
    closed = found({"dose": 5.0, "wait": 2.0, "read": 1.0, "dilute": 0.0})
    assert closed.is_closed
    assert closed.verdict == "closed: the host only doses, waits and reads"


def test_any_other_action_is_counted() -> None:
    other = found({"dose": 1.0, "integrate": 3.0, "copy": 4.5})
    assert not other.is_closed
    assert other.verdict == (
        "not closed: 7.5 host actions per sample beyond dosing, waiting and reading"
    )


def test_dilution_and_the_setup_count() -> None:
    assert not found({"dilute": 0.5}).is_closed
    assert not found({"dose": 1.0}, {"overwrite": 2.0}).is_closed


def test_a_network_without_samples_says_so() -> None:
    assert found({}, {"dose": 2.0}).verdict.endswith("there is nothing to train")
