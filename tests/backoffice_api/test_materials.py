"""The library at head office's door, its statistics, and what receivers see."""

from typing import Any

import httpx
import pytest

from app.content.confirm_sent import confirm_sent
from app.content.make_poster import make_poster
from app.content.prepare import Recipient, prepare
from app.content.states import Subject
from app.kernel import clock
from app.radar.links import entrance_scene
from app.radar.states import EntranceKind
from tests.app.content.factory import make_guide, make_product, make_store
from tests.backoffice_api.factory import head_office
from tests.miniprogram_api.factory import visitor

MATERIALS, TREE = "/admin/v1/materials", "/admin/v1/material-categories"
ARTICLE = {"kind": "article", "title": "春茶怎么泡", "body": "八十度的水。"}


@pytest.fixture
async def office(http: httpx.AsyncClient) -> httpx.AsyncClient:
    http.headers.update(await head_office())
    return http


async def test_a_material_from_draft_to_archive(office: httpx.AsyncClient) -> None:
    node = (await office.post(TREE, json={"name": "护肤"})).json()
    made = (await office.post(MATERIALS, json=ARTICLE | {"category_id": node["id"]})).json()
    path = f"{MATERIALS}/{made['id']}"
    assert (made["status"], made["version"], made["category_id"]) == ("draft", 1, node["id"])
    edited = await office.put(path, json=ARTICLE | {"title": "秋茶怎么泡", "version": 1})
    assert (edited.json()["title"], edited.json()["version"]) == ("秋茶怎么泡", 2)
    stale = await office.put(path, json=ARTICLE | {"version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "material_changed")
    assert (await office.post(f"{path}/publish")).json()["status"] == "published"
    assert (await office.post(f"{path}/archive")).json()["status"] == "archived"
    assert (await office.get(path)).json()["status"] == "archived"


async def test_what_makes_no_sense_is_refused_in_words(office: httpx.AsyncClient) -> None:
    answer = await office.post(MATERIALS, json={"kind": "text", "title": "问候", "body": "{谁}好"})
    assert answer.status_code == 422
    assert "{客户昵称}" in answer.text


async def test_the_library_in_pages_and_by_filter(office: httpx.AsyncClient) -> None:
    for number in range(3):
        await office.post(MATERIALS, json=ARTICLE | {"title": f"第{number}篇"})
    first = (await office.get(MATERIALS, params={"limit": 2})).json()
    rest = (await office.get(MATERIALS, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [one["title"] for one in first["items"] + rest["items"]] == ["第2篇", "第1篇", "第0篇"]
    assert rest["next_cursor"] is None
    for query, count in (({"search": "第1"}, 1), ({"kind": "text"}, 0), ({"status": "draft"}, 3)):
        assert len((await office.get(MATERIALS, params=query)).json()["items"]) == count


async def test_the_tree_is_changed_and_cleared(office: httpx.AsyncClient) -> None:
    root = (await office.post(TREE, json={"name": "护肤"})).json()
    leaf = (await office.post(TREE, json={"name": "干皮", "parent_id": root["id"], "position": 3})).json()
    assert (await office.get(TREE, params={"parent_id": root["id"]})).json()["items"] == [leaf]
    assert (await office.delete(f"{TREE}/{root['id']}")).status_code == 409
    moved = await office.put(f"{TREE}/{leaf['id']}", json={"name": "干皮"})
    assert moved.json()["parent_id"] is None
    assert (await office.delete(f"{TREE}/{root['id']}")).status_code == 204
    assert (await office.post(TREE, json={"name": "a/b"})).status_code == 422


async def test_scripts_come_from_a_file(office: httpx.AsyncClient) -> None:
    content = "标题,内容,分类\n问候,{客户昵称}您好,\n".encode()
    made = (await office.post(f"{MATERIALS}/scripts", content=content, headers={"Content-Type": "text/csv"})).json()
    assert (await office.get(f"{MATERIALS}/{made['ids'][0]}")).json()["body"] == "{客户昵称}您好"
    wrong = await office.post(f"{MATERIALS}/scripts", content=b"a,b\n", headers={"Content-Type": "text/csv"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "not_a_script_file")


async def test_sendings_are_counted_by_what_came_of_them(office: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    guide, product = await make_guide(store := await make_store()), await make_product()
    sent = await prepare(guide, Subject.PRODUCT, product, Recipient(chat_id="wr1"))
    await confirm_sent(guide, sent.send_id)
    await prepare(guide, Subject.PRODUCT, product, Recipient(chat_id="wr1"))
    shopper = await (await visitor(office, sandbox)).headers()
    await office.post("/mp/v1/entrances", json={"token": sent.token}, headers=shopper)
    today = str(clock.now().astimezone(clock.SHANGHAI).date())
    query = {"since": today, "until": today}
    line = {"prepared": 2, "sent": 1, "opens": 1, "openers": 1, "orders": 0, "buyers": 0, "paid": 0, "returned": 0}
    keys = {"material": "", "subject": str(product), "guide": str(guide), "store": str(store), "day": today}
    for by, key in keys.items():
        shown = (await office.get("/admin/v1/material-statistics", params=query | {"by": by})).json()
        assert shown == {"items": [{"key": key, **line}], "next_cursor": None}
    too_long = await office.get("/admin/v1/material-statistics", params={"since": "2026-01-01", "until": "2026-04-03"})
    assert too_long.status_code == 422


async def test_lines_come_in_pages(office: httpx.AsyncClient) -> None:
    guides = sorted([await make_guide() for _ in range(3)])
    product = await make_product()
    for guide in guides:
        await prepare(guide, Subject.PRODUCT, product, Recipient())
    today = str(clock.now().astimezone(clock.SHANGHAI).date())
    query: dict[str, Any] = {"since": today, "until": today, "by": "guide", "limit": 2}
    first = (await office.get("/admin/v1/material-statistics", params=query)).json()
    rest = (await office.get("/admin/v1/material-statistics", params=query | {"cursor": first["next_cursor"]})).json()
    assert [one["key"] for one in first["items"] + rest["items"]] == [str(one) for one in guides]
    assert rest["next_cursor"] is None


async def test_receivers_read_an_article_and_land_where_a_poster_leads(
    office: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    made = (await office.post(MATERIALS, json=ARTICLE)).json()
    page = f"/mp/v1/materials/{made['id']}"
    assert (await office.get(page)).status_code == 404
    await office.post(f"{MATERIALS}/{made['id']}/publish")
    shown = (await office.get(page)).json()
    assert (shown["title"], shown["body"]) == (ARTICLE["title"], ARTICLE["body"])
    poster = await make_poster(await make_guide(), Subject.MATERIAL, made["id"])
    scene = entrance_scene(EntranceKind.GUIDE, poster.send_id)
    landing = (await office.get(f"/mp/v1/landings/{scene}")).json()["page"]
    assert landing.startswith(f"pages/material/index.html?id={made['id']}&s=")
    shopper = await (await visitor(office, sandbox)).headers()
    for token in (scene, landing.partition("&s=")[2]):
        assert (await office.post("/mp/v1/entrances", json={"token": token}, headers=shopper)).status_code == 204
    forged = scene[:-1] + ("A" if scene[-1] != "A" else "B")
    assert (await office.get(f"/mp/v1/landings/{forged}")).json()["code"] == "link_forged"
