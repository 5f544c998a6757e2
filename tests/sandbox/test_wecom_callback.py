"""Callbacks: what is sent, how it is sealed, tries, disorder and replays."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.work.exceptions import InvalidCorpIdException

from tests.sandbox.enterprise import Enterprise, query_of
from tests.sandbox.receiver import Received, Receiver


async def deliveries(enterprise: Enterprise) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = await enterprise.control("wecom/callbacks", "GET")
    return shown


async def settled(enterprise: Enterprise, done: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The newest delivery, as soon as it is `done`."""
    for _ in range(500):
        last = (await deliveries(enterprise))[-1]
        if done(last):
            return last
        await asyncio.sleep(0.02)
    raise AssertionError(f"still not settled: {last}")


async def test_url_is_saved_only_when_it_echoes_the_plain_challenge(enterprise: Enterprise, receiver: Receiver) -> None:
    receiver.body = lambda request: b'"' + enterprise.echo(request) + b'"'
    url = {"url": f"{receiver.url}/callback"}
    quoted = await enterprise.client.post("/_sandbox/wecom/callback_url", json=url)
    receiver.body = enterprise.echo
    plain = await enterprise.client.post("/_sandbox/wecom/callback_url", json=url)

    assert (quoted.status_code, plain.status_code) == (400, 200)
    assert [one.method for one in receiver.received] == ["GET", "GET"]


async def test_adding_a_friend_tells_state_and_welcome_code(enterprise: Enterprise, receiver: Receiver) -> None:
    await enterprise.listen(receiver)
    config_id = await enterprise.way(await enterprise.member("zhangsan"), state="shop-1")
    person = await enterprise.person()
    scan = await enterprise.control(f"people/{person['id']}/scan", config_id=config_id)
    request = (await receiver.wait_for(1))[0]
    event = enterprise.event(request)
    created = event.pop("CreateTime")

    assert query_of(request)["from"] == "wecom"
    assert abs(int(created) - time.time()) < 60
    assert event == {
        "ToUserName": enterprise.keys["wecom_corpid"],
        "FromUserName": "sys",
        "MsgType": "event",
        "Event": "change_external_contact",
        "ChangeType": "add_external_contact",
        "UserID": "zhangsan",
        "ExternalUserID": person["external_userid"],
        "State": "shop-1",
        "WelcomeCode": scan["welcome_code"],
    }


async def test_half_add_then_full_add_then_both_deletions(enterprise: Enterprise, receiver: Receiver) -> None:
    await enterprise.listen(receiver)
    config_id = await enterprise.way(await enterprise.member("a"), skip_verify=False)
    person = await enterprise.person()
    await enterprise.control(f"people/{person['id']}/scan", config_id=config_id)
    await enterprise.control("wecom/staff/a/accept", person_id=person["id"])
    await enterprise.control("wecom/staff/a/edit_customer", person_id=person["id"], remark="王姐")
    await enterprise.control(f"people/{person['id']}/delete_friend", userid="a")
    await enterprise.control("wecom/staff/a/delete_customer", person_id=person["id"])
    events = [enterprise.event(one) for one in await receiver.wait_for(5)]

    assert [one["ChangeType"] for one in events] == [
        "add_half_external_contact",
        "add_external_contact",
        "edit_external_contact",
        "del_follow_user",
        "del_external_contact",
    ]


async def test_group_changes_carry_linked_member_versions(enterprise: Enterprise, receiver: Receiver) -> None:
    await enterprise.listen(receiver)
    person, group = await enterprise.person(), await enterprise.group(await enterprise.member("a"))
    await enterprise.member("b")
    path = f"wecom/groups/{group}"
    await enterprise.control(f"{path}/members", person_id=person["id"])
    await enterprise.control(f"{path}/members/{person['id']}?removed=1", "DELETE")
    await enterprise.control(f"{path}/owner", userid="b")
    await enterprise.control(path, "DELETE")
    created, added, removed, owner, dismissed = [enterprise.event(one) for one in await receiver.wait_for(5)]

    assert [one["ChangeType"] for one in (created, added, owner, dismissed)] == [
        "create",
        "update",
        "update",
        "dismiss",
    ]
    assert (added["UpdateDetail"], added["JoinScene"], added["MemChangeCnt"]) == ("add_member", "3", "1")
    assert added["MemChangeList"] == [person["external_userid"]]
    assert (removed["UpdateDetail"], removed["QuitScene"]) == ("del_member", "1")
    assert removed["LastMemVer"] == added["CurMemVer"] != added["LastMemVer"]
    assert owner["UpdateDetail"] == "change_owner"


