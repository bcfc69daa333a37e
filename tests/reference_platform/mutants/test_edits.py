"""Each change is one, is where it says, and leaves a program that Python takes."""

from __future__ import annotations

import ast

import pytest

from reference_platform.mutants.edits import edits

MODULE = '''
"""What it is for."""
LIMIT = 7
QUERY = "select 1 from t where a <= 2"
UNUSED = "select 1 from t where a <= 2"

def plain(x: int = 3) -> int:
    """Says what it does."""
    {body}
'''


def changed(body: str) -> dict[str, str]:
    """The function after each change, by the kind and number of the change."""
    text = MODULE.format(body=body)
    found = {}
    for index, one in enumerate(edits(ast.parse(text))):
        tree = ast.parse(text)
        edits(tree)[index].apply()
        compile(ast.fix_missing_locations(tree), "module", "exec")
        assert ast.unparse(tree) != ast.unparse(ast.parse(text)), one
        found[f"{one.kind}-{one.number}"] = ast.unparse(tree.body[-1]).split("\n", 2)[2].strip()
    return found


@pytest.mark.parametrize(
    ("body", "kind", "after"),
    [
        ("return x < 2", "compare-1", "return x <= 2"),
        ("return x is None", "compare-1", "return x is not None"),
        ("return 1 < x < 3", "compare-2", "return 1 < x <= 3"),
        ("return x and y", "boolean-1", "return x or y"),
        ("return x - y", "arithmetic-1", "return x + y"),
        ("return not x", "not-1", "return not not x"),
        ("return x[0]", "constant-1", "return x[1]"),
        ("return True", "constant-1", "return False"),
        ("return f(x)", "return-1", "return None"),
        ("return x if y else z", "condition-1", "return x if not y else z"),
        ("return [a for a in x if a]", "condition-1", "return [a for a in x]"),
        ("return f(x, limit=y)", "argument-1", "return f(x)"),
        ("raise Problem(x)", "removed-1", "if False:\n        raise Problem(x)"),
        ("x += y", "removed-1", "if False:\n        x += y"),
        ("x.y = z", "removed-1", "if False:\n        x.y = z"),
        ("if x: refuse()", "condition-1", "if not x:\n        refuse()"),
    ],
)
def test_a_change_is_made_at_one_point(body: str, kind: str, after: str) -> None:
    assert changed(body)[kind] == after


def test_what_is_only_said_or_logged_or_annotated_is_not_changed() -> None:
    assert changed("log.info('seen', extra=x)").keys() <= {"argument-1"}
    assert changed("y: Annotated[int, Le(5)] = x") == {}
    assert changed("return None") == {}


def test_sql_changes_where_a_function_uses_it_and_is_reached_by_those_who_do() -> None:
    (one,) = [each for each in edits(ast.parse(MODULE.format(body="return ask(QUERY)"))) if each.kind == "sql-compare"]
    assert (one.line, one.lines) == (4, (9,))


def test_only_sql_and_not_the_other_constants_of_a_module_changes() -> None:
    kinds = [one.kind for one in edits(ast.parse(MODULE.format(body="return ask(QUERY, LIMIT)")))]
    assert "constant" not in kinds
