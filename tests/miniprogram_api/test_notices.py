"""The member's client asks for leave, and the platform reports it at the push door."""

from typing import Any

import httpx
import pytest

from app.kernel.settings import Settings
from app.notices.gateway import MessagePush, message_push
from app.notices.models import MiniProgramPush, NoticeQuota
from app.notices.states import NoticeKind
from tests.app.notices.factory import shipped_template, template
from tests.miniprogram_api.factory import Visitor, visitor
from tests.waiting import eventually

DOOR = "/callbacks/miniprogram"
PAID_KEYS = {
    "character_string1": "order_number",
    "amount2": "amount",
    "time3": "paid_at",
    "phrase4": "status",
    "thing5": "note",
}


async def pushing(sandbox: httpx.AsyncClient, settings: Settings, **more: Any) -> None:
    """The console has our push URL."""
    body = {"url": settings.public_url + DOOR} | more
    answer = await sandbox.post("/_sandbox/miniprogram/push", json=body)
    assert answer.status_code == 200, answer.text


async def press(who: Visitor, results: dict[str, str]) -> None:
    path = f"/_sandbox/people/{who.person['id']}/subscribe"
    (await who.sandbox.post(path, json={"results": results})).raise_for_status()


async def all_pushed(sandbox: httpx.AsyncClient, count: int = 1) -> list[dict[str, Any]]:
    async def done() -> bool:
        pushes = (await sandbox.get("/_sandbox/miniprogram/pushes")).json()
        return sum(len(push["tries"]) for push in pushes) >= count

    await eventually(done, "every push has an answer")
    pushes: list[dict[str, Any]] = (await sandbox.get("/_sandbox/miniprogram/pushes")).json()
    return pushes


async def left(openid: str) -> dict[str, int]:
    return {row.template_id: row.remaining for row in await NoticeQuota.filter(openid=openid)}


@pytest.mark.parametrize("format_", ["json", "xml"])
async def test_what_is_pressed_on_the_phone_counts_once(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, settings: Settings, format_: str
) -> None:
    shipped = await shipped_template(sandbox)
    paid = await template(sandbox, NoticeKind.ORDER_PAID, "1001", PAID_KEYS)
    await pushing(sandbox, settings, format=format_, copies=4)
    who = await visitor(http, sandbox)
    headers = await who.headers()
    shown = (await http.get("/mp/v1/notices/templates", headers=headers)).json()
    assert shown == {"order": [paid, shipped], "pick_up": [paid], "after_sale": [], "coupon": []}
    await press(who, {shipped: "accept", paid: "accept"})
    for template_id in (shipped, paid):
        said = {"template_id": template_id, "result": "accept"}
        assert (await http.post("/mp/v1/notices/consents", json=said, headers=headers)).status_code == 204
    (push,) = await all_pushed(sandbox, 4)
    assert [one["answer"] for one in push["tries"]] == ["success"] * 4
    assert await left(who.person["openid"]) == {shipped: 1, paid: 1}
    await press(who, {shipped: "accept"})
    await press(who, {paid: "reject"})
    await all_pushed(sandbox, 12)
    replayed = (await sandbox.post(f"/_sandbox/miniprogram/pushes/{push['id']}/replay")).json()
    assert replayed == {"status": 200, "answer": "success"}
    assert await left(who.person["openid"]) == {shipped: 2, paid: 1}


async def test_switching_messages_off_is_pushed_too(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, settings: Settings
) -> None:
    shipped = await shipped_template(sandbox)
    await pushing(sandbox, settings)
    who = await visitor(http, sandbox)
    await press(who, {shipped: "accept"})
    await all_pushed(sandbox, 1)
    path = f"/_sandbox/people/{who.person['id']}/unsubscribe"
    (await sandbox.post(path, json={"template_id": shipped})).raise_for_status()
    await all_pushed(sandbox, 2)
    assert await left(who.person["openid"]) == {shipped: 0}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"template_id": "nobodys", "result": "accept"}, 404),
        ({"template_id": "", "result": "accept"}, 422),
        ({"template_id": "x", "result": "yes"}, 422),
        ({"template_id": "x", "result": "accept", "openid": "somebody"}, 422),
        ({"template_id": "x", "result": "accept", "count": 100}, 422),
    ],
)
async def test_a_wrong_answer_changes_nothing(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, body: dict[str, Any], status: int
) -> None:
    headers = await (await visitor(http, sandbox)).headers()
    assert (await http.post("/mp/v1/notices/consents", json=body, headers=headers)).status_code == status
    assert await NoticeQuota.all().count() == 0


async def test_without_a_session_nobody_answers(http: httpx.AsyncClient) -> None:
    body = {"template_id": "x", "result": "accept"}
    assert (await http.post("/mp/v1/notices/consents", json=body)).status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{}", 400), (b"<xml/>", 400), (b'{"Encrypt": "AAAA"}', 403), (b'{"Encrypt": 7}', 400)],
)
async def test_what_is_not_signed_is_refused(http: httpx.AsyncClient, body: bytes, status: int) -> None:
    query = {"timestamp": "1", "nonce": "2", "signature": "0" * 40, "msg_signature": "0" * 40}
    assert (await http.post(DOOR, params=query, content=body)).status_code == status
    assert (await http.get(DOOR, params=query | {"echostr": "7"})).status_code == 403
    assert await MiniProgramPush.all().count() == 0


async def test_without_settings_there_is_no_push_door(http: httpx.AsyncClient) -> None:
    usual = message_push()
    message_push.bind(MessagePush(None))
    try:
        for answer in (await http.get(DOOR), await http.post(DOOR, content=b"{}")):
            assert (answer.status_code, answer.json()["code"]) == (404, "push_not_configured")
    finally:
        message_push.bind(usual)