async def test_own_calls_give_no_callback_but_the_console_does(enterprise: Enterprise, receiver: Receiver) -> None:
    person = await enterprise.customer(await enterprise.member("a"))
    await enterprise.listen(receiver)
    made = (await enterprise.contact("add_corp_tag", group_name="g", tag=[{"name": "x"}]))["tag_group"]
    who = {"userid": "a", "external_userid": person["external_userid"]}
    await enterprise.contact("mark_tag", **who, add_tag=[made["tag"][0]["id"]])
    await enterprise.contact("remark", **who, remark="王姐")
    await enterprise.control("wecom/tags", group_name="总部", tags=["老客"])
    events = [enterprise.event(one) for one in await receiver.wait_for(2)]

    assert [(one["Event"], one["TagType"]) for one in events] == [
        ("change_external_tag", "tag_group"),
        ("change_external_tag", "tag"),
    ]


async def test_three_tries_also_for_a_refusal(enterprise: Enterprise, receiver: Receiver) -> None:
    await enterprise.listen(receiver, retry_scale=0)
    receiver.answers = [500, 503, 500]
    await enterprise.group(await enterprise.member("a"))
    await receiver.wait_for(3)
    last = await settled(enterprise, lambda delivery: len(delivery["tries"]) == 3)

    assert [one["status"] for one in last["tries"]] == [500, 503, 500]
    assert last["accepted"] is False
    assert len({one.body for one in receiver.received}) == 3
    assert len({enterprise.event(one)["ChatId"] for one in receiver.received}) == 1


async def test_silence_counts_as_a_failed_try(enterprise: Enterprise, receiver: Receiver) -> None:
    silences: list[bool] = []

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if silences:
            silences.pop()
            await reader.read()
            writer.close()
        else:
            await receiver.serve(reader, writer)

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        receiver.port = server.sockets[0].getsockname()[1]
        await enterprise.listen(receiver, retry_scale=0, timeout_seconds=0.2)
        silences.append(True)
        await enterprise.group(await enterprise.member("a"))
        delivery = await settled(enterprise, lambda one: bool(one["accepted"]))

    assert [one["status"] for one in delivery["tries"]] == [0, 200]


async def test_duplicates_are_sealed_anew(enterprise: Enterprise, receiver: Receiver) -> None:
    await enterprise.listen(receiver, duplicate=2)
    await enterprise.group(await enterprise.member("a"))
    copies = await receiver.wait_for(3)

    assert len({one.target for one in copies}) == 3
    assert len({str(enterprise.event(one)) for one in copies}) == 1


async def test_order_is_kept_though_the_first_answer_takes_longer(enterprise: Enterprise, receiver: Receiver) -> None:
    slow: list[float] = []

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if slow:
            await asyncio.sleep(slow.pop())
        await receiver.serve(reader, writer)

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        receiver.port = server.sockets[0].getsockname()[1]
        await enterprise.listen(receiver)
        slow.append(0.2)
        await enterprise.member("a")
        made = [await enterprise.group("a") for _ in range(5)]
        kept = [enterprise.event(one)["ChatId"] for one in await receiver.wait_for(5)]

    assert kept == made


async def test_shuffled_events_all_arrive_in_another_order(enterprise: Enterprise, receiver: Receiver) -> None:
    await enterprise.listen(receiver, shuffle=True)
    await enterprise.member("a")
    made = [await enterprise.group("a") for _ in range(15)]
    mixed = [enterprise.event(one)["ChatId"] for one in await receiver.wait_for(15)]

    assert sorted(mixed) == sorted(made)
    assert mixed != made


async def test_switched_off_callbacks_are_lost_but_can_be_replayed(enterprise: Enterprise, receiver: Receiver) -> None:
    await enterprise.listen(receiver, enabled=False)
    chat_id = await enterprise.group(await enterprise.member("a"))
    lost = (await deliveries(enterprise))[-1]
    answer = await enterprise.control(f"wecom/callbacks/{lost['id']}/replay", variant="same")

    assert (lost["event"], lost["change_type"]) == ("change_external_chat", "create")
    assert (lost["tries"], lost["accepted"], chat_id in lost["plain"]) == ([], False, True)
    assert answer == {"status": 200, "body": ""}
    assert [enterprise.event(one)["ChatId"] for one in receiver.received] == [chat_id]


@pytest.mark.parametrize(
    ("variant", "error"),
    [
        ("bad_signature", InvalidSignatureException),
        ("tampered", InvalidSignatureException),
        ("wrong_receiver", InvalidCorpIdException),
    ],
)
async def test_spoilt_replays_are_recognised(
    enterprise: Enterprise, receiver: Receiver, variant: str, error: type[Exception]
) -> None:
    await enterprise.listen(receiver)
    await enterprise.group(await enterprise.member("a"))
    await receiver.wait_for(1)
    number = (await deliveries(enterprise))[-1]["id"]
    await enterprise.control(f"wecom/callbacks/{number}/replay", variant=variant)
    spoilt: Received = receiver.received[-1]

    with pytest.raises(error):
        enterprise.event(spoilt)


async def test_settings_are_checked(enterprise: Enterprise) -> None:
    for wrong in ({"enabled": 1}, {"duplicate": -1}, {"unknown": True}):
        answer = await enterprise.client.post("/_sandbox/wecom/callbacks/settings", json=wrong)
        assert answer.status_code == 400
