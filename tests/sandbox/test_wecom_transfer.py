"""Customers and groups that go from one member to another."""

from typing import Any

from tests.sandbox.enterprise import Enterprise
from tests.sandbox.receiver import Receiver

DAY = 24 * 3600
PAIR = {"handover_userid": "a", "takeover_userid": "b"}


async def enterprise_of_two(enterprise: Enterprise) -> dict[str, Any]:
    """Members a and b, and a's customer."""
    await enterprise.member("b")
    return await enterprise.customer(await enterprise.member("a"))


async def transfer(enterprise: Enterprise, *people: dict[str, Any], **more: Any) -> list[int]:
    """The errcode of each customer."""
    ids = [person["external_userid"] for person in people]
    made = await enterprise.contact("transfer_customer", **{**PAIR, "external_userid": ids, **more})
    assert [row["external_userid"] for row in made["customer"]] == ids
    return [row["errcode"] for row in made["customer"]]


async def results(enterprise: Enterprise, call: str = "transfer_result", **more: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (await enterprise.contact(call, **{**PAIR, **more}))["customer"]
    return rows


async def followers(enterprise: Enterprise, person: dict[str, Any]) -> list[dict[str, Any]]:
    shown = await enterprise.get("externalcontact/get", external_userid=person["external_userid"])
    rows: list[dict[str, Any]] = shown.get("follow_user", [])
    return rows


async def test_customer_changes_hands_after_a_day_with_notes_and_tags(
    enterprise: Enterprise, receiver: Receiver
) -> None:
    person = await enterprise_of_two(enterprise)
    tag = (await enterprise.contact("add_corp_tag", group_name="g", tag=[{"name": "x"}]))["tag_group"]["tag"][0]["id"]
    who = {"userid": "a", "external_userid": person["external_userid"]}
    await enterprise.contact("mark_tag", **who, add_tag=[tag])
    await enterprise.contact("remark", **who, remark="王姐")
    await enterprise.listen(receiver)
    begun = await transfer(enterprise, person, transfer_success_msg="以后由我服务您")
    waiting, early = await results(enterprise), await followers(enterprise, person)
    await enterprise.advance(DAY)
    ended, added = [enterprise.event(one) for one in await receiver.wait_for(2)]
    late, inbox = await followers(enterprise, person), await enterprise.inbox(person)

    assert (begun, [row["status"] for row in waiting]) == ([0], [2])
    assert [row["userid"] for row in early] == ["a"]
    assert [(row["userid"], row["remark"], row["add_way"]) for row in late] == [("b", "王姐", 202)]
    assert [one["tag_id"] for one in late[0]["tags"]] == [tag]
    assert (ended["ChangeType"], ended["UserID"], ended["Source"]) == (
        "del_external_contact",
        "a",
        "DELETE_BY_TRANSFER",
    )
    assert (added["ChangeType"], added["UserID"], "WelcomeCode" in added) == ("add_external_contact", "b", False)
    assert [(one["kind"], one["from"], one["text"]) for one in inbox] == [("transfer", "b", "以后由我服务您")]
    done = (await results(enterprise))[0]
    assert (done["status"], abs(done["takeover_time"] - waiting[0]["takeover_time"]) <= 60) == (1, True)


async def test_nothing_happens_a_minute_before_the_day_is_over(enterprise: Enterprise) -> None:
    person = await enterprise_of_two(enterprise)
    await transfer(enterprise, person)
    await enterprise.advance(DAY - 60)

    assert [row["status"] for row in await results(enterprise)] == [2]
    assert [row["userid"] for row in await followers(enterprise, person)] == ["a"]


async def test_customer_who_refuses_stays(enterprise: Enterprise, receiver: Receiver) -> None:
    person = await enterprise_of_two(enterprise)
    await enterprise.listen(receiver)
    await transfer(enterprise, person)
    await enterprise.control(f"people/{person['id']}/refuse_transfer")
    told = enterprise.event((await receiver.wait_for(1))[0])
    again = await enterprise.client.post(f"/_sandbox/people/{person['id']}/refuse_transfer", json={})
    await enterprise.advance(DAY)

    assert (told["ChangeType"], told["UserID"], told["FailReason"]) == ("transfer_fail", "b", "customer_refused")
    assert await results(enterprise) == [{"external_userid": person["external_userid"], "status": 3}]
    assert [row["userid"] for row in await followers(enterprise, person)] == ["a"]
    assert (again.status_code, len(receiver.received)) == (404, 1)


async def test_takeover_with_enough_customers_gets_no_more(enterprise: Enterprise, receiver: Receiver) -> None:
    first = await enterprise_of_two(enterprise)
    second = await enterprise.customer("a", "小李")
    await enterprise.control("wecom/staff/b/customer_limit", most=1)
    await enterprise.listen(receiver)
    await transfer(enterprise, first, second)
    await enterprise.advance(DAY)
    events = [enterprise.event(one) for one in await receiver.wait_for(3)]

    assert [row["status"] for row in await results(enterprise)] == [1, 4]
    assert [(one["ChangeType"], one.get("FailReason")) for one in events] == [
        ("del_external_contact", None),
        ("add_external_contact", None),
        ("transfer_fail", "customer_limit_exceed"),
    ]
    assert [row["userid"] for row in await followers(enterprise, second)] == ["a"]


async def test_friend_of_the_takeover_is_not_added_again(enterprise: Enterprise, receiver: Receiver) -> None:
    person = await enterprise_of_two(enterprise)
    await enterprise.control(f"people/{person['id']}/scan", config_id=await enterprise.way("b", state="shop-2"))
    await enterprise.listen(receiver)
    await transfer(enterprise, person)
    await enterprise.advance(DAY)
    await receiver.wait_for(1)
    await enterprise.group("b")
    kinds = [enterprise.event(one)["ChangeType"] for one in await receiver.wait_for(2)]

    assert kinds == ["del_external_contact", "create"]
    assert [(row["userid"], row["state"]) for row in await followers(enterprise, person)] == [("b", "shop-2")]


async def test_each_customer_is_refused_with_a_code_of_their_own(enterprise: Enterprise) -> None:
    person = await enterprise_of_two(enterprise)
    stranger, nobody = await enterprise.person(), {"external_userid": "wmnobody"}

    assert await transfer(enterprise, person, stranger, nobody) == [0, 40131, 40096]
    assert await transfer(enterprise, person) == [40129]


async def test_twice_in_ninety_days_and_not_a_third_time(enterprise: Enterprise) -> None:
    person = await enterprise_of_two(enterprise)
    back = {"handover_userid": "b", "takeover_userid": "a"}
    codes = []
    for more in ({}, back, {}):
        codes += await transfer(enterprise, person, **more)
        await enterprise.advance(DAY)
    await enterprise.advance(89 * DAY)
    codes += await transfer(enterprise, person)

    assert codes == [0, 0, 40128, 0]


async def test_customers_of_who_resigned_wait_and_are_handed_over(enterprise: Enterprise, receiver: Receiver) -> None:
    people = [await enterprise_of_two(enterprise), await enterprise.customer("a", "小李")]
    await enterprise.control("wecom/settings", directory_events=True)
    too_early = await enterprise.post("externalcontact/resigned/transfer_customer", **PAIR, external_userid=["x"])
    await enterprise.listen(receiver)
    await enterprise.control("wecom/staff/a/resign")
    first = await enterprise.contact("get_unassigned_list", page_size=1)
    second = await enterprise.contact("get_unassigned_list", page_size=1, cursor=first["next_cursor"])
    ids = [person["external_userid"] for person in people]
    begun = await enterprise.contact("resigned/transfer_customer", **PAIR, external_userid=[ids[0], "wmnobody"])
    twice = await enterprise.contact("resigned/transfer_customer", **PAIR, external_userid=[ids[0]])
    left = await enterprise.contact("get_unassigned_list")
    await enterprise.advance(DAY)
    gone, added = [enterprise.event(one) for one in await receiver.wait_for(2)]

    assert too_early["errcode"] == 40097
    assert [row["external_userid"] for row in first["info"] + second["info"]] == ids
    assert (first["is_last"], second["is_last"], second["next_cursor"]) == (False, True, "")
    assert [row["errcode"] for row in begun["customer"] + twice["customer"]] == [0, 40096, 40100]
    assert [row["external_userid"] for row in left["info"]] == [ids[1]]
    assert (gone["Event"], gone["ChangeType"], gone["UserID"]) == ("change_contact", "delete_user", "a")
    assert (added["ChangeType"], added["UserID"]) == ("add_external_contact", "b")
    assert [row["status"] for row in await results(enterprise, "resigned/transfer_result")] == [1]
    assert (await enterprise.get("user/get", userid="a"))["errcode"] == 60111
    assert await followers(enterprise, people[1]) == []


async def test_groups_of_who_resigned_are_inherited(enterprise: Enterprise, receiver: Receiver) -> None:
    person = await enterprise_of_two(enterprise)
    chat_id, living = await enterprise.group("a", person), await enterprise.group("b", person)
    early = await enterprise.contact("groupchat/transfer", chat_id_list=[chat_id], new_owner="b")
    await enterprise.control("wecom/staff/a/resign")
    orphaned = await enterprise.contact("groupchat/list", limit=9, status_filter=1)
    of_left = await enterprise.post("externalcontact/groupchat/onjob_transfer", chat_id_list=[chat_id], new_owner="b")
    await enterprise.listen(receiver)
    made = await enterprise.contact("groupchat/transfer", chat_id_list=[chat_id, living, "wr1"], new_owner="b")
    inherited = await enterprise.contact("groupchat/list", limit=9, status_filter=3)
    told = enterprise.event((await receiver.wait_for(1))[0])

    assert [row["errcode"] for row in early["failed_chat_list"]] == [90500]
    assert orphaned["group_chat_list"] == [{"chat_id": chat_id, "status": 1}]
    assert [row["errcode"] for row in of_left["failed_chat_list"]] == [90502]
    assert [(row["chat_id"], row["errcode"]) for row in made["failed_chat_list"]] == [(living, 90500), ("wr1", 90501)]
    assert inherited["group_chat_list"] == [{"chat_id": chat_id, "status": 3}]
    assert (told["UpdateDetail"], told["ChatId"]) == ("change_owner", chat_id)
    assert (await enterprise.contact("groupchat/get", chat_id=chat_id))["group_chat"]["owner"] == "b"


async def test_group_in_service_changes_owner_twice_in_ninety_days(enterprise: Enterprise) -> None:
    await enterprise_of_two(enterprise)
    chat_id = await enterprise.group("a")
    said = []
    for owner in ("b", "a", "b"):
        made = await enterprise.contact("groupchat/onjob_transfer", chat_id_list=[chat_id], new_owner=owner)
        said.append([row["errcode"] for row in made["failed_chat_list"]])

    assert said == [[], [], [40128]]


async def test_codes_no_longer_lead_to_who_resigned(enterprise: Enterprise) -> None:
    person = await enterprise_of_two(enterprise)
    config_id = await enterprise.way("a", "b")
    await enterprise.control("wecom/staff/a/resign")
    scan = await enterprise.control(f"people/{person['id']}/scan", config_id=config_id)
    shown = (await enterprise.contact("get_contact_way", config_id=config_id))["contact_way"]

    assert (scan["userid"], shown["user"]) == ("b", ["b"])


async def test_page_lets_a_member_leave_and_a_customer_refuse(enterprise: Enterprise) -> None:
    person = await enterprise_of_two(enterprise)
    await transfer(enterprise, person)
    page = (await enterprise.client.get("/_sandbox/")).text

    assert "/_sandbox/wecom/staff/a/resign" in page
    assert f"/_sandbox/people/{person['id']}/refuse_transfer" in page
