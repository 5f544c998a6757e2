"""The house rules that ruff and mypy do not know. Prints what breaks one and exits 1; the list below is all of them."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from scripts.rules import doors, money, places, transactions
from scripts.rules.source import Finding, Source, read

ROOT = Path(__file__).parent.parent

RULES: list[Callable[[Source], Iterator[Finding]]] = [
    doors.no_queries_in_doors,
    transactions.no_network_in_transaction,
    transactions.no_tasks_in_transaction,
    transactions.no_bare_transactions,
    money.no_float_near_money,
    places.no_vague_names,
    places.no_hidden_imports,
    places.no_global_app,
    places.no_environment_readers,
    places.no_other_clock,
    places.no_swallowed_errors,
]


def main() -> int:
    findings = [finding for source in read(ROOT) for rule in RULES for finding in rule(source)]
    sys.stdout.writelines(f"{finding}\n" for finding in findings)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
