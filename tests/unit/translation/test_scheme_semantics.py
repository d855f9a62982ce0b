"""What expressions of the scheme language mean."""

from __future__ import annotations

import pytest

from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.translation.scheme import parse_scheme
from ncrn_dsd.translation.translate import translate

FORMAL = 'class formal(s) = "? a b" | ". . ." where { a = short(); b = long() };\n'


def printed(expression: str, crn: str = "A + B -> C", more: str = "") -> str:
    """What `print` shows of an expression in which `crn` is the network."""
    text = f"{FORMAL}module main(crn) = [] where void = print({expression}){more}"
    shown: list[str] = []
    scheme = parse_scheme(text, "probe.ts", "probe")
    translate(read_crn(crn, "net.crn").crn, scheme, shown.append)
    return shown[-1]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("10 - 2 - 1", "7"),
        ("20 / 2 / 5", "2.0"),
        ("2 + 3 * 4 - 1", "13"),
        ("(2 + 3) * 4", "20"),
        ("--3", "3"),
        ("-3 + 1", "-2"),
        ("1 == 1 and 2 == 3 or 4 == 4", "True"),
        ("0 or 5", "5"),
        ("3 and 5", "5"),
        ("0 and 1 / 0", "False"),
        ("7 or 1 / 0", "7"),
        ("[] or [1]", "[ 1 ]"),
        ("2 / 2 == 1", "True"),
        ("(1 == 1) == 1", "False"),
        ("[1, [2, 3]] == [1, [2, 3]]", "True"),
        ("[1] != [1, 2]", "True"),
        ("[1, 2] + [3]", "[ 1 2 3 ]"),
        ("[1] * 3", "[ 1 1 1 ]"),
        ("'ab' + 'cd'", "abcd"),
        ("'two words'", "two words"),
        ("[4, 5, 6][-1]", "6"),
        ("[4, 5, 6][4 / 2]", "6"),
        ("empty", "[ ]"),
        ("tail([])", "[ ]"),
        ("tail([1, 2])", "[ 2 ]"),
        ("range(3)", "[ 0 1 2 ]"),
        ("len(range(2000))", "2000"),
        ("sum([])", "[ ]"),
        ("sum([1, 2, 3])", "6"),
        ("sum([[1], [], [2, [3]]])", "[ 1 2 [ 3 ] ]"),
        ("reverse([1, 2, 3])", "[ 3 2 1 ]"),
        ("flip([[1, 2], [3, 4], [5, 6]], 2)", "[ [ 1 3 5 ] [ 2 4 6 ] ]"),
        ("flip([], 2)", "[ [ ] [ ] ]"),
        ("map(len, [[], [1]])", "[ 0 1 ]"),
        ("if 0 then 1 elseif [] then 2 else if 0 then 3 else 4", "4"),
        ("(a : 1, b : 'x').b", "x"),
        ("complement('(')", ")"),
        ("x where { x = 1; x = x + 1; [y, [x]] = [x, [x + 5]] }", "7"),
        ("len(rxn_degree(crn, 2)) + len(birxn(crn)) + len(unirxn(crn))", "2"),
        ("crn[0].reversible", "False"),
        ("crn[0].reactants == [crn[0].reactants[0], crn[0].reactants[1]]", "True"),
        ("crn[0].reactants == reverse(crn[0].reactants)", "False"),
        ("crn[0] == crn[0]", "True"),
        ("long() == long()", "False"),
        ("d == d where d = long()", "True"),
    ],
)
def test_expressions(expression: str, value: str) -> None:
    assert printed(f"({expression})") == value


def test_map2_passes_the_first_argument_first() -> None:
    more = ";\nfunction pair(a, b) = [a, b]"
    assert printed("map2(pair, 9, [1, 2])", more=more) == "[ [ 9 1 ] [ 9 2 ] ]"


def test_functions_are_values() -> None:
    more = ";\nfunction twice(f, x) = f(f(x));\nfunction inc(x) = x + 1;\nfunction pick() = inc"
    assert printed("twice(pick(), 1)", more=more) == "3"


def test_scope_is_lexical() -> None:
    more = ";\nglobal x = 1;\nfunction read(l) = x;\nfunction call(x) = read(x)"
    assert printed("[call(5), map(read, [7])]", more=more) == "[ 1 [ 1 ] ]"


