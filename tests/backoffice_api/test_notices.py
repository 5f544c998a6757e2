"""Head office sets what members are told with, and sees what became of it."""

from typing import Any

import httpx
import pytest

from app.kernel.ids import new_id
from app.notices import send
from app.notices.models import MemberNotice, NoticeTemplate
from app.notices.states import NoticeKind
from app.notices.tell import tell
from app.staff.states import Role
from tests.backoffice_api.factory import head_office, someone

ROOT = "/admin/v1/notice-templates"
GOOD: dict[str, Any] = {
    "template_id": "tmpl-1",
    "keys": {"thing1": "title", "thing2": "=请留意收货"},
    "page": "p/a?id={order_id}",
}


async def test_a_template_is_set_replaced_shown_and_removed(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    for changes in ({}, {"template_id": "tmpl-2", "active": False}):
        assert (await http.put(f"{ROOT}/shipped", json=GOOD | changes, headers=headers)).status_code == 204
    shown = {line["kind"]: line for line in (await http.get(ROOT, headers=headers)).json()["items"]}
    assert set(shown) == {kind.value for kind in NoticeKind}
    assert (shown["shipped"]["template"]["template_id"], shown["shipped"]["template"]["active"]) == ("tmpl-2", False)
    assert (shown["shipped"]["facts"]["tracking_no"], shown["refunded"]["template"]) == ("code", None)
    assert [(await http.delete(f"{ROOT}/shipped", headers=headers)).status_code for _ in range(2)] == [204, 404]


@pytest.mark.parametrize(
    ("kind", "changes", "status"),
    [
        ("shipped", {"keys": {"amount1": "title"}}, 422),
        ("shipped", {"keys": {"thing1": "balance"}}, 422),
        ("shipped", {"keys": {}}, 422),
        ("shipped", {"template_id": "a b"}, 422),
        ("shipped", {"page": "/pages/order"}, 422),
        ("shipped", {"sql": "1"}, 422),
        ("nothing", {}, 404),
    ],
)
async def test_what_cannot_be_sent_is_refused(
    http: httpx.AsyncClient, kind: str, changes: dict[str, Any], status: int
) -> None:
    headers = await head_office()
    answer = await http.put(f"{ROOT}/{kind}", json=GOOD | changes, headers=headers)
    assert (answer.status_code, await NoticeTemplate.all().count()) == (status, 0), answer.text


async def test_only_head_office_sets_templates(http: httpx.AsyncClient) -> None:
    _, manager = await someone(Role.COMMUNITY_MANAGER)
    assert (await http.put(f"{ROOT}/shipped", json=GOOD, headers=manager)).status_code == 403
    assert (await http.get(ROOT, headers=manager)).status_code == 200
    assert (await http.get(ROOT)).status_code == 401


async def test_messages_are_listed_by_how_they_ended(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    await http.put(f"{ROOT}/shipped", json=GOOD, headers=headers)
    for number in range(3):
        await tell(new_id(), NoticeKind.SHIPPED, f"shipped:{number}", {"title": "龙井"})
    await send.send((await MemberNotice.get(source_ref="shipped:0")).id)
    ended = (await http.get("/admin/v1/notices", params={"status": "no_quota"}, headers=headers)).json()
    assert [(line["status"], line["facts"]) for line in ended["items"]] == [("no_quota", {"title": "龙井"})]
    page = (await http.get("/admin/v1/notices", params={"limit": 2}, headers=headers)).json()
    rest = (await http.get("/admin/v1/notices", params={"cursor": page["next_cursor"]}, headers=headers)).json()
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)
