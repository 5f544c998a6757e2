"""Some things have one place: time, the environment, the web app's making, imports, and telling names."""

import ast
import re
from collections.abc import Iterator

from scripts.rules.source import OWN, PRODUCT, Finding, Source, dotted

VAGUE = re.compile(r"(^|_)(utils?|helpers?|services?|managers?|common|misc)$")
VAGUE_CLASS = re.compile(r"(Utils?|Helper|Service|Manager)$")
ENVIRONMENT_READERS = ("app/kernel/settings.py", "demo", "benchmarks")
CLOCK = "app/kernel/clock.py"
WALL_CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
ENVIRONMENT = {"os.environ", "os.getenv", "os.putenv"}


def no_vague_names(source: Source) -> Iterator[Finding]:
    """`utils`, `helpers`, `service` and the like say nothing about what is inside."""
    words = source.path.removesuffix(".py").split("/")
    if any(VAGUE.search(word) for word in words):
        yield source.finding(source.tree, "vague-name", "name the file for what happens in it")
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and VAGUE_CLASS.search(node.name):
            yield source.finding(node, "vague-name", "name the class for what it is")


def no_hidden_imports(source: Source) -> Iterator[Finding]:
    """An own import inside a function hides a cycle."""
    for function in source.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom) and _is_own(node):
                yield source.finding(node, "hidden-import", "import at the top; break the cycle instead")


def no_global_app(source: Source) -> Iterator[Finding]:
    """A Sanic app made at import time cannot be made twice, nor with other settings."""
    inside = {id(node) for function in source.functions() for node in ast.walk(function)}
    for call in source.calls():
        if dotted(call.func).split(".")[-1] == "Sanic" and id(call) not in inside:
            yield source.finding(call, "global-app", "make the app in a function that is given its settings")


def no_environment_readers(source: Source) -> Iterator[Finding]:
    """Settings are read once, typed, all faults told together."""
    if source.within(*ENVIRONMENT_READERS):
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and dotted(node) in ENVIRONMENT:
            yield source.finding(node, "environment", "add a field to app/kernel/settings.py")


def no_other_clock(source: Source) -> Iterator[Finding]:
    """The product's time can be moved in the demo and in tests; a second clock would not move."""
    if not source.within(*PRODUCT) or source.path == CLOCK:
        return
    for call in source.calls():
        if ".".join(dotted(call.func).split(".")[-2:]) in WALL_CLOCK:
            yield source.finding(call, "other-clock", "use app.kernel.clock.now()")


def no_swallowed_errors(source: Source) -> Iterator[Finding]:
    """An error that is caught broadly and dropped will be looked for a long time."""
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler) and _is_broad(node) and all(isinstance(s, ast.Pass) for s in node.body):
            yield source.finding(node, "swallowed-error", "catch what you expect, or log it")


def _is_broad(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or dotted(handler.type) in ("Exception", "BaseException")


def _is_own(node: ast.Import | ast.ImportFrom) -> bool:
    modules = [node.module or "."] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return any(module.startswith(".") or module.split(".")[0] in OWN for module in modules)
