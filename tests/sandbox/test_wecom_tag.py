"""The corp's tag library."""

from tests.sandbox.enterprise import Enterprise


async def add(enterprise: Enterprise, *names: str, group: str = "会员等级") -> dict[str, str]:
    """The ids by name of new tags; the group's id under its own name."""
    made = await enterprise.contact("add_corp_tag", group_name=group, tag=[{"name": name} for name in names])
    tag_group = made["tag_group"]
    return {group: tag_group["group_id"], **{tag["name"]: tag["id"] for tag in tag_group["tag"]}}


async def names(enterprise: Enterprise, **which: list[str]) -> dict[str, list[str]]:
    groups = (await enterprise.contact("get_corp_tag_list", **which))["tag_group"]
    return {group["group_name"]: sorted(tag["name"] for tag in group["tag"]) for group in groups}


async def test_tags_are_added_to_a_group_found_by_name_or_id(enterprise: Enterprise) -> None:
    ids = await add(enterprise, "金卡", "银卡")
    await add(enterprise, "铜卡")
    await enterprise.contact("add_corp_tag", group_id=ids["会员等级"], tag=[{"name": "黑卡"}])
    await add(enterprise, "上海", group="城市")

    assert await names(enterprise) == {"会员等级": sorted(["金卡", "银卡", "铜卡", "黑卡"]), "城市": ["上海"]}
    assert await names(enterprise, tag_id=[ids["金卡"]]) == {"会员等级": ["金卡"]}
    assert await names(enterprise, tag_id=[ids["金卡"]], group_id=["unknown"]) == {}


async def test_empty_groups_and_repeated_names_are_refused(enterprise: Enterprise) -> None:
    await add(enterprise, "金卡")
    call = "externalcontact/add_corp_tag"

    assert (await enterprise.post(call, group_name="空组", tag=[]))["errcode"] == 40063
    assert (await enterprise.post(call, group_name="会员等级", tag=[{"name": "金卡"}]))["errcode"] == 40071
    assert (await enterprise.post(call, group_id="unknown", tag=[{"name": "金卡"}]))["errcode"] == 40068
    assert (await enterprise.post(call, group_name="组", tag=[{"name": "长" * 31}]))["errcode"] == 40058
    assert await names(enterprise) == {"会员等级": ["金卡"]}


async def test_library_holds_ten_thousand_tags(enterprise: Enterprise) -> None:
    await add(enterprise, *(f"标签{number}" for number in range(10_000)))
    over = await enterprise.post("externalcontact/add_corp_tag", group_name="另一组", tag=[{"name": "多一个"}])

    assert over["errcode"] == 40126


async def test_tags_and_groups_are_renamed(enterprise: Enterprise) -> None:
    ids = await add(enterprise, "金卡", "银卡")
    await enterprise.contact("edit_corp_tag", id=ids["金卡"], name="钻石卡")
    await enterprise.contact("edit_corp_tag", id=ids["会员等级"], name="等级")
    taken = await enterprise.post("externalcontact/edit_corp_tag", id=ids["银卡"], name="钻石卡")

    assert await names(enterprise) == {"等级": sorted(["钻石卡", "银卡"])}
    assert taken["errcode"] == 40071


async def test_group_goes_with_its_last_tag_and_customers_lose_it(enterprise: Enterprise) -> None:
    ids = await add(enterprise, "金卡")
    person = await enterprise.customer(await enterprise.member("a"))
    who = {"userid": "a", "external_userid": person["external_userid"]}
    await enterprise.contact("mark_tag", **who, add_tag=[ids["金卡"]])
    await enterprise.contact("del_corp_tag", tag_id=[ids["金卡"]])
    shown = await enterprise.get("externalcontact/get", external_userid=person["external_userid"])

    assert await names(enterprise) == {}
    assert shown["follow_user"][0]["tags"] == []
    assert (await enterprise.post("externalcontact/del_corp_tag", tag_id=[ids["金卡"]]))["errcode"] == 40068


async def test_tags_of_the_console_or_another_app_are_not_ours_to_change(enterprise: Enterprise) -> None:
    group = await enterprise.control("wecom/tags", group_name="总部", tags=["老客"])
    foreign = group["tag"][0]["id"]
    own = await add(enterprise, "金卡")
    call = "externalcontact/del_corp_tag"

    assert (await enterprise.post("externalcontact/edit_corp_tag", id=foreign, name="新客"))["errcode"] == 81011
    assert (await enterprise.post(call, tag_id=[own["金卡"], foreign]))["errcode"] == 81011
    assert (await enterprise.post(call, group_id=[group["group_id"]]))["errcode"] == 81011
    assert (await enterprise.post(call, app="contact", tag_id=[own["金卡"]]))["errcode"] == 81011
    assert await names(enterprise) == {"总部": ["老客"], "会员等级": ["金卡"]}
