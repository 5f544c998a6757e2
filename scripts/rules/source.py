"""One parse per file, shared by all rules."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

PRODUCT = ("app", "miniprogram_api", "backoffice_api", "partner_api", "wecom", "jobs")
BESIDE = ("sandbox", "demo", "story", "benchmarks", "scripts")
OWN = (*PRODUCT, *BESIDE)
GENERATED = "app/migrations/"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: where, which rule, and what to do instead."""

    path: str
    line: int
    rule: str
    advice: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.advice}"


class Source:
    """A parsed file. `path` is relative to the project, with slashes."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.tree = ast.parse(text, path)
        self.nodes = list(ast.walk(self.tree))

    def within(self, *folders: str) -> bool:
        """Whether the file is one of these files or lies in one of these folders."""
        parts = PurePosixPath(self.path)
        return any(parts == PurePosixPath(each) or PurePosixPath(each) in parts.parents for each in folders)

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def atomic_functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Functions decorated `@atomic`: their body is one transaction."""
        return (f for f in self.functions() if any(dotted(d).split(".")[-1] == "atomic" for d in f.decorator_list))

    def finding(self, node: ast.AST, rule: str, advice: str) -> Finding:
        return Finding(self.path, getattr(node, "lineno", 1), rule, advice)


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a chain of names, with `()` for a call inside it, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return ""


def read(root: Path, folders: tuple[str, ...] = OWN) -> list[Source]:
    """Every source file below the named folders, migrations left out."""
    files = sorted(file for folder in folders for file in (root / folder).rglob("*.py"))
    named = [(file.relative_to(root).as_posix(), file) for file in files]
    return [Source(path, file.read_text()) for path, file in named if not path.startswith(GENERATED)]
