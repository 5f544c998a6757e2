"""Customer groups: reading, versions and the lag of groupchat/get."""

from typing import Any

from tests.sandbox.enterprise import Enterprise


async def shown(enterprise: Enterprise, chat_id: str) -> dict[str, Any]:
    chat: dict[str, Any] = (await enterprise.contact("groupchat/get", chat_id=chat_id, need_name=1))["group_chat"]
    return chat


async def test_group_shows_owner_and_guests_with_unionid(enterprise: Enterprise) -> None:
    person = await enterprise.person("小王")
    chat_id = await enterprise.group(await enterprise.member("zhangsan"), person)
    chat = await shown(enterprise, chat_id)
    host, guest = chat["member_list"]

    assert (chat["name"], chat["owner"], len(chat["member_version"])) == ("会员群", "zhangsan", 32)
    assert (host["userid"], host["type"], "unionid" in host) == ("zhangsan", 1, False)
    assert (guest["userid"], guest["type"]) == (person["external_userid"], 2)
    assert (guest["unionid"], guest["name"]) == (person["unionid"], "小王")


async def test_member_version_changes_with_the_members_only(enterprise: Enterprise) -> None:
    person = await enterprise.person()
    chat_id = await enterprise.group(await enterprise.member("a"))
    await enterprise.member("b")
    versions = [(await shown(enterprise, chat_id))["member_version"]]
    for path, body in (
        ("members", {"person_id": person["id"]}),
        ("owner", {"userid": "b"}),
        ("owner", {"userid": "a"}),
    ):
        await enterprise.control(f"wecom/groups/{chat_id}/{path}", **body)
        versions.append((await shown(enterprise, chat_id))["member_version"])
    first, joined, new_owner_joined, back = versions

    assert len({first, joined, new_owner_joined}) == 3
    assert back == new_owner_joined


async def test_answer_lags_behind_when_set(enterprise: Enterprise) -> None:
    person = await enterprise.person()
    chat_id = await enterprise.group(await enterprise.member("a"))
    await enterprise.advance(60)
    await enterprise.control("wecom/settings", groupchat_lag_seconds=30)
    await enterprise.control(f"wecom/groups/{chat_id}/members", person_id=person["id"])
    early = await shown(enterprise, chat_id)
    await enterprise.advance(31)
    late = await shown(enterprise, chat_id)

    assert [len(chat["member_list"]) for chat in (early, late)] == [1, 2]
    assert early["member_version"] != late["member_version"]


async def test_groups_are_listed_by_owner_in_pages(enterprise: Enterprise) -> None:
    owners = [await enterprise.member(userid) for userid in ("a", "a", "b")]
    made = [await enterprise.group(owner) for owner in owners]
    first = await enterprise.contact("groupchat/list", limit=2)
    second = await enterprise.contact("groupchat/list", limit=2, cursor=first["next_cursor"])
    of_b = await enterprise.contact("groupchat/list", limit=10, owner_filter={"userid_list": ["b"]})

    assert [one["chat_id"] for one in first["group_chat_list"] + second["group_chat_list"]] == made
    assert second["next_cursor"] == ""
    assert of_b["group_chat_list"] == [{"chat_id": made[2], "status": 0}]
    assert (await enterprise.contact("groupchat/list", limit=10, status_filter=1))["group_chat_list"] == []
    assert (await enterprise.post("externalcontact/groupchat/list"))["errcode"] == 40058


async def test_dismissed_and_unknown_groups_are_refused(enterprise: Enterprise) -> None:
    chat_id = await enterprise.group(await enterprise.member("a"))
    await enterprise.control(f"wecom/groups/{chat_id}", "DELETE")

    assert (await enterprise.post("externalcontact/groupchat/get", chat_id=chat_id))["errcode"] == 90501
    assert (await enterprise.post("externalcontact/groupchat/get"))["errcode"] == 40063
