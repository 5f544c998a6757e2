"""Following up on broadcasts: lists, reminders, cancelling."""

from typing import Any

from tests.sandbox.enterprise import Enterprise

TEXT: dict[str, Any] = {"text": {"content": "周末全场八折"}}


async def broadcast(enterprise: Enterprise) -> str:
    await enterprise.customer(await enterprise.member("a"))
    msgid: str = (await enterprise.contact("add_msg_template", **TEXT, sender="a"))["msgid"]
    return msgid


async def test_broadcasts_are_listed_within_a_month(enterprise: Enterprise) -> None:
    msgid = await broadcast(enterprise)
    created = (await enterprise.control("wecom/staff/a/broadcasts", "GET"))[0]["create_time"]
    call = "externalcontact/get_groupmsg_list_v2"
    window = {"chat_type": "single", "start_time": created - 60, "end_time": created + 60}
    listed = (await enterprise.post(call, **window))["group_msg_list"]

    assert [(one["msgid"], one["create_type"], one["text"]) for one in listed] == [(msgid, 0, TEXT["text"])]
    assert (await enterprise.post(call, **{**window, "chat_type": "group"}))["group_msg_list"] == []
    assert (await enterprise.post(call, **window, filter_type=1))["group_msg_list"] == []
    assert (await enterprise.post(call, **{**window, "start_time": created - 32 * 86400}))["errcode"] == 40058


async def test_task_is_done_once_confirmed_and_cannot_be_sent_twice(enterprise: Enterprise) -> None:
    msgid = await broadcast(enterprise)
    address = f"/_sandbox/wecom/staff/a/broadcasts/{msgid}/confirm"
    codes = [(await enterprise.client.post(address)).status_code for _ in range(2)]
    task = (await enterprise.contact("get_groupmsg_task", msgid=msgid))["task_list"][0]

    assert codes == [200, 400]
    assert (task["userid"], task["status"], task["send_time"] > 0) == ("a", 2, True)


async def test_three_reminders_in_a_day(enterprise: Enterprise) -> None:
    msgid = await broadcast(enterprise)
    call = "externalcontact/remind_groupmsg_send"
    codes = [(await enterprise.post(call, msgid=msgid))["errcode"] for _ in range(4)]
    await enterprise.advance(86401)
    fresh = Enterprise(enterprise.client, enterprise.keys)
    codes.append((await fresh.post(call, msgid=msgid))["errcode"])
    reminders = await enterprise.control("wecom/staff/a/inbox", "GET")

    assert codes == [0, 0, 0, 41094, 0]
    assert [one["msgid"] for one in reminders] == [msgid] * 4


async def test_cancelled_broadcast_cannot_be_sent_any_more(enterprise: Enterprise) -> None:
    msgid = await broadcast(enterprise)
    call = "externalcontact/cancel_groupmsg_send"
    codes = [(await enterprise.post(call, msgid=msgid))["errcode"] for _ in range(2)]
    confirmed = await enterprise.client.post(f"/_sandbox/wecom/staff/a/broadcasts/{msgid}/confirm")

    assert (codes, confirmed.status_code) == ([0, 41093], 400)


async def test_missing_and_unknown_msgid_and_member(enterprise: Enterprise) -> None:
    msgid = await broadcast(enterprise)
    call = "externalcontact/get_groupmsg_send_result"

    assert (await enterprise.post(call, userid="a"))["errcode"] == 41046
    assert (await enterprise.post(call, msgid="unknown", userid="a"))["errcode"] == 41047
    assert (await enterprise.post(call, msgid=msgid, userid="b"))["errcode"] == 40003


async def test_results_come_in_pages(enterprise: Enterprise) -> None:
    people = [await enterprise.customer(await enterprise.member("a")) for _ in range(3)]
    msgid = (await enterprise.contact("add_msg_template", **TEXT, sender="a"))["msgid"]
    seen: list[str] = []
    cursor = ""
    while not seen or cursor:
        page = await enterprise.contact("get_groupmsg_send_result", msgid=msgid, userid="a", limit=2, cursor=cursor)
        seen += [row["external_userid"] for row in page["send_list"]]
        cursor = page["next_cursor"]

    assert seen == [person["external_userid"] for person in people]
