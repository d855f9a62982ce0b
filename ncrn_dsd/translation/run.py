"""One run of a scheme: `formal` for every species, then `main` for every group of reactions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ncrn_dsd.errors import SchemeError, TranslationError
from ncrn_dsd.formats.source_text import Span
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import Complex
from ncrn_dsd.translation.budget import Budget, Limits
from ncrn_dsd.translation.evaluator import Evaluator
from ncrn_dsd.translation.natives import Context, Scope, library
from ncrn_dsd.translation.natives_complexes import Abort
from ncrn_dsd.translation.network_checks import place_of
from ncrn_dsd.translation.partition import Partition
from ncrn_dsd.translation.scheme import Scheme
from ncrn_dsd.translation.syntax import Definition
from ncrn_dsd.translation.values import (
    Fault,
    Fragment,
    FuelValue,
    FunctionValue,
    ReactionValue,
    SignalValue,
    SpeciesValue,
    Value,
    describe,
)
from ncrn_dsd.translation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Draft:
    """What a run has made, with working names of domains.

    Parameters
    ----------
    fuels: per group of reactions, positions in `complexes`, each once, in the order in which
        `main` returned them.
    complexes: all fuels the run has made, also those that `main` did not return.
    lengths_nt: pairs of working name and length of every domain.
    steps: work done, in the measure of `Limits`.
    """

    signals: tuple[SignalValue, ...]
    fuels: tuple[tuple[int, ...], ...]
    complexes: tuple[Complex, ...]
    lengths_nt: tuple[tuple[str, int], ...]
    steps: int

    @property
    def fuel_count(self) -> int:
        """Number of distinct fuels."""
        return len({fuel for group in self.fuels for fuel in group})


def run_scheme(
    crn: FormalCrn, scheme: Scheme, partition: Partition, report: Callable[[str], None]
) -> Draft:
    """Run a scheme on a network that is divided into groups of reactions.

    All groups share one environment, so that a fuel which two of them ask for is one fuel.

    Raises
    ------
    SchemeError: the scheme did something it must not do.
    TranslationError: the scheme called `abort`.
    """
    return _Run(crn, scheme, report).draft(partition)


class _Run:
    def __init__(self, crn: FormalCrn, scheme: Scheme, report: Callable[[str], None]) -> None:
        self._crn = crn
        self._scheme = scheme
        self._source = scheme.source
        self._budget = Budget(Limits.for_reactions(len(crn.reactions) + len(crn.species)))
        self._workspace = Workspace(self._budget)
        self._definitions: dict[str, Value] = {}
        context = Context(self._workspace, self._budget, report)
        self._evaluator = Evaluator(
            self._source, scheme.program, context, library(), self._definitions
        )

    def draft(self, partition: Partition) -> Draft:
        try:
            self._define()
            signals = self._signals()
        except Abort as abort:
            raise self._abort_error(self._scheme.name, abort) from None
        fuels = tuple(self._fuels(group, signals) for group in partition)
        return Draft(
            signals=tuple(signals.values()),
            fuels=fuels,
            complexes=tuple(self._workspace.fuel_complexes),
            lengths_nt=tuple(self._workspace.lengths_nt.items()),
            steps=self._budget.spent,
        )

    def _define(self) -> None:
        statements = self._scheme.program.statements
        for statement in statements:
            if isinstance(statement, Definition):
                self._definitions[statement.name] = FunctionValue(statement)
        for statement in statements:
            if not isinstance(statement, Definition):
                value = self._evaluator.evaluate(statement.value, Scope({}, None))
                self._evaluator.bind(statement.pattern, value, self._definitions)

    def _signals(self) -> dict[str, SignalValue]:
        """Flattened only after `formal` has run for all species, as their order must not matter."""
        fragments: dict[str, Fragment] = {}
        definition = self._definition("formal")
        for name in self._crn.names:
            argument = SpeciesValue(name)
            value = self._evaluator.apply(FunctionValue(definition), (argument,), definition.span)
            if not isinstance(value, Fragment):
                raise self._source.error(
                    SchemeError,
                    "S034",
                    definition.span,
                    f"'formal' gives {describe(value)} for the species '{name}'",
                    "let it give one complex literal",
                )
            fragments[name] = value
        return {name: self._signal(name, fragment) for name, fragment in fragments.items()}

    def _signal(self, name: str, fragment: Fragment) -> SignalValue:
        try:
            complex_, history = self._workspace.add_signal(name, fragment)
        except Fault as fault:
            raise self._source.error(
                SchemeError, fault.code, fault.span or fragment.span, fault.what, fault.hint
            ) from None
        return SignalValue(name, complex_, history, fragment.table)

    def _fuels(self, group: tuple[int, ...], signals: dict[str, SignalValue]) -> tuple[int, ...]:
        reactions = tuple(self._reaction(index, signals) for index in group)
        definition = self._definition("main")
        where = place_of(self._crn.reactions[group[0]])
        if len(group) > 1:
            where = f"{where}, together with {len(group) - 1} more"
        try:
            result = self._evaluator.apply(FunctionValue(definition), (reactions,), definition.span)
        except Abort as abort:
            raise self._abort_error(where, abort) from None
        except SchemeError as problem:
            problem.add_note(f"    while translating {where}")
            raise
        return self._checked_fuels(result, definition.span)

    def _reaction(self, index: int, signals: dict[str, SignalValue]) -> ReactionValue:
        reaction = self._crn.reactions[index]
        return ReactionValue(
            tuple(signals[name] for name in reaction.reactants),
            tuple(signals[name] for name in reaction.products),
            reversible=False,
        )

    def _checked_fuels(self, result: Value, span: Span) -> tuple[int, ...]:
        items = result if isinstance(result, tuple) else (result,)
        wrong = [item for item in items if not isinstance(item, FuelValue)]
        if wrong or not isinstance(result, tuple):
            shown = describe(result) if not wrong or result is wrong[0] else describe(wrong[0])
            raise self._source.error(
                SchemeError,
                "S034",
                span,
                f"'main' gives {shown} where a flat list of fuels is expected",
                "make fuels with infty and join their lists with '+' or sum",
            )
        kept: dict[int, None] = {}
        for item in items:
            if isinstance(item, FuelValue):
                kept.setdefault(item.serial)
        return tuple(kept)

    def _definition(self, name: str) -> Definition:
        definition = self._scheme.program.definition(name)
        assert definition is not None
        return definition

    def _abort_error(self, where: str, abort: Abort) -> TranslationError:
        shapes = ", ".join(str(shape) for shape in self._scheme.meta.shapes)
        hint = f"supported shapes: {shapes}" if shapes else "see the text of the scheme"
        return TranslationError(
            "T007",
            where,
            f"the scheme {self._scheme.name} refuses it: {abort}",
            f"rewrite the reaction or choose another scheme ({hint})",
        )
