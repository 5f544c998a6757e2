"""Acquisition links: their fields, the customers they win, and the quota."""

from typing import Any

from tests.sandbox.enterprise import Enterprise
from tests.sandbox.receiver import Receiver


async def link(enterprise: Enterprise, *userids: str, **more: Any) -> dict[str, Any]:
    wanted = {"link_name": "朋友圈", "range": {"user_list": list(userids)}, **more}
    made: dict[str, Any] = (await enterprise.contact("customer_acquisition/create_link", **wanted))["link"]
    return made


async def follow(enterprise: Enterprise, url: str) -> dict[str, Any]:
    person = await enterprise.person()
    followed: dict[str, Any] = await enterprise.control(f"people/{person['id']}/follow_link", url=url)
    return followed | {"person": person}


async def test_link_is_made_read_changed_listed_and_deleted(enterprise: Enterprise) -> None:
    made = await link(enterprise, await enterprise.member("a"))
    named = {"link_id": made["link_id"]}
    await enterprise.contact("customer_acquisition/update_link", **named, link_name="抖音", skip_verify=False)
    shown = await enterprise.contact("customer_acquisition/get", **named)
    other = await link(enterprise, "a")
    first = await enterprise.contact("customer_acquisition/list_link", limit=1)
    second = await enterprise.contact("customer_acquisition/list_link", limit=1, cursor=first["next_cursor"])
    await enterprise.contact("customer_acquisition/delete_link", **named)
    gone = await enterprise.post("externalcontact/customer_acquisition/get", **named)

    assert shown["link"] == {**made, "link_name": "抖音", "skip_verify": False, "mark_source": True}
    assert shown["range"] == {"user_list": ["a"], "department_list": []}
    assert first["link_id_list"] + second["link_id_list"] == [made["link_id"], other["link_id"]]
    assert (second["next_cursor"], gone["errcode"]) == ("", 40058)


async def test_following_with_a_channel_makes_a_customer_with_that_state(
    enterprise: Enterprise, receiver: Receiver
) -> None:
    made = await link(enterprise, await enterprise.member("a"))
    await enterprise.listen(receiver)
    followed = await follow(enterprise, f"{made['url']}?customer_channel=ad-7")
    external_userid = followed["external_userid"]
    opened, requested, added = [enterprise.event(one) for one in await receiver.wait_for(3)]
    follower = (await enterprise.get("externalcontact/get", external_userid=external_userid))["follow_user"][0]
    customers = await enterprise.contact("customer_acquisition/customer", link_id=made["link_id"])

    assert [(one["Event"], one["ChangeType"], one["State"]) for one in (opened, requested)] == [
        ("customer_acquisition", "open_profile", "ad-7"),
        ("customer_acquisition", "friend_request", "ad-7"),
    ]
    assert opened["LinkId"] == made["link_id"]
    assert (added["ChangeType"], added["UserID"], added["State"]) == ("add_external_contact", "a", "ad-7")
    assert added["WelcomeCode"] == followed["welcome_code"]
    assert (follower["add_way"], follower["state"], follower["oper_userid"]) == (16, "ad-7", external_userid)
    assert customers["customer_list"] == [
        {"external_userid": external_userid, "userid": "a", "chat_status": 0, "state": "ad-7"}
    ]


async def test_first_words_of_such_a_customer_are_told_once(enterprise: Enterprise, receiver: Receiver) -> None:
    made = await link(enterprise, await enterprise.member("a"))
    person = (await follow(enterprise, made["url"]))["person"]
    await enterprise.listen(receiver)
    for _ in range(2):
        await enterprise.control(f"people/{person['id']}/chat", userid="a")
    await enterprise.group("a")
    told, after = [enterprise.event(one) for one in await receiver.wait_for(2)]
    customers = await enterprise.contact("customer_acquisition/customer", link_id=made["link_id"])

    assert (told["ChangeType"], told["UserID"], told["LinkId"]) == ("customer_start_chat", "a", made["link_id"])
    assert (told["ExternalUserID"], after["Event"]) == (person["external_userid"], "change_external_chat")
    assert customers["customer_list"][0]["chat_status"] == 1


