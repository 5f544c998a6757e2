"""Head office looks at lost customers, says why, counts them, and decides who hears of them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.guides.models import Loss
from app.guides.states import EndedBy
from app.kernel import db
from app.kernel.ids import new_id
from app.staff.states import Role
from tests.app.guides.factory import make_store
from tests.backoffice_api.factory import head_office, someone

# A quarter past midnight in Shanghai.
AT = datetime(2026, 5, 31, 16, 15, tzinfo=UTC)
DAY = timedelta(days=1)
PATH, POLICY = "/admin/v1/losses", "/admin/v1/loss-alert-policy"


async def a_loss(guide: UUID, by: EndedBy, at: datetime, **more: Any) -> str:
    member, loss = new_id(), new_id()
    values = (member, "王小明", AT)
    await db.execute("INSERT INTO members (id, nickname, created_at) VALUES ($1, $2, $3)", *values)
    given: dict[str, Any] = {"orders": 0, "spent": 0} | more
    await Loss.create(
        id=loss, follow_id=new_id(), member_id=member, staff_id=guide, by=by, at=at, friends_since=at - DAY, **given
    )
    return str(loss)


@pytest.fixture
async def story(http: httpx.AsyncClient) -> dict[str, Any]:
    (li, _), (wang, _), store = await someone(Role.GUIDE), await someone(Role.GUIDE), await make_store("S1")
    losses = [
        await a_loss(li, EndedBy.CUSTOMER, AT, store_id=store, orders=2, spent=300, reasons=["其他", "价格不满意"]),
        await a_loss(li, EndedBy.GUIDE, AT + DAY, store_id=store, recovered_at=AT + 2 * DAY),
        await a_loss(wang, EndedBy.CUSTOMER, AT - timedelta(minutes=16), orders=1, spent=50, reasons=["其他"]),
    ]
    return {"headers": await head_office(), "li": li, "wang": wang, "store": store, "losses": losses}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [2, 1, 0]),
        ({"staff_id": "li"}, [1, 0]),
        ({"store_id": "store"}, [1, 0]),
        ({"by": "customer"}, [2, 0]),
        ({"since": "2026-06-01"}, [1, 0]),
        ({"until": "2026-06-01"}, [2, 0]),
        ({"since": "2026-06-01", "until": "2026-06-01", "by": "guide"}, []),
    ],
)
async def test_losses_are_found_by_guide_store_side_and_day(
    http: httpx.AsyncClient, story: dict[str, Any], query: dict[str, str], found: list[int]
) -> None:
    params = {name: str(story.get(value, value)) for name, value in query.items()}
    answer = await http.get(PATH, params=params, headers=story["headers"])
    assert [one["id"] for one in answer.json()["items"]] == [story["losses"][index] for index in found]
    assert answer.json()["next_cursor"] is None


async def test_losses_come_in_pages_with_names(http: httpx.AsyncClient, story: dict[str, Any]) -> None:
    first = (await http.get(PATH, params={"limit": 2}, headers=story["headers"])).json()
    query = {"limit": 2, "cursor": first["next_cursor"]}
    rest = (await http.get(PATH, params=query, headers=story["headers"])).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == story["losses"][::-1]
    assert rest["next_cursor"] is None
    [shown] = rest["items"]
    assert (shown["nickname"], shown["guide"], shown["by"], shown["spent"]) == ("王小明", "店长", "customer", 300)


async def test_losses_are_counted(http: httpx.AsyncClient, story: dict[str, Any]) -> None:
    async def counted(group: str, **period: str) -> list[tuple[Any, ...]]:
        answer = await http.get(f"{PATH}/counts", params={"group": group, **period}, headers=story["headers"])
        names = ("key", "losses", "by_customer", "by_guide", "recovered", "buyers", "spent")
        return [tuple(one[name] for name in names) for one in answer.json()["items"]]

    li, wang = (2, 1, 1, 1, 1, 300), (1, 1, 0, 0, 1, 50)
    assert await counted("guide") == [(str(story["li"]), *li), (str(story["wang"]), *wang)]
    assert await counted("store") == [(str(story["store"]), *li), (None, *wang)]
    assert await counted("reason") == [
        ("其他", 2, 2, 0, 0, 2, 350),
        ("价格不满意", 1, 1, 0, 0, 1, 300),
        (None, 1, 0, 1, 1, 0, 0),
    ]
    assert [one[:2] for one in await counted("day")] == [("2026-06-02", 1), ("2026-06-01", 1), ("2026-05-31", 1)]
    assert [one[:2] for one in await counted("day", since="2026-06-01", until="2026-06-01")] == [("2026-06-01", 1)]


async def test_reasons_are_those_of_the_policy(http: httpx.AsyncClient, story: dict[str, Any]) -> None:
    headers, one = story["headers"], f"{PATH}/{story['losses'][1]}"
    tagged = await http.patch(one, json={"reasons": ["服务不满意", "其他", "其他"]}, headers=headers)
    assert tagged.json()["reasons"] == ["服务不满意", "其他"]
    refused = await http.patch(one, json={"reasons": ["心情不好"]}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_loss_reason")
    missing = await http.patch(f"{PATH}/{new_id()}", json={"reasons": []}, headers=headers)
    assert missing.json()["code"] == "loss_not_found"
    policy = (await http.get(POLICY, headers=headers)).json() | {"reasons": ["心情不好"]}
    assert (await http.put(POLICY, json=policy, headers=headers)).json() == policy
    assert (await http.patch(one, json={"reasons": ["心情不好"]}, headers=headers)).json()["reasons"] == ["心情不好"]


async def test_the_policy_names_staff_in_service_only(http: httpx.AsyncClient, story: dict[str, Any]) -> None:
    usual = (await http.get(POLICY, headers=story["headers"])).json()
    for staff in (story["wang"], new_id()):
        await db.execute("UPDATE staff SET active = false WHERE id = $1", staff)
        refused = await http.put(POLICY, json={"staff_ids": [str(staff)]}, headers=story["headers"])
        assert (refused.status_code, refused.json()["code"]) == (422, "unknown_staff")
    assert (await http.get(POLICY, headers=story["headers"])).json() == usual
    edited = await http.put(POLICY, json={"staff_ids": [str(story["li"])]}, headers=story["headers"])
    assert edited.json() == usual | {"staff_ids": [str(story["li"])]}
