"""What the platform and people decide, against the sandbox's content security."""

from typing import Any

import httpx
import pytest

from app.events.reviews import ReviewWritten
from app.fulfilment.gateway import shipping_reports
from app.kernel.errors import SendFailed
from app.kernel.settings import Settings
from app.reviews import decide
from app.reviews.check import check
from app.reviews.errors import NothingAdded, ReviewNotFound
from app.reviews.states import ReviewPart, ReviewStatus
from app.reviews.write import add
from tests.app.catalog.factory import stocked
from tests.app.reviews.factory import PICTURE, Buyer, active_person, buyer, one, shown
from tests.conftest import Drain

PATH = "/weixin/wxa/msg_sec_check"
_S = ReviewStatus


@pytest.fixture
async def someone(database: None, sandbox: httpx.AsyncClient, settings: Settings) -> Buyer:
    """A buyer who has just used the mini-program."""
    # The sandbox has forgotten the access token that this process still holds.
    assert await shipping_reports().is_managed()
    return await buyer(openid=await active_person(sandbox, settings))


@pytest.mark.parametrize(
    ("text", "status", "verdict"),
    [
        ("很香，会回购", _S.SHOWN, "pass 100"),
        ("疑似假货", _S.PENDING, "review 21000"),
        ("加微信返现", _S.HIDDEN, "risky 10001"),
    ],
)
async def test_the_platform_decides_what_is_clear(
    someone: Buyer, drain: Drain, text: str, status: ReviewStatus, verdict: str
) -> None:
    review = await someone.writes(text)
    await drain()
    found = await one(review)
    assert (found.status, found.verdict) == (status, verdict)
    assert [each["text"] for each in await shown(someone.goods.product_id)] == [text] * (status is _S.SHOWN)


async def test_pictures_wait_for_a_person_however_good_the_text(someone: Buyer, drain: Drain) -> None:
    review = await someone.writes("很香", pictures=[PICTURE])
    await drain()
    assert ((await one(review)).status, (await one(review)).verdict) == (_S.PENDING, "pass 100")
    await decide.show(review, ReviewPart.REVIEW)
    assert [each["pictures"] for each in await shown(someone.goods.product_id)] == [[PICTURE]]


async def test_risky_words_hide_pictures_too(someone: Buyer, drain: Drain) -> None:
    review = await someone.writes("蠢货", pictures=[PICTURE])
    await drain()
    assert (await one(review)).status is _S.HIDDEN


async def test_an_addition_is_judged_by_itself(someone: Buyer, drain: Drain) -> None:
    review = await someone.writes("很香")
    await add(review, someone.member_id, "店家是蠢货")
    await drain()
    found = await one(review)
    assert (found.status, found.addition_status, found.addition_verdict) == (_S.SHOWN, _S.HIDDEN, "risky 20003")
    assert [each["addition"] for each in await shown(someone.goods.product_id)] == [""]
    await decide.show(review, ReviewPart.ADDITION)
    assert [each["addition"] for each in await shown(someone.goods.product_id)] == ["店家是蠢货"]


async def test_who_was_not_active_for_two_hours_is_left_to_a_person(
    someone: Buyer, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    review = await someone.writes("很香")
    fault = {"path": PATH, "kind": "errcode", "errcode": 61010}
    (await sandbox.post("/_sandbox/faults", json=fault)).raise_for_status()
    await drain()
    assert ((await one(review)).status, (await one(review)).verdict) == (_S.PENDING, "refused 61010")


async def test_whom_the_platform_does_not_know_is_left_to_a_person(someone: Buyer, drain: Drain) -> None:
    stranger = await buyer(await stocked(number=2), openid="nobody-at-the-platform")
    review = await stranger.writes("很香")
    await drain()
    assert ((await one(review)).status, (await one(review)).verdict) == (_S.PENDING, "refused 40003")


@pytest.mark.parametrize("fault", [{"kind": "errcode", "errcode": -1}, {"kind": "http", "status": 502}])
async def test_a_platform_that_is_down_is_asked_again_and_meanwhile_a_person_may_decide(
    someone: Buyer, sandbox: httpx.AsyncClient, fault: dict[str, Any]
) -> None:
    review = await someone.writes("加微信返现")
    written = ReviewWritten(review, "review")
    (await sandbox.post("/_sandbox/faults", json={"path": PATH, "times": 2, **fault})).raise_for_status()
    for _ in range(2):
        with pytest.raises(SendFailed):
            await check(written)
    assert ((await one(review)).status, (await one(review)).verdict) == (_S.PENDING, "")
    await decide.show(review, ReviewPart.REVIEW)
    await check(written)
    assert (await one(review)).status is _S.SHOWN


async def test_what_a_person_hid_stays_hidden_and_keeps_the_reason(someone: Buyer, drain: Drain) -> None:
    review = await someone.writes("很香")
    await decide.hide(review, ReviewPart.REVIEW, "与商品无关")
    await drain()
    assert ((await one(review)).status, (await one(review)).reason) == (_S.HIDDEN, "与商品无关")
    assert await shown(someone.goods.product_id) == []


async def test_the_shop_answers_under_a_review(someone: Buyer) -> None:
    review = await someone.writes("")
    await decide.reply(review, "谢谢支持")
    assert [each["reply"] for each in await shown(someone.goods.product_id)] == ["谢谢支持"]


async def test_nothing_is_decided_about_what_is_not_there(someone: Buyer) -> None:
    review = await someone.writes("")
    with pytest.raises(NothingAdded):
        await decide.show(review, ReviewPart.ADDITION)
    with pytest.raises(ReviewNotFound):
        await decide.hide(someone.order_id, ReviewPart.REVIEW, "没有这条")
    with pytest.raises(ReviewNotFound):
        await decide.reply(someone.order_id, "没有这条")
