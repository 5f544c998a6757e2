from uuid import UUID

import pytest

from app.events.orders import OrderPaid
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.ledger import queries
from app.ledger.post import HOUSE
from app.ledger.states import AccountKind
from app.members.points import earn_points


def paid(total: int, member_id: UUID) -> OrderPaid:
    return OrderPaid(new_id(), member_id, "SO1", total, None, None, None, clock.now())


@pytest.mark.parametrize(("total", "points"), [(99, 0), (100, 1), (12_999, 129)])
async def test_each_whole_yuan_earns_a_point(database: None, total: int, points: int) -> None:
    member_id = new_id()
    await earn_points(paid(total, member_id))
    assert await queries.balance(AccountKind.POINTS_PENDING, member_id) == points
    assert await queries.balance(AccountKind.POINTS_ISSUED, HOUSE) == -points


async def test_an_order_earns_once_however_often_it_is_told(database: None) -> None:
    order = paid(5_000, new_id())
    for _ in range(3):
        await earn_points(order)
    assert await queries.balance(AccountKind.POINTS_PENDING, order.member_id) == 50
    assert await db.fetch_value("SELECT count(*) FROM ledger_postings") == 1
