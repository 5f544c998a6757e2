"""How members come to coupons: by claim, by code, by registering and by paying."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.events.members import MemberJoined
from app.events.orders import OrderPaid
from app.kernel import clock, db
from app.kernel.errors import TooMany
from app.kernel.ids import new_id
from app.members.recognise import recognise
from app.members.states import IdentityKind
from app.promotions.coupons import windows
from app.promotions.coupons.claim import claim
from app.promotions.coupons.codes import ALPHABET, LENGTH
from app.promotions.coupons.errors import (
    CodeNotFound,
    CodesNotAllowed,
    CodeUsed,
    EnoughOfIt,
    IssuedBefore,
    OfferNotFound,
    SoldOut,
    TemplateNotFound,
    TooManyCodes,
)
from app.promotions.coupons.give_back import give_back
from app.promotions.coupons.issue import issue
from app.promotions.coupons.make_codes import make_codes
from app.promotions.coupons.reactions import thank, welcome
from app.promotions.coupons.redeem import TRIES, redeem
from app.promotions.coupons.reward import reward
from app.promotions.coupons.stop_template import stop_template
from tests.app.promotions.coupons.factory import issued, template
from tests.conftest import Drain

MEMBER = UUID(int=1)


async def coupons_of(member_id: UUID = MEMBER) -> int:
    return int(await db.fetch_value("SELECT count(*) FROM coupons WHERE member_id = $1", member_id))


async def a_code(template_id: UUID) -> str:
    await make_codes(template_id, 1)
    return (await windows.codes(template_id, None, 100)).items[-1].code


async def test_a_claim_gives_one_coupon_up_to_the_members_limit(database: None) -> None:
    offer = await template(per_member=2, stock=3)
    assert await claim(MEMBER, offer) != await claim(MEMBER, offer)
    with pytest.raises(EnoughOfIt):
        await claim(MEMBER, offer)
    assert (await coupons_of(), await issued(offer)) == (2, 2)
    await claim(UUID(int=2), offer)
    for member in (UUID(int=3), MEMBER):
        with pytest.raises(SoldOut):
            await claim(member, offer)
    assert await issued(offer) == 3


async def test_only_what_is_on_offer_now_can_be_claimed(database: None) -> None:
    now = clock.now()
    future = await template(issue_from=(now + timedelta(hours=1)).isoformat())
    past = await template(issue_until=(now - timedelta(seconds=1)).isoformat())
    stopped = await template()
    await stop_template(stopped)
    by_code, by_reward = await template(mode="code"), await template(mode="reward")
    for refused in (future, past, stopped, by_code, by_reward, new_id()):
        with pytest.raises(OfferNotFound):
            await claim(MEMBER, refused)
    assert await coupons_of() == 0


async def test_a_coupon_is_valid_for_days_from_its_issue_or_between_dates(database: None) -> None:
    begins, ends = clock.now() + timedelta(days=2), clock.now() + timedelta(days=5)
    by_days = await claim(MEMBER, await template(valid_days=3))
    dates = {"valid_days": None, "valid_from": begins.isoformat(), "valid_until": ends.isoformat()}
    by_dates = await claim(MEMBER, await template(**dates))
    spans = {row["id"]: row for row in await db.fetch("SELECT * FROM coupons")}
    assert spans[by_days]["valid_until"] - spans[by_days]["issued_at"] == timedelta(days=3)
    assert (spans[by_dates]["valid_from"], spans[by_dates]["valid_until"]) == (begins, ends)


async def test_what_could_never_be_used_any_more_is_not_issued(database: None) -> None:
    now = clock.now()
    over = await template(
        valid_days=None,
        valid_from=(now - timedelta(days=1)).isoformat(),
        valid_until=(now - timedelta(minutes=1)).isoformat(),
    )
    with pytest.raises(OfferNotFound):
        await claim(MEMBER, over)
    assert await issued(over) == 0


async def test_a_code_gives_a_coupon_once_however_it_is_typed(database: None) -> None:
    """ssrpanel and its kind (v2board#374): a single-use code could be used again."""
    code = await a_code(await template(mode="code", per_member=5))
    await redeem(MEMBER, f" {code[:4]}-{code[4:8]}-{code[8:]} ".lower())
    for member in (MEMBER, UUID(int=2)):
        with pytest.raises(CodeUsed):
            await redeem(member, code)
    assert await db.fetch_value("SELECT count(*) FROM coupons") == 1


async def test_a_code_refused_for_its_member_is_still_good_for_another(database: None) -> None:
    of = await template(mode="code", per_member=1)
    first, second = await a_code(of), await a_code(of)
    await redeem(MEMBER, first)
    with pytest.raises(EnoughOfIt):
        await redeem(MEMBER, second)
    await redeem(UUID(int=2), second)
    assert await issued(of) == 2


async def test_guessing_codes_is_stopped_even_for_the_right_guess(database: None) -> None:
    code = await a_code(await template(mode="code"))
    for _ in range(TRIES):
        with pytest.raises(CodeNotFound):
            await redeem(MEMBER, "0" * LENGTH)
    with pytest.raises(TooMany):
        await redeem(MEMBER, code)
    await redeem(UUID(int=2), code)


async def test_codes_are_many_different_and_never_more_than_the_stock(database: None) -> None:
    of = await template(mode="code", stock=10_500)
    await make_codes(of, 10_000)
    with pytest.raises(TooManyCodes) as refused:
        await make_codes(of, 501)
    assert refused.value.facts == {"left": 500}
    codes = [row["code"] for row in await db.fetch("SELECT code FROM coupon_codes")]
    assert len(set(codes)) == 10_000
    assert {len(code) for code in codes} == {LENGTH}
    assert set("".join(codes)) == set(ALPHABET)


async def test_codes_need_a_template_that_gives_by_code(database: None) -> None:
    stopped = await template(mode="code")
    await stop_template(stopped)
    for of, refusal in ((await template(), CodesNotAllowed), (stopped, CodesNotAllowed), (new_id(), TemplateNotFound)):
        with pytest.raises(refusal):
            await make_codes(of, 1)
    with pytest.raises(TemplateNotFound):
        await stop_template(new_id())


async def test_a_stopped_template_gives_nothing_for_its_codes(database: None) -> None:
    of = await template(mode="code")
    code = await a_code(of)
    await stop_template(of)
    with pytest.raises(OfferNotFound):
        await redeem(MEMBER, code)
    assert await db.fetch_value("SELECT used_by FROM coupon_codes WHERE code = $1", code) is None


async def test_the_first_login_brings_the_welcome_coupons_once(database: None, drain: Drain) -> None:
    gift = await template(mode="register", valid_days=30)
    await template(mode="register", stock=1, title="已领完")
    await db.execute("UPDATE coupon_templates SET issued = stock WHERE title = '已领完'")
    friend = await recognise({IdentityKind.UNIONID: "u1"}, nickname="小满")
    await drain()
    assert await coupons_of(friend) == 0
    for _ in range(2):
        assert await recognise({IdentityKind.UNIONID: "u1", IdentityKind.OPENID: "o1"}, joined=True) == friend
    await drain()
    await welcome(MemberJoined(friend))
    assert (await coupons_of(friend), await issued(gift)) == (1, 1)
    newcomer = await recognise({IdentityKind.OPENID: "o2"}, joined=True)
    await drain()
    assert await coupons_of(newcomer) == 1


def paid(goods: int, order_id: UUID) -> OrderPaid:
    return OrderPaid(order_id, MEMBER, "SO1", goods + 800, None, None, None, clock.now(), goods_amount=goods)


async def test_a_payment_brings_its_coupons_once_per_order(database: None) -> None:
    gift, other = await template(mode="after_payment", least_paid=10_000, per_member=2), await template(mode="claim")
    first = new_id()
    for order_id, goods in (
        (first, 10_000),
        (first, 10_000),
        (new_id(), 9_999),
        (new_id(), 20_000),
        (new_id(), 20_000),
    ):
        await thank(paid(goods, order_id))
    assert (await issued(gift), await issued(other)) == (2, 0)
    assert await db.fetch_value("SELECT count(*) FROM coupons WHERE given_by = $1", first) == 1


async def test_one_reason_issues_one_coupon_and_counts_one(database: None) -> None:
    gift = await template(per_member=9)
    await issue(gift, MEMBER, "once")
    with pytest.raises(IssuedBefore):
        await issue(gift, MEMBER, "once")
    assert (await issued(gift), await coupons_of()) == (1, 1)
    assert await db.fetch_value("SELECT got FROM coupon_allowances") == 1


async def test_a_refund_that_overtakes_the_payments_coupons_leaves_none(database: None) -> None:
    gift, order = await template(mode="after_payment"), new_id()
    await give_back(order)
    await thank(paid(10_000, order))
    await reward(MEMBER, gift, "late", given_by=order)
    assert (await coupons_of(), await issued(gift)) == (0, 0)
