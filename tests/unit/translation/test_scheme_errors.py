"""Every wrong scheme is refused at its line and column, with a way to fix it."""

from __future__ import annotations

import pytest

from ncrn_dsd.errors import NcrnError, SchemeError, TranslationError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.translation.scheme import parse_scheme
from ncrn_dsd.translation.translate import translate

FORMAL = 'class formal(s) = "? a b" | ". . ."\n  where { a = short(); b = long() };\n'


def refusal(text: str, crn: str = "A -> B") -> NcrnError:
    with pytest.raises(NcrnError) as caught:
        translate(read_crn(crn, "net.crn").crn, parse_scheme(text, "bad.ts", "bad"))
    return caught.value


def on_line_3(expression: str) -> str:
    """A scheme whose `main` starts on line 3, its body at column 20."""
    return FORMAL + f"module main(crn) = {expression}"


SYNTAX = [
    ("class formal(s) = @", "S010", 1, 19),
    ("class formal(s) = 'abc", "S011", 1, 19),
    ('class formal(s) = abort("no ;\nmodule main(x) = "q"', "S011", 1, 25),
    ("class formal(s) = 1234567890123456789", "S012", 1, 19),
    ("formal(s) = 1", "S020", 1, 1),
    ("class 3(s) = 1", "S020", 1, 7),
    ("class where(s) = 1", "S020", 1, 7),
    ("class formal s = 1", "S020", 1, 14),
    ("class formal(s) 1", "S020", 1, 17),
    ("class formal(s,) = 1", "S020", 1, 16),
    ("class formal(s) =", "S020", 1, 18),
    ("class formal(s) = (1 + ", "S020", 1, 24),
    ("class formal(s) = [1, 2", "S020", 1, 24),
    ("class formal(s) = 1\nmodule main(c) = 2", "S020", 2, 1),
    ("class f(s) = if s then 1", "S020", 1, 25),
    ("class f(s) = if s 1 else 2", "S020", 1, 19),
    ("class f(s) = a where { a = 1; }", "S020", 1, 31),
    ("class f(s) = a where { a = 1", "S020", 1, 29),
    ('class f(s) = "a b" |', "S020", 1, 21),
    ("global [a, b = 1", "S020", 1, 14),
    ("class f(s) = " + "(" * 80, "S021", 1, 64),
    ("class f(a, b, a) = 1", "S022", 1, 15),
    ("global [a, [b, a]] = 1", "S022", 1, 16),
    ("global d = a : x", "S023", 1, 16),
    ('class f(s) = "a b" | ".\n"', "S050", 1, 17),
    ('class f(s) = "a" | ". . ."', "S050", 1, 23),
    ('class f(s) = "" | ""', "S050", 1, 14),
    ('class f(s) = "a & b" | ". ."', "S051", 1, 17),
    ('class f(s) = "a*b" | ". ."', "S051", 1, 17),
    ('class f(s) = "a b" | ". x"', "S052", 1, 25),
    ('class f(s) = "a + b" | ". . ."', "S053", 1, 27),
    ('class f(s) = "a*" | "~"', "S054", 1, 15),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), SYNTAX)
def test_syntax_errors_name_line_and_column(text: str, code: str, line: int, column: int) -> None:
    problem = refusal(text)
    assert isinstance(problem, SchemeError)
    assert (problem.code, problem.where) == (code, f"bad.ts:{line}:{column}")
    assert problem.hint


NAMES = [
    (FORMAL + "module main(crn) = fuels", "S030", 3, 20),
    (FORMAL + 'module main(crn) = infty("a xx" | ". .") where a = long()', "S030", 3, 29),
    (FORMAL + "module main(crn) = if crn then [] else missing", "S030", 3, 40),
    ("global x = y;\nglobal y = 1;\n" + FORMAL + "module main(c) = []", "S030", 1, 12),
    (FORMAL + "module main(c) = [];\nclass main(d) = []", "S031", 4, 1),
    (FORMAL, "S032", 1, 1),
    ("module main(crn) = []", "S032", 1, 1),
    (FORMAL + "module main(a, b) = []", "S033", 3, 1),
    ("class formal(s) = 5;\nmodule main(crn) = []", "S034", 1, 1),
    (FORMAL + "module main(crn) = [[]]", "S034", 3, 1),
    (FORMAL + "module main(crn) = 5", "S034", 3, 1),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), NAMES)
def test_missing_names_are_located(text: str, code: str, line: int, column: int) -> None:
    problem = refusal(text)
    assert (problem.code, problem.where) == (code, f"bad.ts:{line}:{column}")


