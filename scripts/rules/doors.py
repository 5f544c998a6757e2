"""A door parses, calls one verb or query, and answers. It never asks the database itself."""

import ast
import re
from collections.abc import Iterator

from scripts.rules.source import Finding, Source, dotted

DOORS = ("miniprogram_api", "backoffice_api", "partner_api", "wecom/callbacks", "wecom/sidebar_api", "wecom/bot")
# A door's own tables (the audit trail, the bot's digests) are read and written in these files and nowhere else in it.
OWN_TABLES = ("backoffice_api/audit.py", "wecom/bot/digest_runs.py")
RAW = re.compile(r"(^|\.)db\.(fetch\w*|execute|connection|pool)$")
ON_MODEL = {
    "all", "annotate", "bulk_create", "bulk_update", "count", "create", "delete", "exclude", "exists", "filter",
    "first", "get", "get_or_create", "get_or_none", "in_bulk", "raw", "save", "select_for_update", "update_or_create",
    "values", "values_list",
}  # fmt: skip
STATEMENT = re.compile(r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|WITH\s.+\sAS\s*\()\s", re.S)


def no_queries_in_doors(source: Source) -> Iterator[Finding]:
    if not source.within(*DOORS) or source.within(*OWN_TABLES):
        return
    for node in source.nodes:
        if _asks_database(node):
            yield source.finding(node, "door-query", "call a verb or a query of the domain")


def _asks_database(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return STATEMENT.match(node.value) is not None
    if not isinstance(node, ast.Call):
        return False
    name = dotted(node.func)
    owner, _, method = name.rpartition(".")
    on_model = method in ON_MODEL and owner.rpartition(".")[2][:1].isupper()
    return on_model or method == "save" or RAW.search(name) is not None
