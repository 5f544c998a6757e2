from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app.analytics.invariants import check
from app.events.orders import OrderPaid
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.ledger import queries as ledger
from app.ledger.post import HOUSE
from app.ledger.states import AccountKind
from app.orders.models import OrderLine
from app.referral.accrue import accrue
from app.referral.add_rule import add_rule
from app.referral.models import Accrual


async def paid_order(amounts: Sequence[int], guide_id: UUID | None) -> OrderPaid:
    order_id = new_id()
    await OrderLine.bulk_create(
        OrderLine(
            id=new_id(),
            order_id=order_id,
            line=line,
            sku_id=new_id(),
            product_id=new_id(),
            title="精华水",
            spec="100ml",
            quantity=1,
            unit_price=amount,
            amount=amount,
        )
        for line, amount in enumerate(amounts, 1)
    )
    return OrderPaid(order_id, new_id(), "SO1", sum(amounts), guide_id, None, None, clock.now())


async def frozen(guide_id: UUID) -> int:
    return await ledger.balance(AccountKind.COMMISSION_FROZEN, guide_id)


async def test_each_line_earns_its_guide_a_share_of_its_amount(database: None) -> None:
    await add_rule(500)
    guide = new_id()
    await accrue(await paid_order([19_900, 1_010], guide))
    assert [(row.base, row.amount, row.rule_version) for row in await Accrual.all().order_by("id")] == [
        (19_900, 995, 1),
        # 50.5 fen: half a fen is rounded up.
        (1_010, 51, 1),
    ]
    assert await frozen(guide) == 995 + 51
    assert await ledger.balance(AccountKind.COMMISSION_EXPENSE, HOUSE) == -(995 + 51)


async def test_an_order_accrues_once_however_often_it_is_told(database: None) -> None:
    await add_rule(500)
    paid = await paid_order([10_000, 20_000], new_id())
    for _ in range(3):
        await accrue(paid)
    assert paid.guide_id is not None
    assert await frozen(paid.guide_id) == 1_500
    assert await Accrual.all().count() == 2


async def test_what_rounds_to_nothing_accrues_without_a_posting(database: None) -> None:
    await add_rule(1)
    guide = new_id()
    await accrue(await paid_order([100], guide))
    assert [row.amount for row in await Accrual.all()] == [0]
    assert await db.fetch_value("SELECT count(*) FROM ledger_postings") == 0


async def test_without_guide_or_rule_nothing_accrues(database: None) -> None:
    guide = new_id()
    await accrue(await paid_order([10_000], guide))
    await add_rule(500)
    await accrue(await paid_order([10_000], None))
    assert await Accrual.all().count() == 0


async def test_an_order_is_paid_by_the_rule_of_its_moment(database: None) -> None:
    await add_rule(500)
    before = await paid_order([10_000], new_id())
    await add_rule(1_000)
    after = await paid_order([10_000], new_id())
    for order in (after, before):
        await accrue(order)
    assert {row.order_id: row.rule_version for row in await Accrual.all()} == {before.order_id: 1, after.order_id: 2}
    assert before.paid_at < after.paid_at < clock.now() + timedelta(seconds=1)


async def test_accruals_and_the_ledger_agree(database: None) -> None:
    await add_rule(333)
    guide = new_id()
    for amounts in ([1, 99, 150], [7_777], [12_345, 67_890]):
        await accrue(await paid_order(amounts, guide))
    commission = [finding for finding in await check() if "commission" in finding.truth or "ledger" in finding.truth]
    assert len(commission) == 2
    assert all(finding.holds for finding in commission)