RUNNING = [
    ("len()", "S040", 20),
    ("main(crn, crn)", "S040", 20),
    ("map(len, [1])", "S046", 20),
    ("x where [x, y] = [1]", "S041", 28),
    ("x where [x, [y]] = [1, 2]", "S041", 32),
    ("5(1)", "S042", 20),
    ("crn[0.5]", "S020", 26),
    ("crn['a']", "S043", 20),
    ("1 / 0", "S044", 22),
    ("1 + []", "S045", 22),
    ("(1 < 2) < 3", "S045", 28),
    ("1 < 2 < 3", "S045", 26),
    ("-crn", "S045", 20),
    ("'abc'[0]", "S046", 20),
    ("crn[1]", "S047", 20),
    ("crn[-2]", "S047", 20),
    ("range(-1)", "S047", 20),
    ("flip([[1, 2], [3]], 2)", "S047", 20),
    ("unique(0)", "S047", 20),
    ("unique('x')", "S043", 20),
    ("long(3)", "S040", 20),
    ("infty([])", "S048", 20),
    ("infty(crn[0].reactants[0])", "S048", 20),
    ("crn[0].reactant", "S049", 27),
    ("crn[0].reactants[0].name", "S049", 40),
    ("crn.name", "S049", 24),
    ('infty("a" | "~") where a = long()', "S055", 27),
    ('infty("a" | ".") where a = []', "S055", 27),
    ('infty("a b" | "( .") where { a = []; b = long() }', "S055", 27),
    ('infty("a" | ".") where a = 5', "S055", 27),
    ('infty("a" | "~") where a = [5]', "S055", 27),
    ('infty("a" | "(") where a = long()', "S056", 27),
    ('infty("a" | ")") where a = long()', "S056", 27),
    ('infty("a b" | "( )") where { a = long(); b = long() }', "S057", 29),
    ('infty("a a" | "( )") where a = long()', "S057", 29),
    ('infty("a + a*" | ". + .") where a = long()', "S058", 31),
    ('infty("? + a" | "( + .") where a = long()', "S059", 37),
    ('infty("a*" | ".") where a = crn[0]', "S055", 27),
    ('infty("a*" | ".") where a = []', "S054", 27),
]


@pytest.mark.parametrize(("expression", "code", "column"), RUNNING)
def test_run_time_errors_point_at_the_expression(expression: str, code: str, column: int) -> None:
    problem = refusal(on_line_3(expression))
    assert isinstance(problem, SchemeError)
    assert (problem.code, problem.where) == (code, f"bad.ts:3:{column}")


def test_the_offending_line_is_shown_with_a_caret() -> None:
    problem = refusal(on_line_3("infty(crn)"))
    excerpt = problem.__notes__[0].split("\n")
    assert excerpt[0] == "    module main(crn) = infty(crn)"
    assert excerpt[1] == " " * 23 + "^" * 10
    assert "reaction 'A -> B', from reaction 'A -> B' (net.crn:1)" in problem.__notes__[1]


def test_a_near_miss_is_suggested() -> None:
    assert "'reverse'" in refusal(on_line_3("revers(crn)")).hint
    assert "'reactants'" in refusal(on_line_3("crn[0].reactant")).hint


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("f(x) = f(x)", "S061"),
        ("f(x) = f(x) + f(x)", "S061"),
        ("f(x) = if x == 40 then [] else f(x + 1) + f(x + 1)", "S060"),
        ("f(x) = f([x])", "S061"),
        ("f(x) = f(x + x)", "S063"),
        ("f(x) = g([1], 0); function g(l, n) = g(l + l, n + 1)", "S062"),
        ("f(x) = g('a', 0); function g(l, n) = g(l + l, n + 1)", "S064"),
        ("f(x) = range(10000000)", "S062"),
        ("f(x) = [1] * 100000000", "S062"),
        ("f(x) = flip([], 100000000)", "S062"),
    ],
)
def test_runaway_schemes_end_with_an_error(body: str, code: str) -> None:
    problem = refusal(FORMAL + f"module main(crn) = f(1);\nfunction {body}")
    assert problem.code == code
    assert problem.where.startswith("bad.ts:4:")


def test_a_doubling_list_is_not_walked_for_ever() -> None:
    text = FORMAL + (
        'module main(crn) = infty("x" | "~") where x = grow([], 60);\n'
        "function grow(x, n) = if n == 0 then x else grow([x, x], n - 1)"
    )
    assert refusal(text).code == "S060"
    compare = FORMAL + (
        "module main(crn) = if grow([], 60) == grow([], 60) then [] else [];\n"
        "function grow(x, n) = if n == 0 then x else grow([x, x], n - 1)"
    )
    assert refusal(compare).code == "S060"


def test_abort_names_the_reaction_and_the_reason() -> None:
    problem = refusal(
        on_line_3("if len(crn[0].products) == 1 then [] else abort('too many')"), "A ->"
    )
    assert isinstance(problem, TranslationError)
    assert problem.code == "T007"
    assert "reaction 'A ->'" in problem.where
    assert "too many" in problem.what


SIGNALS = [
    ('class formal(s) = a where a = "x" | "."\n where x = 5;', "S055", (1, 32)),
    ('class formal(s) = "? ? a" | ". . ."\n where a = short();', "S071", (1, 20)),
    ('global a = long();\nclass formal(s) = "a" | ".";', "S072", (2, 20)),
    ('class formal(s) = "x" | "~" where x = [];', "S070", (1, 20)),
]


@pytest.mark.parametrize(("formal", "code", "place"), SIGNALS)
def test_wrong_signals(formal: str, code: str, place: tuple[int, int]) -> None:
    problem = refusal(formal + "\nmodule main(crn) = []")
    assert (problem.code, problem.where) == (code, f"bad.ts:{place[0]}:{place[1]}")
