from itertools import permutations
from uuid import UUID

import pytest

from app.analytics.invariants import check
from app.events.aftersale import GoodsRefunded, ReturnedPieces
from app.events.orders import OrderPaid
from app.kernel import clock
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.referral.accrue import accrue
from app.referral.add_rule import add_rule
from app.referral.reverse import reverse_commission
from tests.app.referral.test_accrue import frozen, paid_order


async def returning(paid: OrderPaid, pieces: int, of: int, after_sale_id: UUID | None = None) -> GoodsRefunded:
    (line,) = await orders.lines_of(paid.order_id)
    share = ReturnedPieces(line.id, line.sku_id, pieces, of, line.amount * pieces // of, line.amount)
    return GoodsRefunded(
        after_sale_id=after_sale_id or new_id(),
        order_id=paid.order_id,
        member_id=paid.member_id,
        order_number=paid.number,
        goods_amount=share.amount,
        freight=0,
        stored_value=0,
        points=0,
        whole=False,
        lines=[share],
        at=clock.now(),
    )


@pytest.mark.parametrize("parts", [*permutations((1, 2, 4)), (7,)])
async def test_returned_pieces_take_back_their_share_and_all_of_them_everything(
    database: None, parts: tuple[int, ...]
) -> None:
    """The last fen of a commission goes back too, in whatever parts the goods do."""
    await add_rule(500)
    guide = new_id()
    paid = await paid_order([10_007], guide)
    await accrue(paid)
    earned, returned = await frozen(guide), 0
    for part in parts:
        await reverse_commission(await returning(paid, part, 7))
        returned += part
        assert await frozen(guide) == earned - earned * returned // 7
    assert await frozen(guide) == 0
    assert [finding for finding in await check() if not finding.holds and "commission" in finding.truth] == []


async def test_a_return_told_twice_or_before_its_payment_counts_once(database: None) -> None:
    await add_rule(500)
    guide = new_id()
    paid = await paid_order([10_000], guide)
    refunded = await returning(paid, 1, 2)
    for told in (reverse_commission(refunded), accrue(paid), reverse_commission(refunded), accrue(paid)):
        await told
    assert await frozen(guide) == 250
