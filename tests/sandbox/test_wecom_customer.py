"""Reading customers, and notes and tags on them."""

from tests.sandbox.enterprise import Enterprise


async def test_customer_is_shown_with_unionid_state_and_follower(enterprise: Enterprise) -> None:
    config_id = await enterprise.way(await enterprise.member("zhangsan"), state="shop-1")
    person = await enterprise.person("小王")
    scan = await enterprise.control(f"people/{person['id']}/scan", config_id=config_id)
    shown = await enterprise.get("externalcontact/get", external_userid=person["external_userid"])
    follower = shown["follow_user"][0]

    assert (scan["external_userid"], scan["userid"]) == (person["external_userid"], "zhangsan")
    assert shown["external_contact"]["unionid"] == person["unionid"]
    assert (shown["external_contact"]["name"], shown["external_contact"]["type"]) == ("小王", 1)
    assert (follower["userid"], follower["state"], follower["add_way"]) == ("zhangsan", "shop-1", 1)
    assert (await enterprise.get("externalcontact/list", userid="zhangsan"))["external_userid"] == [
        person["external_userid"]
    ]


async def test_strangers_and_unknown_ids_are_refused(enterprise: Enterprise) -> None:
    await enterprise.member("zhangsan")
    person = await enterprise.person()

    assert (await enterprise.get("externalcontact/get", external_userid="wmnobody"))["errcode"] == 40096
    assert (await enterprise.get("externalcontact/get", external_userid=person["external_userid"]))["errcode"] == 84061
    assert (await enterprise.get("externalcontact/list", userid="zhangsan"))["errcode"] == 84061
    assert (await enterprise.get("externalcontact/list", userid="nobody"))["errcode"] == 40003


async def test_batch_reads_all_customers_of_members_in_pages(enterprise: Enterprise) -> None:
    people = [await enterprise.customer(await enterprise.member(userid)) for userid in ("a", "b", "a")]
    call = "batch/get_by_user"
    first = await enterprise.contact(call, userid_list=["a", "b"], limit=2)
    second = await enterprise.contact(call, userid_list=["a", "b"], limit=2, cursor=first["next_cursor"])
    rows = first["external_contact_list"] + second["external_contact_list"]

    assert [row["follow_info"]["userid"] for row in rows] == ["a", "a", "b"]
    assert {row["external_contact"]["external_userid"] for row in rows} == {one["external_userid"] for one in people}
    assert second["next_cursor"] == ""
    assert (await enterprise.post(f"externalcontact/{call}"))["errcode"] == 40063


async def test_remark_changes_only_what_is_given(enterprise: Enterprise) -> None:
    person = await enterprise.customer(await enterprise.member("a"))
    who = {"userid": "a", "external_userid": person["external_userid"]}
    await enterprise.contact("remark", **who, remark="王姐", remark_mobiles=["13800000001"])
    await enterprise.contact("remark", **who, description="喜欢奶粉")
    follower = (await enterprise.get("externalcontact/get", external_userid=person["external_userid"]))["follow_user"][
        0
    ]
    await enterprise.contact("remark", **who, remark_mobiles=[""])
    cleared = (await enterprise.get("externalcontact/get", external_userid=person["external_userid"]))["follow_user"][0]

    assert (follower["remark"], follower["description"]) == ("王姐", "喜欢奶粉")
    assert (follower["remark_mobiles"], cleared["remark_mobiles"]) == (["13800000001"], [])
    assert (await enterprise.post("externalcontact/remark", **who, remark="长" * 21))["errcode"] == 40058
    assert (await enterprise.post("externalcontact/remark", **who))["errcode"] == 40063


async def test_marking_needs_a_follower_and_known_tags(enterprise: Enterprise) -> None:
    person = await enterprise.customer(await enterprise.member("a"))
    await enterprise.member("b")
    group = (await enterprise.contact("add_corp_tag", group_name="会员", tag=[{"name": "金卡"}]))["tag_group"]
    tag_id, external_userid = group["tag"][0]["id"], person["external_userid"]
    who = {"userid": "a", "external_userid": external_userid}
    await enterprise.contact("mark_tag", **who, add_tag=[tag_id])
    marked = (await enterprise.get("externalcontact/get", external_userid=external_userid))["follow_user"][0]["tags"]
    await enterprise.contact("mark_tag", **who, remove_tag=[tag_id])
    cleared = (await enterprise.get("externalcontact/get", external_userid=external_userid))["follow_user"][0]["tags"]
    stranger = await enterprise.post("externalcontact/mark_tag", **{**who, "userid": "b"}, add_tag=[tag_id])

    assert marked == [{"group_name": "会员", "tag_name": "金卡", "tag_id": tag_id, "type": 1}]
    assert cleared == []
    assert stranger["errcode"] == 84061
    assert (await enterprise.post("externalcontact/mark_tag", **who))["errcode"] == 40063
    assert (await enterprise.post("externalcontact/mark_tag", **who, add_tag=["et1"]))["errcode"] == 40068


async def test_customer_who_deleted_the_member_stays_listed_until_the_member_deletes(enterprise: Enterprise) -> None:
    person = await enterprise.customer(await enterprise.member("a"))
    await enterprise.control(f"people/{person['id']}/delete_friend", userid="a")
    listed = await enterprise.get("externalcontact/list", userid="a")
    await enterprise.control("wecom/staff/a/delete_customer", person_id=person["id"])

    assert listed["external_userid"] == [person["external_userid"]]
    assert (await enterprise.get("externalcontact/list", userid="a"))["errcode"] == 84061


async def test_customer_waits_for_the_member_without_skip_verify(enterprise: Enterprise) -> None:
    config_id = await enterprise.way(await enterprise.member("a"), skip_verify=False)
    person = await enterprise.person()
    await enterprise.control(f"people/{person['id']}/scan", config_id=config_id)
    before = await enterprise.get("externalcontact/list", userid="a")
    await enterprise.control("wecom/staff/a/accept", person_id=person["id"])
    after = await enterprise.get("externalcontact/list", userid="a")

    assert (before["errcode"], after["external_userid"]) == (84061, [person["external_userid"]])
