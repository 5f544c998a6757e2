"""Very many customers at once, and reading them page by page."""

from typing import Any

from tests.sandbox.enterprise import Enterprise
from tests.sandbox.receiver import Receiver


async def read(enterprise: Enterprise, userids: list[str], limit: int) -> tuple[list[dict[str, Any]], int]:
    """All customers of these members, and in how many pages."""
    rows: list[dict[str, Any]] = []
    pages, cursor = 0, ""
    while pages == 0 or cursor:
        call = "batch/get_by_user"
        answer = await enterprise.contact(call, userid_list=userids, limit=limit, cursor=cursor)
        rows += answer["external_contact_list"]
        pages, cursor = pages + 1, answer["next_cursor"]
    return rows, pages


async def test_seeded_customers_are_read_once_each_with_unionid_and_tag(
    enterprise: Enterprise, receiver: Receiver
) -> None:
    await enterprise.listen(receiver)
    made = await enterprise.control("wecom/seed", customers=1003, members=4, tags=3)
    rows, pages = await read(enterprise, made["members"], 100)
    per_member = [
        len((await enterprise.get("externalcontact/list", userid=one))["external_userid"]) for one in made["members"]
    ]

    assert (len(rows), pages, per_member) == (1003, 11, [251, 251, 251, 250])
    assert len({row["external_contact"]["external_userid"] for row in rows}) == 1003
    assert len({row["external_contact"]["unionid"] for row in rows}) == 1003
    assert [row["follow_info"]["tag_id"] for row in rows[:3]] == [[made["tags"][number]] for number in (0, 1, 2)]
    assert receiver.received == []


async def test_seeding_again_adds_to_the_same_members_and_tags(enterprise: Enterprise) -> None:
    first = await enterprise.control("wecom/seed", customers=10, members=2, tags=2)
    second = await enterprise.control("wecom/seed", customers=10, members=2, tags=3)

    assert second["members"] == first["members"]
    assert second["tags"][:2] == first["tags"]
    assert len((await read(enterprise, first["members"], 7))[0]) == 20


async def test_pages_end_where_members_end_and_pass_over_those_without_customers(enterprise: Enterprise) -> None:
    made = await enterprise.control("wecom/seed", customers=8, members=2)
    userids = [await enterprise.member("empty"), *made["members"], await enterprise.member("none")]
    read_rows = [await read(enterprise, userids, limit) for limit in (1, 3, 4, 8, 100)]

    assert [pages for _, pages in read_rows] == [8, 3, 2, 1, 1]
    assert {tuple(row["external_contact"]["name"] for row in rows) for rows, _ in read_rows} == {
        ("客户1", "客户3", "客户5", "客户7", "客户2", "客户4", "客户6", "客户8")
    }


async def test_page_stays_readable_with_many_customers(enterprise: Enterprise) -> None:
    await enterprise.control("wecom/seed", customers=2000, members=1)
    page = (await enterprise.client.get("/_sandbox/")).text

    assert page.count("<td>seed1</td>") == 200


async def test_too_many_or_none_are_refused(enterprise: Enterprise) -> None:
    for wrong in ({"customers": 0}, {"customers": 300_001}, {"customers": "9"}, {"customers": 9, "members": 0}):
        answer = await enterprise.client.post("/_sandbox/wecom/seed", json=dict(wrong))
        assert answer.status_code == 400


async def test_long_answers_are_remembered_by_their_size(enterprise: Enterprise) -> None:
    made = await enterprise.control("wecom/seed", customers=100, members=1)
    await read(enterprise, made["members"], 100)
    await read(enterprise, made["members"], 50)
    query = {"path": "/qyapi/cgi-bin/externalcontact/batch", "limit": "9"}
    calls = (await enterprise.client.get("/_sandbox/calls", params=query)).json()

    assert [call["body"]["limit"] for call in calls] == [100, 50, 50]
    assert calls[0]["answer"].startswith("<application/json, ")
