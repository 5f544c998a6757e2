"""The funnel of channel codes: each person once, money in fen less what went back."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.kernel import db
from app.kernel.ids import new_id
from app.staff.states import Role
from tests.backoffice_api.factory import head_office, someone

MET = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NOBODY = dict.fromkeys(("scans", "friends", "kept", "members", "joined", "first_orders", "buyers", "value_90"), 0)


async def a_code(http: httpx.AsyncClient, headers: dict[str, str], *guides: UUID, **more: Any) -> str:
    body = {"name": "店", "guides": [{"staff_id": str(one)} for one in guides], "welcome_text": "您好", **more}
    return str((await http.post("/admin/v1/channel-codes", json=body, headers=headers)).json()["id"])


async def a_member(joined_at: datetime | None = None) -> UUID:
    member_id = new_id()
    values = (member_id, joined_at, MET)
    await db.execute("INSERT INTO members (id, nickname, joined_at, created_at) VALUES ($1, '', $2, $3)", *values)
    return member_id


async def friends(code: str, guide: UUID, member: UUID, at: datetime, ended: datetime | None = None) -> None:
    await db.execute(
        "INSERT INTO guide_follows (id, external_userid, staff_id, member_id, channel_code_id, followed_at, ended_at,"
        " came_by_kind, came_by_id) VALUES ($1, $2, $3, $4, $5, $6, $7, 'channel_code', $5)",
        *(new_id(), f"wm{member}", guide, member, UUID(code), at, ended),
    )


async def an_order(member: UUID, total: int, paid_at: datetime | None, back: int = 0) -> None:
    order = new_id()
    await db.execute(
        "INSERT INTO orders (id, number, member_id, idempotency_key, request_hash, status, total, payable, expires_at,"
        " placed_at, paid_at) VALUES ($1, $2, $3, $2, '', $4, $5, $5, $6, $6, $7)",
        *(order, order.hex, member, "paid" if paid_at else "unpaid", total, MET, paid_at),
    )
    if back:
        await db.execute(
            "INSERT INTO after_sales (id, number, order_id, member_id, idempotency_key, kind, status, reason, note,"
            " pictures, amount, freight, stored_value, points, refusal, created_at)"
            " VALUES ($1, $2, $3, $4, $2, 'return', 'done', 'unwanted', '', '[]', $5, 0, 0, 0, '', $6)",
            *(new_id(), new_id().hex, order, member, back, MET),
        )


async def welcome(code: str, userid: str, external_userid: str, at: datetime) -> None:
    await db.execute(
        "INSERT INTO guide_welcomes (id, welcome_code, external_userid, channel_code_id, userid, status, deadline_at)"
        " VALUES ($1, $2, $3, $4, $5, 'sent', $6)",
        *(new_id(), new_id().hex, external_userid, UUID(code), userid, at),
    )


@pytest.fixture
async def story(http: httpx.AsyncClient) -> dict[str, Any]:
    """A code of two guides, one of a store; four friends and one who is not known yet."""
    headers, (li, _), (wang, _) = await head_office(), await someone(Role.GUIDE), await someone(Role.GUIDE)
    store = new_id()
    await db.execute("UPDATE staff SET store_id = $2 WHERE id = $1", li, store)
    code = await a_code(http, headers, li, wang, campaign="618")
    buyer, regular, silent, left = (
        await a_member(MET + DAY),
        await a_member(MET - DAY),
        await a_member(),
        await a_member(),
    )
    await friends(code, li, buyer, MET)
    await friends(code, wang, buyer, MET + DAY)
    await an_order(buyer, 10_000, MET + DAY, back=3_000)
    await an_order(buyer, 500, MET + 89 * DAY)
    await an_order(buyer, 70_000, MET + 90 * DAY)
    await an_order(buyer, 90_000, None)
    await friends(code, li, regular, MET + DAY)
    await an_order(regular, 2_000, MET - DAY)
    await an_order(regular, 4_000, MET + 2 * DAY)
    await friends(code, wang, silent, MET)
    await friends(code, wang, left, MET, ended=MET + DAY)
    await welcome(code, f"u{wang}", "wm-unknown", MET)
    await welcome(code, f"u{li}", f"wm{buyer}", MET)
    return {"headers": headers, "code": code, "li": li, "wang": wang, "store": store}


async def test_the_funnel_of_a_code_by_store_and_guide(http: httpx.AsyncClient, story: dict[str, Any]) -> None:
    path = f"/admin/v1/channel-codes/{story['code']}/statistics"
    shown = (await http.get(path, headers=story["headers"])).json()
    assert (shown["code_id"], shown["campaign"]) == (story["code"], "618")
    of_li = {"scans": 2, "friends": 2, "kept": 2, "members": 2, "joined": 1}
    of_li |= {"first_orders": 1, "buyers": 2, "value_90": 7_000 + 500 + 4_000}
    of_wang = NOBODY | {"scans": 3, "friends": 2, "kept": 1}
    assert shown["guides"] == [
        {"id": str(one), "funnel": funnel} for one, funnel in sorted([(story["li"], of_li), (story["wang"], of_wang)])
    ]
    assert shown["stores"] == [{"id": str(story["store"]), "funnel": of_li}, {"id": None, "funnel": of_wang}]
    assert shown["total"] == {name: of_li[name] + of_wang[name] for name in NOBODY}


async def test_only_those_first_met_in_the_period_count(http: httpx.AsyncClient, story: dict[str, Any]) -> None:
    path = f"/admin/v1/channel-codes/{story['code']}/statistics"
    period = {"since": "2026-06-02", "until": "2026-06-02"}
    shown = (await http.get(path, params=period, headers=story["headers"])).json()
    assert (shown["total"]["scans"], shown["total"]["friends"]) == (1, 1)
    empty = (await http.get(path, params={"until": "2026-05-31"}, headers=story["headers"])).json()
    assert (empty["total"], empty["stores"], empty["guides"]) == (NOBODY, [], [])


async def test_codes_are_listed_with_their_totals_in_pages(http: httpx.AsyncClient, story: dict[str, Any]) -> None:
    newer = await a_code(http, story["headers"], story["li"])
    path = "/admin/v1/channel-codes/statistics"
    first = (await http.get(path, params={"limit": 1}, headers=story["headers"])).json()
    query = {"limit": 1, "cursor": first["next_cursor"]}
    second = (await http.get(path, params=query, headers=story["headers"])).json()
    assert [(one["code_id"], one["total"]["scans"]) for one in first["items"] + second["items"]] == [
        (newer, 0),
        (story["code"], 5),
    ]
    assert second["next_cursor"] is None


async def test_the_report_of_differences_is_not_taken_for_a_code(http: httpx.AsyncClient) -> None:
    shown = await http.get("/admin/v1/channel-codes/differences", headers=await head_office())
    assert shown.json() == {"day": None, "ways": 0, "differences": []}
    missing = await http.delete("/admin/v1/channel-codes/differences/abc", headers=await head_office())
    assert missing.status_code == 404
