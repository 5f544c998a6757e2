"""Who may say what about which goods, and when."""

import asyncio
from uuid import UUID

import pytest

from app.aftersale import decide as aftersale
from app.aftersale.states import AfterSaleKind
from app.kernel.errors import TooMany
from app.kernel.ids import new_id
from app.kernel.settings import Settings
from app.reviews import write
from app.reviews.errors import (
    AddedAlready,
    LineNotFound,
    NothingKept,
    NotReceivedYet,
    ReviewedAlready,
    ReviewNotFound,
    TooLate,
)
from app.reviews.states import ReviewStatus
from app.reviews.write import Opinion, add
from tests.app.aftersale.factory import CLERK, ask, bought, line_ids
from tests.app.catalog.factory import stocked
from tests.app.reviews.factory import buyer, one
from tests.outages import no_redis


async def test_a_line_is_reviewed_once(database: None) -> None:
    someone = await buyer()
    await someone.writes()
    with pytest.raises(ReviewedAlready):
        await someone.writes("再说一次")


async def test_a_score_alone_is_shown_at_once_and_anything_else_waits(database: None) -> None:
    silent, wordy = await buyer(), await buyer(await stocked(number=2))
    assert (await one(await silent.writes(""))).status is ReviewStatus.SHOWN
    assert (await one(await wordy.writes("很香"))).status is ReviewStatus.PENDING


async def test_nobody_reviews_the_order_of_another(database: None) -> None:
    someone, stranger = await buyer(), new_id()
    with pytest.raises(LineNotFound):
        await write.write(someone.line, stranger, Opinion(1, "难喝"))
    with pytest.raises(LineNotFound):
        await write.write(new_id(), stranger, Opinion(1, "难喝"))
    review = await someone.writes()
    with pytest.raises(ReviewNotFound):
        await add(review, stranger, "难喝")


async def test_goods_are_reviewed_when_received_and_not_before(database: None) -> None:
    goods, member = await stocked(), new_id()
    (line,) = await line_ids(await bought(member, (goods.sku_id, 1)))
    with pytest.raises(NotReceivedYet) as refused:
        await write.write(line, member, Opinion(5))
    assert refused.value.facts == {"status": "paid"}


async def test_what_was_wholly_returned_is_not_reviewed_but_a_rest_is(database: None) -> None:
    someone = await buyer(pieces=2)
    await _return(someone.order_id, someone.member_id, someone.line)
    await someone.writes()
    other = await buyer(await stocked(number=2, stock=9), pieces=1)
    await ask(other.order_id, other.member_id, {other.line: 1}, AfterSaleKind.RETURN)
    with pytest.raises(NothingKept):
        await other.writes()


async def _return(order_id: UUID, member_id: UUID, line: UUID) -> None:
    await aftersale.approve(await ask(order_id, member_id, {line: 1}), CLERK)


async def test_the_time_for_reviews_ends_after_90_days_and_for_additions_after_180(database: None) -> None:
    early, late = await buyer(), await buyer(await stocked(number=2))
    review = await early.writes()
    await late.received_days_ago(91)
    with pytest.raises(TooLate):
        await late.writes()
    await early.received_days_ago(179)
    await add(review, early.member_id, "喝了半年，还是香")
    assert (await one(review)).addition_status is ReviewStatus.PENDING
    third = await buyer(await stocked(number=3))
    last = await third.writes()
    await third.received_days_ago(181)
    with pytest.raises(TooLate):
        await add(last, third.member_id, "太晚了")


async def test_an_addition_is_made_once(database: None) -> None:
    someone = await buyer()
    review = await someone.writes()
    await add(review, someone.member_id, "还是香")
    with pytest.raises(AddedAlready):
        await add(review, someone.member_id, "又来了")


async def test_many_at_once_make_one_review_and_one_addition(database: None) -> None:
    goods = await stocked(stock=50)
    for _ in range(20):
        someone = await buyer(goods)
        answers = await asyncio.gather(*(someone.writes() for _ in range(3)), return_exceptions=True)
        (review,) = [answer for answer in answers if isinstance(answer, UUID)]
        assert sum(isinstance(answer, ReviewedAlready) for answer in answers) == 2
        added = await asyncio.gather(
            *(add(review, someone.member_id, f"追评 {turn}") for turn in range(3)), return_exceptions=True
        )
        assert sum(isinstance(answer, AddedAlready) for answer in added) == 2


async def test_writing_has_a_limit_that_a_missing_redis_lifts(database: None, settings: Settings) -> None:
    member = new_id()
    for _ in range(write.WRITTEN_AN_HOUR):
        with pytest.raises(LineNotFound):
            await write.write(new_id(), member, Opinion(5))
    with pytest.raises(TooMany):
        await write.write(new_id(), member, Opinion(5))
    async with no_redis(settings):
        with pytest.raises(LineNotFound):
            await write.write(new_id(), member, Opinion(5))
