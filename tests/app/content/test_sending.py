"""Sending: what WeCom's client is given, what is written down, and whose order it becomes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from app.analytics.content_sends import Chosen, Dimension, content_statistics
from app.catalog.errors import ProductNotFound
from app.content import queries
from app.content.confirm_sent import confirm_sent
from app.content.create_material import create_material
from app.content.errors import (
    MaterialNotForStore,
    MaterialNotFound,
    MaterialNotPublished,
    MaterialOutOfTime,
    SenderUnknown,
    SendNotFound,
    UnknownSubject,
)
from app.content.models import ContentSend
from app.content.prepare import Recipient, prepare
from app.content.publish import archive
from app.content.states import MessageKind, SendStatus, Subject
from app.events.content import ContentSent
from app.kernel import clock, db, outbox
from app.kernel.ids import new_id
from app.orders.models import Order
from app.radar.enter import enter
from app.radar.errors import LinkForged
from app.radar.links import entrance_token, read_token
from app.radar.models import EntranceSource
from app.radar.states import EntranceKind
from jobs.subscriptions import SUBSCRIPTIONS, URGENT
from tests.app.aftersale.factory import bought
from tests.app.catalog.factory import stocked
from tests.app.content.factory import (
    PICTURE,
    make_coupon,
    make_guide,
    make_member,
    make_product,
    make_store,
    published,
    terms_of,
)

HOUR = timedelta(hours=1)


async def test_a_product_is_a_card_whose_link_names_this_sending(database: None) -> None:
    store, member = await make_store(), await make_member()
    guide, product = await make_guide(store), await make_product()
    sent = await prepare(guide, Subject.PRODUCT, product, Recipient(member_id=member))
    assert sent.message.kind is MessageKind.MINIPROGRAM
    assert (sent.message.title, sent.message.picture) == ("明前龙井 250g", PICTURE)
    assert sent.message.page == f"pages/product/index.html?id={product}&s={sent.token}"
    assert sent.token
    assert read_token(sent.token) == (EntranceKind.GUIDE, sent.send_id)
    row = await ContentSend.get(id=sent.send_id)
    assert (row.staff_id, row.store_id, row.member_id, row.chat_id) == (guide, store, member, None)
    assert (row.kind, row.subject_id, row.material_id, row.status) == ("product", product, None, SendStatus.PREPARED)


async def test_a_material_gives_its_own_title_and_cover(database: None) -> None:
    guide, product, coupon = await make_guide(), await make_product(), await make_coupon()
    shown = await published("product", subject_id=product, title="今日推荐", cover="https://img.example.cn/b.png")
    sent = await prepare(guide, Subject.MATERIAL, shown, Recipient(chat_id="wr1"))
    assert (sent.message.title, sent.message.picture) == ("今日推荐", "https://img.example.cn/b.png")
    row = await ContentSend.get(id=sent.send_id)
    assert (row.kind, row.material_id, row.material_version, row.subject_id) == ("product", shown, 1, product)
    sent = await prepare(guide, Subject.COUPON, coupon, Recipient(chat_id="wr1"))
    assert (sent.message.title, sent.message.page) == (
        "满200减30",
        f"pages/coupon/index.html?id={coupon}&s={sent.token}",
    )


@pytest.mark.parametrize("kind", ["article", "file", "video"])
async def test_what_the_mini_program_shows_is_a_card_to_its_page(database: None, kind: str) -> None:
    guide, material = await make_guide(), await published(kind, title="茶" * 30)
    sent = await prepare(guide, Subject.MATERIAL, material, Recipient())
    assert sent.message.page == f"pages/material/index.html?id={material}&s={sent.token}"
    assert sent.message.title == "茶" * 21
    assert (await queries.shown(material)).id == material


async def test_texts_pictures_and_articles_elsewhere_carry_no_link(database: None) -> None:
    guide, member = await make_guide(await make_store()), await make_member()
    to = Recipient(member_id=member)
    text = await prepare(guide, Subject.MATERIAL, await published(), to)
    assert (text.token, text.message.text) == (None, "小满您好，我是南京西路店的李娜")
    assert (await prepare(guide, Subject.MATERIAL, await published(), Recipient(chat_id="wr1"))).message.text == (
        "您您好，我是南京西路店的李娜"
    )
    image = await prepare(guide, Subject.MATERIAL, await published("image"), to)
    assert (image.token, image.message.kind, image.message.media) == (None, "image", "https://files.example.cn/a")
    elsewhere = await published("article", body="", address="https://mp.weixin.qq.com/s/a", cover=PICTURE)
    news = await prepare(guide, Subject.MATERIAL, elsewhere, to)
    assert (news.token, news.message.kind, news.message.link) == (None, "news", "https://mp.weixin.qq.com/s/a")
    assert await EntranceSource.all().count() == 0
    assert await ContentSend.all().count() == 4


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"valid_until": -HOUR}, MaterialOutOfTime),
        ({"valid_from": HOUR}, MaterialOutOfTime),
        ({"store_ids": True}, MaterialNotForStore),
    ],
)
async def test_what_is_out_of_time_or_for_others_is_not_sent(
    database: None, more: dict[str, Any], error: type[Exception]
) -> None:
    guide = await make_guide(await make_store())
    terms: dict[str, Any] = {"store_ids": [await make_store()]} if "store_ids" in more else {}
    terms |= {name: clock.now() + after for name, after in more.items() if name != "store_ids"}
    material = await published(**terms)
    with pytest.raises(error):
        await prepare(guide, Subject.MATERIAL, material, Recipient())
    with pytest.raises(error):
        await prepare(await make_guide(), Subject.MATERIAL, material, Recipient())
    assert await ContentSend.all().count() == 0


async def test_what_is_not_published_or_gone_is_not_sent(database: None) -> None:
    guide, archived = await make_guide(), await published()
    await archive(archived)
    wrong: list[tuple[Subject, Any, type[Exception]]] = [
        (Subject.MATERIAL, archived, MaterialNotPublished),
        (Subject.MATERIAL, await create_material(terms_of()), MaterialNotPublished),
        (Subject.MATERIAL, new_id(), MaterialNotFound),
        (Subject.PRODUCT, new_id(), ProductNotFound),
        (Subject.PRODUCT, await make_product(shelf="off"), ProductNotFound),
        (Subject.COUPON, await make_coupon(stock=0), UnknownSubject),
        (Subject.COUPON, await make_coupon(issue_until=clock.now() - HOUR), UnknownSubject),
    ]
    for subject, subject_id, error in wrong:
        with pytest.raises(error):
            await prepare(guide, subject, subject_id, Recipient())
    for nobody in (new_id(), await make_guide(active=False)):
        with pytest.raises(SenderUnknown):
            await prepare(nobody, Subject.PRODUCT, await make_product(), Recipient())
    assert await ContentSend.all().count() == 0


async def hear(event: ContentSent) -> None:
    """A reaction, for its name: no worker runs here."""


@pytest.fixture
def heard() -> Iterator[None]:
    """Somebody listens, as guide tasks will."""
    outbox.route({ContentSent: [hear]})
    yield
    outbox.route(SUBSCRIPTIONS, URGENT)


async def told() -> list[ContentSent]:
    rows = await db.fetch("SELECT payload FROM pgqueuer WHERE entrypoint LIKE 'ContentSent>%' ORDER BY id")
    return [msgspec.json.decode(row["payload"], type=ContentSent) for row in rows]


async def test_it_is_sent_once_and_told_once(database: None, heard: None) -> None:
    guide, member = await make_guide(), await make_member()
    material = await published()
    sent = await prepare(guide, Subject.MATERIAL, material, Recipient(member_id=member))
    with pytest.raises(SendNotFound):
        await confirm_sent(await make_guide(), sent.send_id)
    assert await told() == []
    await confirm_sent(guide, sent.send_id)
    await confirm_sent(guide, sent.send_id)
    row = await ContentSend.get(id=sent.send_id)
    assert row.sent_at
    assert row.status is SendStatus.SENT
    assert await told() == [ContentSent(sent.send_id, guide, "text", material, member, None, row.sent_at)]
    with pytest.raises(SendNotFound):
        await confirm_sent(guide, new_id())


async def test_an_order_by_the_link_names_this_sending_and_credits_store_and_group(database: None) -> None:
    store, goods, member = await make_store(), await stocked(), await make_member()
    guide = await make_guide(store)
    sent = await prepare(guide, Subject.PRODUCT, goods.product_id, Recipient(chat_id="wr1"))
    assert sent.token
    await enter(member, sent.token)
    order = await Order.get(id=await bought(member, (goods.sku_id, 1)))
    assert (order.entrance_kind, order.entrance_source_id) == ("guide", sent.send_id)
    assert (order.credit_store_id, order.chat_id, order.guide_id) == (store, "wr1", None)
    today = clock.now().astimezone(clock.SHANGHAI).date()
    (line,) = await content_statistics(Dimension.GUIDE, Chosen(today, today), None, 10)
    assert (line.key, line.opens, line.orders, line.paid) == (str(guide), 1, 1, order.total)


async def test_a_landing_is_for_sendings_only(database: None) -> None:
    with pytest.raises(LinkForged):
        await queries.landing(entrance_token(EntranceKind.SOP, new_id()))
    with pytest.raises(SendNotFound):
        await queries.landing(entrance_token(EntranceKind.GUIDE, new_id()))
    text = await prepare(await make_guide(), Subject.MATERIAL, await published(), Recipient())
    with pytest.raises(SendNotFound):
        await queries.landing(entrance_token(EntranceKind.GUIDE, text.send_id))


async def test_members_read_what_was_sent_once_but_no_draft(database: None) -> None:
    article = await published("article")
    await archive(article)
    assert (await queries.shown(article)).id == article
    for hidden in (await create_material(terms_of("article")), await published()):
        with pytest.raises(MaterialNotFound):
            await queries.shown(hidden)
