"""The size budget: a file or a function that outgrows it is split, not excused."""

from pathlib import Path

from scripts.rules.source import OWN, read
from scripts.size import measure

ROOT = Path(__file__).parent.parent.parent
PRODUCT = measure(read(ROOT, OWN))
TESTS = measure(read(ROOT, ("tests",)))


def test_files_are_small() -> None:
    assert PRODUCT.file_mean <= 90
    assert {path: lines for path, lines in PRODUCT.files.items() if lines > 400} == {}


def test_test_files_are_small_too() -> None:
    assert {path: lines for path, lines in TESTS.files.items() if lines > 400} == {}


def test_functions_are_small() -> None:
    assert PRODUCT.function_p90 <= 30
    assert {name: lines for name, lines in PRODUCT.functions.items() if lines > 60} == {}


def test_tests_are_short() -> None:
    assert TESTS.function_mean <= 20
    assert {name: lines for name, lines in TESTS.functions.items() if lines > 60} == {}


def test_code_is_explained_but_not_retold() -> None:
    assert 0.06 <= PRODUCT.explained <= 0.12
