"""What may not happen while a transaction is open, and who may open one."""

import ast
from collections.abc import Iterator

from scripts.rules.source import PRODUCT, Finding, Source, dotted

TRANSACTIONS = "app/kernel/db.py"
TASKS = {"create_task", "ensure_future", "gather", "TaskGroup", "start_soon"}


def no_network_in_transaction(source: Source) -> Iterator[Finding]:
    """A gateway, the outbound client or httpx called in an `@atomic` body. The client refuses it at run time too."""
    outside = _gateways(source)
    for function in source.atomic_functions():
        for call in _calls(function):
            parts = dotted(call.func).replace("()", "").split(".")
            if parts[0] == "httpx" or parts[0] in outside or "outbound" in parts[0].lower():
                yield source.finding(call, "network-in-transaction", "claim in one verb, call out, record in another")


def no_tasks_in_transaction(source: Source) -> Iterator[Finding]:
    """A task started in an `@atomic` body inherits the connection and uses it at the same time."""
    for function in source.atomic_functions():
        for call in _calls(function):
            if dotted(call.func).split(".")[-1] in TASKS:
                yield source.finding(call, "task-in-transaction", "await one thing after the other")


def no_bare_transactions(source: Source) -> Iterator[Finding]:
    """Tortoise's own context loses the connection of a cancelled request; only the kernel wraps it safely."""
    if not source.within(*PRODUCT) or source.path == TRANSACTIONS:
        return
    for node in source.nodes:
        imports = isinstance(node, ast.ImportFrom) and node.module == "tortoise.transactions"
        called = dotted(node.func) if isinstance(node, ast.Call) else ""
        asks = called.endswith(".is_in_transaction")
        begins = called.endswith((".transaction", "_in_transaction")) and not asks
        if imports or begins:
            yield source.finding(node, "bare-transaction", "decorate the verb with app.kernel.db.atomic")


def _calls(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Call]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call))


def _gateways(source: Source) -> set[str]:
    """Names imported from any gateway.py, and the module itself."""
    found: set[str] = set()
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            inside = node.module.endswith(".gateway")
            found |= {a.asname or a.name for a in node.names if inside or a.name in ("gateway", "gateways")}
    return found
