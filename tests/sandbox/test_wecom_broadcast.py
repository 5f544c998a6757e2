"""Creating and sending broadcasts."""

from typing import Any

import pytest

from tests.sandbox.enterprise import Enterprise

TEXT: dict[str, Any] = {"text": {"content": "周末全场八折"}}


async def create(enterprise: Enterprise, **body: Any) -> dict[str, Any]:
    return await enterprise.contact("add_msg_template", **{**TEXT, **body})


async def confirm(enterprise: Enterprise, userid: str, msgid: str, **body: Any) -> dict[str, Any]:
    task: dict[str, Any] = (await enterprise.control(f"wecom/staff/{userid}/broadcasts/{msgid}/confirm", **body))[
        "task"
    ]
    return task


async def results(enterprise: Enterprise, msgid: str, userid: str) -> list[tuple[str, int]]:
    rows = (await enterprise.contact("get_groupmsg_send_result", msgid=msgid, userid=userid))["send_list"]
    return [(row.get("external_userid") or row["chat_id"], row["status"]) for row in rows]


async def test_nothing_is_sent_before_the_member_confirms(enterprise: Enterprise) -> None:
    person = await enterprise.customer(await enterprise.member("a"))
    msgid = (await create(enterprise, external_userid=[person["external_userid"]]))["msgid"]
    before, waiting = await enterprise.inbox(person), await results(enterprise, msgid, "a")
    await confirm(enterprise, "a", msgid)
    inbox = await enterprise.inbox(person)

    assert (before, waiting) == ([], [(person["external_userid"], 0)])
    assert [(one["kind"], one["from"], one["text"]) for one in inbox] == [("broadcast", "a", "周末全场八折")]
    assert await results(enterprise, msgid, "a") == [(person["external_userid"], 1)]


async def test_customer_of_two_members_hears_from_who_talked_last(enterprise: Enterprise) -> None:
    person = await enterprise.customer(await enterprise.member("a"))
    way = await enterprise.way(await enterprise.member("b"))
    await enterprise.control(f"people/{person['id']}/scan", config_id=way)
    asked = []
    for userid in ("b", "a"):
        await enterprise.advance(10)
        await enterprise.control(f"people/{person['id']}/chat", userid=userid)
        msgid = (await create(enterprise, external_userid=[person["external_userid"]]))["msgid"]
        asked += (await enterprise.contact("get_groupmsg_task", msgid=msgid))["task_list"]

    assert asked == [{"userid": "b", "status": 0}, {"userid": "a", "status": 0}]


async def test_sender_alone_means_all_the_customers_of_the_sender(enterprise: Enterprise) -> None:
    mine = [await enterprise.customer(await enterprise.member("a")) for _ in range(2)]
    await enterprise.customer(await enterprise.member("b"))
    msgid = (await create(enterprise, sender="a"))["msgid"]

    assert [one for one, _ in await results(enterprise, msgid, "a")] == [one["external_userid"] for one in mine]


async def test_who_is_no_customer_fails_and_nobody_left_is_refused(enterprise: Enterprise) -> None:
    person = await enterprise.customer(await enterprise.member("a"))
    stranger = (await enterprise.person())["external_userid"]
    mixed = await create(enterprise, external_userid=[person["external_userid"], stranger])
    nobody = await enterprise.post("externalcontact/add_msg_template", **TEXT, external_userid=[stranger])

    assert mixed["fail_list"] == [stranger]
    assert nobody["errcode"] == 41048


async def test_tag_filter_is_or_inside_and_and_between_groups(enterprise: Enterprise) -> None:
    tags = (await enterprise.contact("add_corp_tag", group_name="g", tag=[{"name": n} for n in "xyz"]))["tag_group"]
    x, y, z = (one["id"] for one in sorted(tags["tag"], key=lambda tag: str(tag["name"])))
    wanted = []
    for marks, hit in (([x, z], True), ([y, z], True), ([x, y], False), ([z], False)):
        person = await enterprise.customer(await enterprise.member("a"))
        who = {"userid": "a", "external_userid": person["external_userid"]}
        await enterprise.contact("mark_tag", **who, add_tag=marks)
        wanted += [person["external_userid"]] if hit else []
    groups = [{"tag_list": [x, y]}, {"tag_list": [z]}]
    msgid = (await create(enterprise, tag_filter={"group_list": groups}))["msgid"]

    assert [one for one, _ in await results(enterprise, msgid, "a")] == wanted