def test_a_library_function_may_be_replaced_for_the_scheme_only() -> None:
    more = ";\nfunction len(l) = 42"
    assert printed("[len([]), map(len, [1])]", more=more) == "[ 42 [ 42 ] ]"


def test_where_belongs_to_the_expression_before_it() -> None:
    more = ";\nglobal x = 1;\nfunction f(c) = if c then x else x where x = 2"
    assert printed("[f(1), f(0)]", more=more) == "[ 1 2 ]"


def test_recursion_may_be_much_deeper_than_the_python_stack() -> None:
    more = ";\nfunction count(n) = if n == 0 then 0 else 1 + count(n - 1)"
    assert printed("count(9000)", more=more) == "9000"


def test_globals_are_evaluated_once_and_from_top_to_bottom() -> None:
    more = ";\nglobal d = long();\nglobal [e, n] = [d, 2];\nfunction get() = d"
    assert printed("[d == e, get() == d, n]", more=more) == "[ True True 2 ]"


def test_reversible_reactions_are_merged_and_split() -> None:
    expression = (
        "[len(r), r[0].reversible, len(irrev_reactions(r)), len(rev_reactions(r))]"
        " where r = rev_reactions(crn)"
    )
    assert printed(expression, "A + B -> C; C -> B + A") == "[ 1 True 2 1 ]"
    assert printed(expression, "A + B -> C") == "[ 1 False 1 1 ]"


def test_domains_have_the_lengths_of_their_kind() -> None:
    text = (
        'class formal(s) = "? a b c" | ". . . ." '
        "where { a = short(); b = long(); c = unique(9) };\n"
        "module main(crn) = []"
    )
    system = translate(read_crn("A -> B", "n").crn, parse_scheme(text, "p.ts", "p"))
    assert [d.length_nt for d in system.domains[:4]] == [15, 5, 15, 9]
    assert [d.name for d in system.domains[:4]] == ["h1", "t2", "d3", "u4"]
    assert [d.history for d in system.domains[:4]] == [True, False, False, False]


def fuels_of(main: str, crn: str = "A -> B") -> list[str]:
    scheme = parse_scheme(f"{FORMAL}module main(crn) = {main}", "probe.ts", "probe")
    return [f.complex.kernel() for f in translate(read_crn(crn, "n").crn, scheme).fuels]


@pytest.mark.parametrize(
    ("main", "kernels"),
    [
        ('infty("+ m + + a +" | "+ ~ + + . +") where { a = long(); m = [] }', ["d7"]),
        (
            (
                'infty("m + n" | "~ + ~") where { a = long(); t = short(); m = ["a t" | "( ."]; '
                'n = ["a *" | ")", []] }'
            ),
            ["d7( t8 + )"],
        ),
        ('infty("? a" | ". .") where a = long()', ["h7 d8"]),
        ('infty("a" | ".") where a = short()', ["t7"]),
        ('infty("a + a*" | "( + )") where a = short()', ["t7( + )"]),
        ('infty(x) + infty(x) where { a = long(); x = "? a" | ". ." }', ["h7 d8"]),
        ('infty("a" | "~") where a = []', []),
        ('infty("a b*" | "( )") where { a = long(); b = a }', ["d7( )"]),
        ('infty("a b" | "( )") where { a = long(); b = complement(a) }', ["d7( )"]),
    ],
)
def test_complexes_are_flattened(main: str, kernels: list[str]) -> None:
    assert fuels_of(main) == kernels


def test_a_rotated_complex_is_the_same_fuel() -> None:
    main = (
        'infty("a t + a*" | "( . + )") + infty("a* + a t" | "( + ) .") '
        "where { a = long(); t = short() }"
    )
    assert fuels_of(main) == ["d7( t8 + )"]


def test_a_complex_that_is_a_signal_is_no_fuel() -> None:
    text = (
        'class formal(s) = "a" | "." where a = long();\n'
        'module main(crn) = infty("a" | ".") where a = crn[0].reactants[0].a'
    )
    scheme = parse_scheme(text, "probe.ts", "probe")
    assert translate(read_crn("A -> B", "n").crn, scheme).fuels == ()


def test_attributes_hold_what_stands_in_the_literal() -> None:
    main = (
        'infty("b t" | ". .") where { hidden = [short(), 5]; inner = "hidden" | "~"; '
        "b = long(); t = inner.hidden[0] }"
    )
    assert fuels_of(main) == ["d7 t8"]