async def test_customers_are_shared_out_and_listed_in_pages(enterprise: Enterprise) -> None:
    made = await link(enterprise, await enterprise.member("a"), await enterprise.member("b"))
    for _ in range(3):
        await follow(enterprise, made["url"])
    call, named = "customer_acquisition/customer", {"link_id": made["link_id"], "limit": 2}
    first = await enterprise.contact(call, **named)
    second = await enterprise.contact(call, **named, cursor=first["next_cursor"])

    assert [one["userid"] for one in first["customer_list"] + second["customer_list"]] == ["a", "b", "a"]
    assert second["next_cursor"] == ""


async def test_who_knows_the_customer_comes_first_where_the_link_says_so(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    person = await enterprise.customer(await enterprise.member("b"))
    plain = await link(enterprise, "a")
    knowing = await link(enterprise, "a", priority_option={"priority_type": 2, "priority_userid_list": ["b"]})
    of_knowing = await enterprise.control(f"people/{person['id']}/follow_link", url=knowing["url"])
    of_plain = await enterprise.control(f"people/{person['id']}/follow_link", url=plain["url"])

    assert [(one["userid"], one["welcome_code"] is None) for one in (of_knowing, of_plain)] == [
        ("b", True),
        ("a", False),
    ]


async def test_quota_runs_low_is_used_up_and_bought(enterprise: Enterprise, receiver: Receiver) -> None:
    made = await link(enterprise, await enterprise.member("a"))
    await enterprise.control("wecom/links/quota", balance=20)
    await enterprise.listen(receiver)
    await follow(enterprise, made["url"])
    await enterprise.control("wecom/links/quota", balance=1)
    await follow(enterprise, made["url"])
    person = await enterprise.person()
    refused = await enterprise.client.post(f"/_sandbox/people/{person['id']}/follow_link", json={"url": made["url"]})
    empty = await enterprise.get("externalcontact/customer_acquisition_quota")
    await enterprise.control("wecom/links/quota", balance=5000)
    full = await enterprise.get("externalcontact/customer_acquisition_quota")
    events = [enterprise.event(one) for one in await receiver.wait_for(9)]

    assert [one["ChangeType"] for one in events if one["ChangeType"].startswith("balance")] == [
        "balance_low",
        "balance_exhausted",
        "balance_increased",
    ]
    assert (refused.status_code, empty["balance"], empty["total"]) == (400, 0, 1000)
    assert (full["balance"], full["total"]) == (5000, 5000)


async def test_statistic_counts_who_opened_and_who_was_new(enterprise: Enterprise) -> None:
    made = await link(enterprise, await enterprise.member("a"))
    person = (await follow(enterprise, made["url"]))["person"]
    await enterprise.control(f"people/{person['id']}/follow_link", url=made["url"])
    window = {"link_id": made["link_id"], "start_time": made["create_time"], "end_time": made["create_time"] + 600}
    counted = await enterprise.contact("customer_acquisition/statistic", **window)

    assert (counted["click_link_customer_cnt"], counted["new_customer_cnt"]) == (2, 1)


async def test_console_deletes_a_link_and_a_link_without_members_is_unavailable(
    enterprise: Enterprise, receiver: Receiver
) -> None:
    lonely = await link(enterprise, await enterprise.member("a"))
    doomed = await link(enterprise, await enterprise.member("b"))
    await enterprise.listen(receiver)
    await enterprise.contact("customer_acquisition/delete_link", link_id=(await link(enterprise, "b"))["link_id"])
    await enterprise.control(f"wecom/links/{doomed['link_id']}", "DELETE")
    await enterprise.control("wecom/staff/a/resign")
    events = [enterprise.event(one) for one in await receiver.wait_for(2)]

    assert [(one["ChangeType"], one.get("LinkId")) for one in events] == [
        ("delete_link", doomed["link_id"]),
        ("link_unavailable", lonely["link_id"]),
    ]
