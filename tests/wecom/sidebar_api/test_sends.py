"""Sending: what the page hands to WeCom's client, and what is known of it afterwards."""

import io
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image

from app.content.categories import create_category
from app.content.models import ContentSend
from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.settings import Settings
from app.promotions.coupons.claim import claim
from app.radar.links import read_token
from app.radar.states import EntranceKind
from app.staff.models import Staff
from app.stores.models import Store
from tests.app.content.factory import make_coupon, make_product, published
from tests.app.showcase.factory import found, indexed, own_word, shop
from tests.wecom.enterprise import Enterprise
from tests.wecom.sidebar_api.factory import Desk, Person, desk
from wecom.client.corp import Corp
from wecom.client.media import content

DOOR = "/guide/v1"
COVER = f"{DOOR}/card-cover.png"


async def send(http: httpx.AsyncClient, guide: Desk, subject: str, subject_id: UUID, **to: str) -> httpx.Response:
    body = {"subject": subject, "id": str(subject_id), **to}
    return await http.post(f"{DOOR}/sends", headers=guide.headers, json=body)


async def sent(http: httpx.AsyncClient, guide: Desk, subject: str, subject_id: UUID, to: Person) -> Any:
    answer = await send(http, guide, subject, subject_id, to_external_userid=to.external_userid)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def listed(http: httpx.AsyncClient, guide: Desk, path: str, **query: Any) -> Any:
    answer = await http.get(DOOR + path, headers=guide.headers, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def at_store(guide: Desk, code: str = "S001") -> UUID:
    store_id, _ = await shop(code)
    await Store.get_or_create(
        id=store_id, defaults={"code": store_id.hex[-12:], "name": "南京西路店", "created_at": clock.now()}
    )
    await Staff.filter(id=guide.id).update(store_id=store_id)
    return store_id


async def test_a_script_is_filled_for_this_customer(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer("王小明")
    script = await published(body="{客户昵称}您好，我是{导购姓名}")
    said = await sent(http, guide, "material", script, who)
    assert said["message"] == {"msgtype": "text", "text": {"content": "王小明您好，我是李娜"}}
    row = await ContentSend.get(id=said["send_id"])
    assert (row.staff_id, row.member_id, row.status) == (guide.id, who.id, "prepared")


async def test_a_product_is_a_card_of_the_mini_program(http: httpx.AsyncClient, settings: Settings) -> None:
    guide = await desk("李娜")
    product_id = await make_product("明前龙井")
    said = await sent(http, guide, "product", product_id, await guide.customer())
    card = said["message"]["miniprogram"]
    assert (said["message"]["msgtype"], card["appid"]) == ("miniprogram", settings.miniprogram_appid)
    assert (card["title"], card["imgUrl"]) == ("明前龙井", "https://img.example.cn/a.png")
    page, _, token = card["page"].partition("&s=")
    assert page == f"pages/product/index.html?id={product_id}"
    assert read_token(token) == (EntranceKind.GUIDE, UUID(said["send_id"]))


async def test_a_card_without_a_picture_has_ours(http: httpx.AsyncClient, settings: Settings) -> None:
    guide = await desk("李娜")
    said = await sent(http, guide, "coupon", await make_coupon("满200减30"), await guide.customer())
    address = said["message"]["miniprogram"]["imgUrl"]
    assert address == settings.public_url + COVER
    picture = await http.get(address)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    Image.open(io.BytesIO(picture.content)).verify()


async def test_an_article_elsewhere_is_a_link(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    article = await published("article", body="", address="https://mp.weixin.qq.com/s/a", title="春茶")
    said = await sent(http, guide, "material", article, await guide.customer())
    news = said["message"]["news"]
    assert (said["message"]["msgtype"], news["link"], news["title"]) == ("news", "https://mp.weixin.qq.com/s/a", "春茶")


async def test_a_picture_is_uploaded_once_for_all_its_sendings(
    http: httpx.AsyncClient, enterprise: Enterprise, corp: Corp, settings: Settings
) -> None:
    guide = await desk("李娜")
    who, address = await guide.customer(), settings.public_url + COVER
    picture = await published("image", address=address)
    first, second = [await sent(http, guide, "material", picture, who) for _ in range(2)]
    assert first["message"] == second["message"]
    assert first["message"]["msgtype"] == "image"
    assert await content(corp.agent, first["message"]["image"]["mediaid"]) == (await http.get(address)).content
    assert len(await enterprise.calls("media/upload")) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/a.png",
        "https://img.example.cn/a.png",
        "{origin}.evil.example/a.png",
        "{origin}@evil.example/a.png",
        "{origin}/\\evil.example/a.png",
        "{origin}/healthz",
        "{origin}/guide/v1/no-such.png",
    ],
)
async def test_a_picture_elsewhere_or_none_is_not_sent(
    http: httpx.AsyncClient, enterprise: Enterprise, settings: Settings, address: str
) -> None:
    guide = await desk("李娜")
    who = await guide.customer()
    picture = await published("image", address=address.format(origin=settings.public_url))
    answer = await send(http, guide, "material", picture, to_external_userid=who.external_userid)
    assert (answer.status_code, answer.json()["code"]) == (409, "picture_not_sendable")
    assert await enterprise.calls("media/upload") == []


async def test_wecom_that_takes_no_picture_is_said_in_chinese(
    http: httpx.AsyncClient, enterprise: Enterprise, settings: Settings
) -> None:
    guide = await desk("李娜")
    who = await guide.customer()
    await enterprise.fault("media/upload", "http", status=502, times=50)
    picture = await published("image", address=settings.public_url + COVER)
    answer = await send(http, guide, "material", picture, to_external_userid=who.external_userid)
    assert (answer.status_code, answer.json()["code"]) == (503, "wecom_busy")


async def test_it_goes_to_one_chat_of_ones_own(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer()
    chat_id, script = await guide.group(who), await published()
    answer = await send(http, guide, "material", script, chat_id=chat_id)
    assert answer.status_code == 201
    row = await ContentSend.get(id=answer.json()["send_id"])
    assert (row.chat_id, row.member_id) == (chat_id, None)
    for to in ({}, {"chat_id": chat_id, "to_external_userid": who.external_userid}):
        assert (await send(http, guide, "material", script, **to)).status_code == 422
    assert await ContentSend.all().count() == 1


async def test_the_guide_confirms_their_own_sending(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    said = await sent(http, guide, "material", await published(), await guide.customer())
    path = f"{DOOR}/sends/{said['send_id']}/sent"
    foreign = await http.post(path, headers=other.headers)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "send_not_found")
    assert (await ContentSend.get(id=said["send_id"])).status == "prepared"
    for _ in range(2):
        assert (await http.post(path, headers=guide.headers)).status_code == 204
    assert (await ContentSend.get(id=said["send_id"])).status == "sent"


async def test_sendings_are_limited(http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wecom.sidebar_api.sends.SENDS_A_MINUTE", 1)
    guide = await desk("李娜")
    who, script = await guide.customer(), await published()
    said = [
        (await send(http, guide, "material", script, to_external_userid=who.external_userid)).status_code
        for _ in range(2)
    ]
    assert said == [201, 429]


async def test_the_shelf_is_what_this_guide_may_send(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    store_id = await at_store(guide)
    drinks = (await create_category("饮品", None, 0)).id
    tea = (await create_category("茶", drinks, 0)).id
    mine = await published(title="龙井话术", category_id=tea, store_ids=[store_id])
    await published(title="别店话术", store_ids=[await at_store(await desk("赵敏"), "S002")])
    plain = await published("article", title="怎么泡茶")
    titles = [one["title"] for one in (await listed(http, guide, "/materials"))["items"]]
    assert titles == ["怎么泡茶", "龙井话术"]
    for query in ({"q": "龙井"}, {"category_id": str(drinks)}, {"kind": "text"}):
        assert [one["id"] for one in (await listed(http, guide, "/materials", **query))["items"]] == [str(mine)]
    page = await listed(http, guide, "/materials", limit=1)
    assert [one["id"] for one in page["items"]] == [str(plain)]
    rest = await listed(http, guide, "/materials", limit=1, cursor=page["next_cursor"])
    assert ([one["id"] for one in rest["items"]], rest["next_cursor"]) == ([str(mine)], None)
    assert (await listed(http, guide, "/material-categories"))["items"] == [{"id": str(drinks), "name": "饮品"}]
    below = await listed(http, guide, "/material-categories", parent_id=str(drinks))
    assert below["items"] == [{"id": str(tea), "name": "茶"}]


async def test_goods_are_shown_as_the_guides_store_sells_them(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    await indexed("明前龙井", "雨前龙井")
    ids = {one["title"]: one["id"] for one in (await found("龙井"))["items"]}
    usual = await listed(http, guide, f"/goods/{ids['明前龙井']}")
    store_id = await at_store(guide)
    await own_word(store_id, UUID(usual["skus"][0]["id"]), price=990)
    other = await listed(http, guide, f"/goods/{ids['雨前龙井']}")
    await own_word(store_id, UUID(other["skus"][0]["id"]), sold=False)
    hits = (await listed(http, guide, "/goods", q="龙井"))["items"]
    assert [(one["title"], one["price_from"]) for one in hits] == [("明前龙井", 990)]
    assert (await listed(http, guide, f"/goods/{ids['明前龙井']}"))["skus"][0]["price"] == 990


async def test_coupons_say_what_a_customer_has_claimed(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer()
    await claim(who.id, await make_coupon("满200减30"))
    await make_coupon("别的券", active=False)
    for query, claimed in (({}, 0), ({"who": who.external_userid}, 1)):
        shown = (await listed(http, guide, "/coupons", **query))["items"]
        assert [(one["title"], one["claimed"]) for one in shown] == [("满200减30", claimed)]


async def test_a_poster_is_a_picture_and_a_sending(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    query = {"subject": "product", "id": str(await make_product())}
    answer = await http.get(f"{DOOR}/posters", headers=guide.headers, params=query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    Image.open(io.BytesIO(answer.content)).verify()
    row = await ContentSend.get(id=answer.headers["x-send-id"])
    assert (row.staff_id, row.member_id, row.chat_id) == (guide.id, None, None)
    refused = await http.get(f"{DOOR}/posters", headers=guide.headers, params=query | {"id": str(new_id())})
    assert refused.status_code == 404
