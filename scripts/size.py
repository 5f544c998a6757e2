"""How big the code is: what keeps files and functions small enough to read in one go."""

import ast
import io
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.rules.source import Source


@dataclass(frozen=True, slots=True)
class Size:
    """Lines of each file and function, by name, and the share of lines that are comments or docstrings."""

    files: dict[str, int]
    functions: dict[str, int]
    explained: float

    @property
    def file_mean(self) -> float:
        return sum(self.files.values()) / len(self.files)

    @property
    def function_mean(self) -> float:
        return sum(self.functions.values()) / len(self.functions)

    @property
    def function_p90(self) -> int:
        return sorted(self.functions.values())[int(len(self.functions) * 0.9)]


def measure(sources: Sequence[Source]) -> Size:
    """Sizes over all files. Empty `__init__.py` files do not count, so they cannot lower the mean."""
    counted = [source for source in sources if source.lines]
    files = {source.path: len(source.lines) for source in counted}
    functions = {
        f"{source.path}:{function.lineno} {function.name}": _length(function)
        for source in counted
        for function in source.functions()
    }
    explaining = sum(len(_explaining_lines(source)) for source in counted)
    return Size(files, functions, explaining / sum(files.values()))


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _explaining_lines(source: Source) -> set[int]:
    lines = _docstring_lines(source)
    text = "\n".join(source.lines) + "\n"
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            lines.add(token.start[0])
    return lines


def _docstring_lines(source: Source) -> set[int]:
    lines: set[int] = set()
    for node in source.nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if ast.get_docstring(node, clean=False) is not None:
                lines |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return lines
