"""Join ways: their fields, and which group a consumer gets into."""

from typing import Any

from tests.sandbox.enterprise import Enterprise
from tests.sandbox.receiver import Receiver


async def join_way(enterprise: Enterprise, *chat_ids: str, **more: Any) -> str:
    made = await enterprise.contact("groupchat/add_join_way", scene=2, chat_id_list=list(chat_ids), **more)
    config_id: str = made["config_id"]
    return config_id


async def shown(enterprise: Enterprise, config_id: str) -> dict[str, Any]:
    way: dict[str, Any] = (await enterprise.contact("groupchat/get_join_way", config_id=config_id))["join_way"]
    return way


async def scan(enterprise: Enterprise, **code: str) -> dict[str, Any]:
    person = await enterprise.person()
    joined: dict[str, Any] = await enterprise.control(f"people/{person['id']}/scan_group", **code)
    return joined | {"external_userid": person["external_userid"]}


async def test_way_is_made_read_overwritten_and_deleted(enterprise: Enterprise) -> None:
    first, second = [await enterprise.group(await enterprise.member("a")) for _ in range(2)]
    config_id = await join_way(enterprise, first, state="shop-1", room_base_name="福利群", room_base_id=3)
    made = await shown(enterprise, config_id)
    await enterprise.contact("groupchat/update_join_way", config_id=config_id, scene=2, chat_id_list=[second])
    changed = await shown(enterprise, config_id)
    await enterprise.contact("groupchat/del_join_way", config_id=config_id)
    gone = await enterprise.post("externalcontact/groupchat/get_join_way", config_id=config_id)

    assert made == {
        "config_id": config_id,
        "scene": 2,
        "remark": "",
        "auto_create_room": 1,
        "room_base_name": "福利群",
        "room_base_id": 3,
        "chat_id_list": [first],
        "state": "shop-1",
        "mark_source": True,
        "qr_code": made["qr_code"],
    }
    assert (changed["chat_id_list"], changed["state"], changed["room_base_name"]) == ([second], "", "")
    assert gone["errcode"] == 41044


async def test_scanning_joins_with_scene_and_state(enterprise: Enterprise, receiver: Receiver) -> None:
    chat_id = await enterprise.group(await enterprise.member("a"))
    way = await shown(enterprise, await join_way(enterprise, chat_id, state="shop-1"))
    await enterprise.listen(receiver)
    joined = await scan(enterprise, qr_code=way["qr_code"])
    told = enterprise.event((await receiver.wait_for(1))[0])
    guest = (await enterprise.contact("groupchat/get", chat_id=chat_id))["group_chat"]["member_list"][1]

    assert (joined["chat_id"], joined["opened"]) == (chat_id, False)
    assert (told["UpdateDetail"], told["JoinScene"], told["MemChangeList"]) == (
        "add_member",
        "3",
        [joined["external_userid"]],
    )
    assert (guest["userid"], guest["join_scene"], guest["state"]) == (joined["external_userid"], 3, "shop-1")


async def test_full_groups_are_passed_over_and_then_a_new_one_is_opened(
    enterprise: Enterprise, receiver: Receiver
) -> None:
    groups = [await enterprise.group(await enterprise.member("a")) for _ in range(2)]
    config_id = await join_way(enterprise, *groups, room_base_name="福利群", room_base_id=7)
    await enterprise.control("wecom/settings", group_capacity=2)
    await enterprise.listen(receiver)
    joined = [await scan(enterprise, config_id=config_id) for _ in range(4)]
    kinds = [enterprise.event(one)["ChangeType"] for one in await receiver.wait_for(5)]
    new = [one["chat_id"] for one in joined if one["opened"]]
    chat = (await enterprise.contact("groupchat/get", chat_id=new[0]))["group_chat"]

    assert [one["chat_id"] for one in joined[:2]] == groups
    assert [one["opened"] for one in joined] == [False, False, True, True]
    assert kinds == ["update", "update", "create", "update", "create"]
    assert (chat["name"], chat["owner"]) == ("福利群7", "a")
    assert (await shown(enterprise, config_id))["chat_id_list"] == [*groups, *new]


async def test_full_way_that_opens_no_groups_takes_nobody(enterprise: Enterprise) -> None:
    chat_id = await enterprise.group(await enterprise.member("a"))
    config_id = await join_way(enterprise, chat_id, auto_create_room=0)
    await enterprise.control("wecom/settings", group_capacity=1)
    person = await enterprise.person()
    path = f"/_sandbox/people/{person['id']}/scan_group"

    assert (await enterprise.client.post(path, json={"config_id": config_id})).status_code == 400
    assert (await enterprise.client.post(path, json={"config_id": "x"})).status_code == 404
    assert len((await enterprise.contact("groupchat/get", chat_id=chat_id))["group_chat"]["member_list"]) == 1
