"""Changes made in the console and by hand, which the application learns by callbacks."""

from typing import Any

from tests.sandbox.enterprise import Enterprise
from tests.sandbox.receiver import Receiver


async def test_tags_changed_in_the_console_are_told(enterprise: Enterprise, receiver: Receiver) -> None:
    person = await enterprise.customer(await enterprise.member("a"))
    made = await enterprise.control("wecom/tags", group_name="总部", tags=["老客", "新客"])
    group, tags = made["group_id"], [one["id"] for one in made["tag"]]
    who = {"userid": "a", "external_userid": person["external_userid"]}
    await enterprise.contact("mark_tag", **who, add_tag=tags)
    await enterprise.listen(receiver)
    await enterprise.control(f"wecom/tags/{tags[0]}", name="十年老客")
    await enterprise.control("wecom/tags/shuffle", group_id=group)
    named = (await enterprise.contact("get_corp_tag_list"))["tag_group"][0]["tag"]
    await enterprise.control(f"wecom/tags/{tags[1]}", "DELETE")
    await enterprise.control(f"wecom/tags/{group}", "DELETE")
    events = [enterprise.event(one) for one in await receiver.wait_for(4)]
    shown = await enterprise.get("externalcontact/get", external_userid=person["external_userid"])

    assert [(one["ChangeType"], one["Id"], one.get("TagType")) for one in events] == [
        ("update", tags[0], "tag"),
        ("shuffle", group, None),
        ("delete", tags[1], "tag"),
        ("delete", group, "tag_group"),
    ]
    assert [one["name"] for one in named] == ["新客", "十年老客"]
    assert shown["follow_user"][0]["tags"] == []


async def test_tags_the_application_changes_itself_are_not_told(enterprise: Enterprise, receiver: Receiver) -> None:
    await enterprise.listen(receiver)
    made = (await enterprise.contact("add_corp_tag", group_name="g", tag=[{"name": "x"}]))["tag_group"]
    await enterprise.contact("edit_corp_tag", id=made["tag"][0]["id"], name="y")
    await enterprise.contact("del_corp_tag", group_id=[made["group_id"]])
    await enterprise.group(await enterprise.member("a"))

    assert enterprise.event((await receiver.wait_for(1))[0])["Event"] == "change_external_chat"


async def test_tags_taken_off_by_hand_are_told_as_an_edit(enterprise: Enterprise, receiver: Receiver) -> None:
    person = await enterprise.customer(await enterprise.member("a"))
    tag = (await enterprise.control("wecom/tags", group_name="总部", tags=["老客"]))["tag"][0]["id"]
    await enterprise.listen(receiver)
    await enterprise.control("wecom/staff/a/edit_customer", person_id=person["id"], add_tag=[tag])
    marked = await enterprise.get("externalcontact/get", external_userid=person["external_userid"])
    await enterprise.control("wecom/staff/a/edit_customer", person_id=person["id"], remove_tag=[tag])
    cleared = await enterprise.get("externalcontact/get", external_userid=person["external_userid"])
    events = [enterprise.event(one) for one in await receiver.wait_for(2)]

    assert [len(shown["follow_user"][0]["tags"]) for shown in (marked, cleared)] == [1, 0]
    assert [(one["ChangeType"], one["UserID"]) for one in events] == [("edit_external_contact", "a")] * 2


async def test_directory_is_told_to_who_switched_it_on(enterprise: Enterprise, receiver: Receiver) -> None:
    await enterprise.listen(receiver)
    await enterprise.member("silent")
    await enterprise.control("wecom/settings", directory_events=True)
    await enterprise.control("wecom/staff", userid="lisi", name="李四", department=[1, 2])
    await enterprise.control("wecom/staff", userid="lisi", name="李四", department=[2])
    await enterprise.control("wecom/staff", userid="lisi", name="李思", department=[2])
    await enterprise.control("wecom/staff/lisi/resign")
    events = [enterprise.event(one) for one in await receiver.wait_for(4)]

    assert {one["Event"] for one in events} == {"change_contact"}
    assert [(one["ChangeType"], one["UserID"], one.get("Department")) for one in events] == [
        ("create_user", "lisi", "1,2"),
        ("update_user", "lisi", "2"),
        ("update_user", "lisi", None),
        ("delete_user", "lisi", None),
    ]
    assert all("Name" not in one and "Mobile" not in one for one in events)


async def test_one_api_is_limited_and_the_others_are_not(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    await enterprise.control("wecom/settings", api_limits={"user/get": 2})
    codes = [(await enterprise.get("user/get", userid="a"))["errcode"] for _ in range(3)]
    other = await enterprise.get("user/list", department_id=1)
    await enterprise.control("wecom/settings", api_limits={})
    await enterprise.advance(61)

    assert (codes, other["errcode"]) == ([0, 0, 45009], 0)
    assert (await enterprise.get("user/get", userid="a"))["errcode"] == 0


async def test_calls_from_elsewhere_are_refused_until_the_address_is_trusted(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    await enterprise.control("wecom/settings", trusted_ip=False)
    token = await enterprise.gettoken(corpsecret=enterprise.keys["wecom_agent_secret"])
    refused = await enterprise.get("user/get", userid="a")
    await enterprise.control("wecom/settings", trusted_ip=True)

    assert (token["errcode"], refused["errcode"]) == (0, 60020)
    assert (await enterprise.get("user/get", userid="a"))["errcode"] == 0


async def test_senseless_settings_are_refused(enterprise: Enterprise) -> None:
    senseless: list[dict[str, Any]] = [
        {"trusted_ip": 1},
        {"api_limits": {"user/get": "2"}},
        {"api_limits": []},
        {"group_capacity": -1},
    ]
    for wrong in senseless:
        assert (await enterprise.client.post("/_sandbox/wecom/settings", json=wrong)).status_code == 400