async def test_group_broadcast_reaches_exactly_the_named_groups(enterprise: Enterprise) -> None:
    inside, outside = await enterprise.person("里"), await enterprise.person("外")
    owner = await enterprise.member("a")
    named, other = await enterprise.group(owner, inside), await enterprise.group(owner, outside)
    foreign = await enterprise.group(await enterprise.member("b"))
    made = await create(enterprise, chat_type="group", sender="a", chat_id_list=[named, foreign])
    before = await results(enterprise, made["msgid"], "a")
    await confirm(enterprise, "a", made["msgid"])
    spoken = {one: await enterprise.control(f"wecom/groups/{one}/messages", "GET") for one in (named, other, foreign)}
    inbox = await enterprise.inbox(inside)

    assert (made["fail_list"], before) == ([foreign], [])
    assert {chat_id: len(messages) for chat_id, messages in spoken.items()} == {named: 1, other: 0, foreign: 0}
    assert [(one["kind"], one["chat_id"]) for one in inbox] == [("broadcast", named)]
    assert await enterprise.inbox(outside) == []
    assert await results(enterprise, made["msgid"], "a") == [(named, 1)]


async def test_owner_picks_the_groups_when_none_is_named(enterprise: Enterprise) -> None:
    owner = await enterprise.member("a")
    groups = [await enterprise.group(owner) for _ in range(2)]
    msgid = (await create(enterprise, chat_type="group", sender="a"))["msgid"]
    await confirm(enterprise, "a", msgid, targets=groups[:1])

    assert await results(enterprise, msgid, "a") == [(groups[0], 1)]


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({}, 40063),
        ({"chat_type": "all"}, 40058),
        ({"chat_type": "group"}, 40063),
        ({"chat_type": "group", "sender": "nobody"}, 40003),
        ({"chat_type": "group", "sender": "a"}, 41048),
        ({"chat_type": "group", "sender": "a", "chat_id_list": [f"wr{n}" for n in range(2001)]}, 40058),
        ({"sender": "a", "text": {"content": "好" * 1334}}, 40058),
        ({"sender": "a", "text": {}}, 40063),
        (
            {"sender": "a", "attachments": [{"msgtype": "link", "link": {"title": "t", "url": "https://a.cn"}}] * 10},
            41064,
        ),
    ],
)
async def test_bad_broadcasts_are_refused(enterprise: Enterprise, body: dict[str, Any], errcode: int) -> None:
    await enterprise.customer(await enterprise.member("a"))

    assert (await enterprise.post("externalcontact/add_msg_template", **{**TEXT, **body}))["errcode"] == errcode
    assert await enterprise.control("wecom/staff/a/broadcasts", "GET") == []


async def test_lost_friend_and_spent_quota_get_their_own_status(enterprise: Enterprise) -> None:
    await enterprise.control("wecom/settings", broadcasts_per_month=1)
    friend, lost = [await enterprise.customer(await enterprise.member("a")) for _ in range(2)]
    await enterprise.control(f"people/{lost['id']}/delete_friend", userid="a")
    first, second = [(await create(enterprise, sender="a"))["msgid"] for _ in range(2)]
    for msgid in (first, second):
        await confirm(enterprise, "a", msgid)

    assert await results(enterprise, first, "a") == [(friend["external_userid"], 1), (lost["external_userid"], 2)]
    assert await results(enterprise, second, "a") == [(friend["external_userid"], 3), (lost["external_userid"], 2)]
    assert len(await enterprise.inbox(friend)) == 1
    assert await enterprise.inbox(lost) == []


async def broadcast_statuses(enterprise: Enterprise, chat_id: str, times: int) -> list[int]:
    """The result of each of so many broadcasts to this group of member `a`."""
    statuses = []
    for _ in range(times):
        msgid = (await create(enterprise, chat_type="group", sender="a", chat_id_list=[chat_id]))["msgid"]
        statuses.append((await confirm(enterprise, "a", msgid))["targets"][0]["status"])
    return statuses


async def test_group_gets_as_many_a_month_as_the_month_has_days(enterprise: Enterprise) -> None:
    chat_id = await enterprise.group(await enterprise.member("a"))
    statuses = await broadcast_statuses(enterprise, chat_id, 32)

    assert statuses[:28] == [1] * 28
    assert statuses[31] == 3


async def test_quota_starts_anew_each_month(enterprise: Enterprise) -> None:
    await enterprise.control("wecom/settings", broadcasts_per_month=1)
    chat_id = await enterprise.group(await enterprise.member("a"))
    statuses = await broadcast_statuses(enterprise, chat_id, 2)
    await enterprise.advance(31 * 86400)
    statuses += await broadcast_statuses(Enterprise(enterprise.client, enterprise.keys), chat_id, 2)

    assert statuses == [1, 3, 1, 3]
