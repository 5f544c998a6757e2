"""The list of other shops' holes is true: each named test exists and says in its docstring whose hole it shows."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.peers.index import FILED, READ

ROOT = Path(__file__).parents[2]


@cache
def docstrings(path: str) -> dict[str, str]:
    """Test → docstring of a file; empty for tests without one."""
    tree = ast.parse((ROOT / path).read_text())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {node.name: ast.get_docstring(node) or "" for node in functions}


def docstring_of(place: str) -> str:
    path, _, test = place.partition("::")
    assert test in docstrings(path), f"{place} does not exist"
    return docstrings(path)[test]


@pytest.mark.parametrize("issue", FILED)
def test_the_test_of_a_filed_issue_names_it(issue: str) -> None:
    repository, _, number = issue.partition("#")
    said = docstring_of(FILED[issue])
    assert re.search(rf"\b{number}\b", said), said
    assert any(name.casefold() in said.casefold() for name in repository.split("/")), said


@pytest.mark.parametrize("hole", READ)
def test_the_test_of_a_hole_that_was_read_names_the_shop(hole: str) -> None:
    assert hole.partition(":")[0].casefold() in docstring_of(READ[hole]).casefold()
