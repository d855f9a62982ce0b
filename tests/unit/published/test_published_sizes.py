"""Networks have the published numbers of reactions and species, and the published orders."""

from __future__ import annotations

from dataclasses import replace

import pytest
from published.published_designs import NAMES, design, network_of

from ncrn_dsd.analyses.host_actions import host_program_actions
from ncrn_dsd.ir.host import HOST_ACTION_KINDS, MEMORY, CancelRails, Copy, Integrate
from ncrn_dsd.networks.registry import build_published

SIZES = {
    "linear_regression": ((4, 8), (4, 10), 2),
    "linear_classification": ((12, 16), (20, 24), 2),
    "bilinear_full_adjoint": ((27, 20), (75, 44), 2),
    "sine_full_adjoint": ((27, 20), (75, 44), 2),
    "bilinear_first_order": ((27, 20), (36, 30), 2),
    "sine_first_order": ((27, 20), (36, 30), 2),
    "xor_cubic": ((45, 30), (108, 54), 3),
    "and_cubic": ((45, 30), (108, 54), 3),
    "or_cubic": ((45, 30), (108, 54), 3),
    "rings_cubic": ((45, 30), (108, 54), 3),
    "xor_quadratic": ((45, 30), (87, 54), 2),
    "rings_quadratic": ((45, 30), (87, 54), 2),
    "iris_trilinear": ((245, 90), (665, 160), 3),
    "minimal_linear_regression": ((3, 6), (10, 14), 2),
}
"""Reactions and species of the forward and of the feedback network, and the highest order."""

HOST_NETWORKS = {
    ("xor_cubic", "readout"): 14,
    ("xor_cubic", "error"): 5,
    ("xor_cubic", "adjoint start"): 18,
    ("xor_cubic", "update"): 36,
    ("iris_trilinear", "readout"): 66,
    ("iris_trilinear", "error"): 15,
    ("iris_trilinear", "adjoint start"): 70,
    ("iris_trilinear", "output gradient"): 90,
    ("iris_trilinear", "update"): 120,
    ("iris_trilinear", "update of last layer"): 60,
}


def test_every_design_has_a_published_size() -> None:
    assert set(NAMES) == set(SIZES)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_forward_and_feedback(name: str) -> None:
    program = build_published(design(name))
    forward, feedback, order = SIZES[name]
    ahead, behind = network_of(program, "forward"), network_of(program, "feedback")
    assert (len(ahead.reactions), len(ahead.species)) == forward
    assert (len(behind.reactions), len(behind.species)) == feedback
    assert max(ahead.max_order, behind.max_order) == order


@pytest.mark.long
@pytest.mark.parametrize(("name", "network"), HOST_NETWORKS)
def test_networks_that_the_host_runs(name: str, network: str) -> None:
    program = build_published(design(name))
    assert len(network_of(program, network).reactions) == HOST_NETWORKS[name, network]


def test_the_cubic_feedback_has_six_reactions_twice() -> None:
    feedback = network_of(build_published(design("xor_cubic")), "feedback")
    assert len({(r.reactants, r.products) for r in feedback.reactions}) == 102


@pytest.mark.long
def test_most_reactions_of_2024_have_three_reactants() -> None:
    program = build_published(design("iris_trilinear"))
    counts = [
        sum(r.order == 3 for r in network_of(program, name).reactions)
        for name in ("forward", "feedback")
    ]
    assert counts == [200, 600]


@pytest.mark.parametrize(
    ("name", "reactions", "species"),
    [
        ("bilinear_full_adjoint", 151, 56),
        ("bilinear_first_order", 112, 56),
        ("xor_cubic", 226, 66),
        ("xor_quadratic", 205, 66),
    ],
)
def test_one_full_step(name: str, reactions: int, species: int) -> None:
    """With a chemical update; every stage once, the gradient that nobody uses not."""
    base = design(name)
    program = build_published(base)
    used = [n.crn for n in program.networks if n.name != "output gradient"]
    update = 0 if base.model.update == "chemical" else 4 * 3
    assert sum(len(crn.reactions) for crn in used) + update == reactions
    assert len({s for crn in used for s in crn.names}) == species


def test_the_minimal_circuit_has_13_reactions_and_15_species() -> None:
    program = build_published(design("minimal_linear_regression"))
    reactions = [r for n in program.networks for r in n.crn.reactions]
    assert len(reactions) == len({(r.reactants, r.products) for r in reactions}) == 13
    assert len({s for n in program.networks for s in n.crn.names}) == 15
    assert [n.name for n in program.networks] == ["forward", "feedback"]


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_every_solve_is_loaded_and_emptied_by_the_host(name: str) -> None:
    actions = build_published(design(name)).samples[0].actions
    for i, action in enumerate(actions):
        if isinstance(action, Integrate):
            before, after = actions[i - 1], actions[i + 1]
            assert isinstance(before, Copy)
            assert isinstance(after, Copy)
            assert (before.source, before.target) == (MEMORY, action.network)
            assert (after.source, after.target) == (action.network, MEMORY)


def test_host_actions_of_a_sample() -> None:
    program = build_published(design("xor_cubic"))
    counts = dict(host_program_actions(program))
    assert set(counts) == set(HOST_ACTION_KINDS)
    # Forward, read-out, error, unused gradient, adjoint start, feedback, update.
    assert counts["integrate"] == 7
    assert counts["copy"] == 14
    # Two rails of three inputs, of three initial states and of the target.
    assert counts["overwrite"] == 14
    assert counts["cancel rails"] == 2
    assert counts["arithmetic"] == 0
    assert counts["read"] == counts["clear"] == 1
    # The rails of nine weights and of the output.
    pairs = [a.pairs for s in program.samples for a in s.actions if isinstance(a, CancelRails)]
    assert sum(map(len, pairs)) == 10 * len(program.samples)


def test_digital_updates_are_counted_per_rail() -> None:
    program = build_published(design("linear_regression"))
    counts = dict(host_program_actions(program))
    assert counts["arithmetic"] == 4
    # Forward, read-out, subtraction, one product per row, feedback.
    assert counts["integrate"] == 6
    fewer = replace(program, samples=program.samples[:7])
    assert host_program_actions(fewer) == host_program_actions(program)
