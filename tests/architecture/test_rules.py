"""The house rules hold, each catches what it is there for, and none cries wolf."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.lint_rules import RULES
from scripts.rules import doors, money, places, transactions
from scripts.rules.source import Finding, Source, read

ROOT = Path(__file__).parent.parent.parent
Rule = Callable[[Source], Iterator[Finding]]
DOOR, VERB = "miniprogram_api/orders.py", "app/orders/place.py"
IN_ATOMIC = "from app.payments.gateway import pay\n@atomic\nasync def place():\n    {}\n"

WRONG: list[tuple[Rule, str, str]] = [
    (doors.no_queries_in_doors, DOOR, "await Order.filter(id=1)"),
    (doors.no_queries_in_doors, DOOR, "await models.Order.all().count()"),
    (doors.no_queries_in_doors, DOOR, "await order.save()"),
    (doors.no_queries_in_doors, DOOR, "await db.fetch_one(SQL)"),
    (doors.no_queries_in_doors, DOOR, "from app.kernel import db\nawait db.execute(X)"),
    (doors.no_queries_in_doors, DOOR, "X = 'SELECT id FROM orders WHERE id = $1'"),
    (transactions.no_network_in_transaction, VERB, IN_ATOMIC.format("await pay().close('1')")),
    (transactions.no_network_in_transaction, VERB, IN_ATOMIC.format("await httpx.get('http://a')")),
    (transactions.no_network_in_transaction, VERB, IN_ATOMIC.format("await Outbound('a', 'b').send('GET', '/')")),
    (transactions.no_tasks_in_transaction, VERB, IN_ATOMIC.format("asyncio.create_task(f())")),
    (transactions.no_tasks_in_transaction, VERB, IN_ATOMIC.format("await asyncio.gather(f(), g())")),
    (transactions.no_bare_transactions, VERB, "from tortoise.transactions import in_transaction"),
    (transactions.no_bare_transactions, VERB, "async with connection.transaction(): pass"),
    (money.no_float_near_money, VERB, "share = total / 3"),
    (money.no_float_near_money, VERB, "fee = order.amount * 0.006"),
    (money.no_float_near_money, VERB, "x = float(price)"),
    (money.no_float_near_money, VERB, "x = round(unit_price, 2)"),
    (money.no_float_near_money, VERB, "total /= 2"),
    (money.no_float_near_money, VERB, "def pay(amount: float) -> None: ..."),
    (money.no_float_near_money, VERB, "price: float | None = None"),
    (money.no_float_near_money, VERB, "share = sum(amounts) / len(amounts)"),
    (money.no_float_near_money, VERB, "price: Decimal | None = None"),
    (money.no_float_near_money, VERB, "def pay(payable: decimal.Decimal) -> None: ..."),
    (money.no_float_near_money, VERB, "x = Decimal(order.total)"),
    (money.no_float_near_money, VERB, "x = decimal.Decimal(price_yuan)"),
    (money.no_float_near_money, VERB, "off = discount * Decimal('0.1')"),
    (money.no_float_near_money, VERB, "off = Fraction(1, 3) * amount"),
    (places.no_vague_names, "app/orders/utils.py", "X = 1"),
    (places.no_vague_names, "app/order_helpers/place.py", "X = 1"),
    (places.no_vague_names, VERB, "class OrderService: ..."),
    (places.no_hidden_imports, VERB, "def f():\n    from app.catalog import queries"),
    (places.no_global_app, "app/main.py", "app = Sanic('siyu')"),
    (places.no_environment_readers, VERB, "X = os.environ['X']"),
    (places.no_environment_readers, VERB, "X = os.getenv('X')"),
    (places.no_other_clock, VERB, "at = datetime.now(UTC)"),
    (places.no_other_clock, VERB, "at = datetime.datetime.utcnow()"),
    (places.no_other_clock, VERB, "at = time.time()"),
    (places.no_swallowed_errors, VERB, "try:\n    f()\nexcept Exception:\n    pass"),
]
RIGHT: list[tuple[Rule, str, str]] = [
    (doors.no_queries_in_doors, DOOR, "await place(call.by, body.get('x'), title='请 UPDATE 你的资料')"),
    (doors.no_queries_in_doors, "app/catalog/queries.py", "X = 'SELECT id FROM products'"),
    (transactions.no_network_in_transaction, VERB, "async def settle():\n    await pay().close('1')"),
    (transactions.no_bare_transactions, "app/kernel/db.py", "from tortoise.transactions import in_transaction"),
    (money.no_float_near_money, VERB, "half = total // 2\nseconds = waited / 1000\nratio = 0.5 * speed"),
    (money.no_float_near_money, VERB, "metres: Decimal\nwidth = Decimal(height) / 3\nyuan, fen = divmod(price, 100)"),
    (places.no_hidden_imports, VERB, "def f():\n    import json"),
    (places.no_global_app, "app/main.py", "def create_app():\n    return Sanic('siyu')"),
    (places.no_environment_readers, "app/kernel/settings.py", "X = os.environ"),
    (places.no_other_clock, "app/kernel/clock.py", "at = datetime.now(UTC)"),
    (places.no_other_clock, VERB, "at = clock.now()\nbegan = time.monotonic()"),
]


def test_every_rule_is_kept() -> None:
    assert [str(finding) for source in read(ROOT) for rule in RULES for finding in rule(source)] == []


def test_every_rule_has_a_violation_that_proves_it() -> None:
    assert set(RULES) == {rule for rule, _, _ in WRONG}


@pytest.mark.parametrize(("rule", "path", "code"), WRONG)
def test_a_violation_is_caught(rule: Rule, path: str, code: str) -> None:
    assert list(rule(Source(path, code))) != []


@pytest.mark.parametrize(("rule", "path", "code"), RIGHT)
def test_what_is_right_passes(rule: Rule, path: str, code: str) -> None:
    assert list(rule(Source(path, code))) == []
