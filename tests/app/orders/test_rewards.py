"""What promotions give after payment, and what a refund takes back."""

from uuid import UUID

from app.kernel.ids import new_id
from app.promotions.coupons.models import Coupon
from app.promotions.coupons.states import CouponStatus
from app.wallet.queries import balances
from tests.app.aftersale.factory import ask, bought, line_ids
from tests.app.catalog.factory import stocked
from tests.app.orders.test_quote import promote
from tests.app.promotions.coupons.factory import template
from tests.conftest import Drain


async def rewarded(buyer: UUID) -> UUID:
    """A paid order of 120 yuan that earned 500 points on top, and a coupon."""
    goods, gift = await stocked(stock=9, price_yuan="60"), await template()
    await promote(kind="spend_and_save", by="amount", tiers=[{"at": 10_000, "points": 500, "coupon_template_id": gift}])
    return await bought(buyer, (goods.sku_id, 2))


async def test_points_and_a_coupon_come_with_the_payment_once(database: None, drain: Drain) -> None:
    buyer = new_id()
    await rewarded(buyer)
    await drain()
    assert (await balances(buyer)).points_pending == 120 + 500
    assert [coupon.status for coupon in await Coupon.filter(member_id=buyer)] == [CouponStatus.READY]


async def test_a_whole_refund_takes_back_what_the_order_gave(database: None, drain: Drain) -> None:
    """yudao: gift coupons stay, and awarded points stay when the balance is short."""
    buyer = new_id()
    order_id = await rewarded(buyer)
    await drain()
    (line,) = await line_ids(order_id)
    await ask(order_id, buyer, {line: 2})
    await drain()
    left = await balances(buyer)
    assert (left.points_pending, left.points, left.points_owed) == (0, 0, 0)
    assert [coupon.status for coupon in await Coupon.filter(member_id=buyer)] == [CouponStatus.VOID]
