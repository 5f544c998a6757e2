"""Contact ways: field limits, life cycle, and who gets the customer."""

from typing import Any

import pytest

from tests.sandbox.enterprise import Enterprise


async def test_way_is_made_read_changed_and_deleted(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    await enterprise.member("b")
    made = await enterprise.contact("add_contact_way", type=2, scene=2, user=["a", "b"], state="shop-1", remark="一店")
    config_id = made["config_id"]
    await enterprise.contact("update_contact_way", config_id=config_id, user=["b"], state="shop-2")
    read = (await enterprise.contact("get_contact_way", config_id=config_id))["contact_way"]
    listed = await enterprise.contact("list_contact_way")
    await enterprise.contact("del_contact_way", config_id=config_id)
    gone = await enterprise.post("externalcontact/get_contact_way", config_id=config_id)

    assert read["qr_code"] == made["qr_code"]
    assert made["qr_code"].startswith("https://")
    assert (read["user"], read["state"], read["remark"], read["skip_verify"]) == (["b"], "shop-2", "一店", True)
    assert listed["contact_way"] == [{"config_id": config_id}]
    assert gone["errcode"] == 41044


async def test_button_of_a_mini_program_has_no_qr_code(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    assert "qr_code" not in await enterprise.contact("add_contact_way", type=1, scene=1, style=1, user=["a"])


@pytest.mark.parametrize(
    ("fields", "errcode"),
    [
        ({"type": 3}, 40058),
        ({"scene": 0}, 40058),
        ({"state": "s" * 31}, 40058),
        ({"remark": "备" * 31}, 40058),
        ({"user": []}, 40058),
        ({"user": ["a", "b"]}, 40058),
        ({"user": "a"}, 40058),
        ({"user": ["nobody"]}, 40003),
        ({"party": [1]}, 40058),
        ({"type": 2, "user": []}, 40063),
        ({"type": 2, "is_temp": True}, 40058),
        ({"is_temp": True, "expires_in": 15 * 86400}, 40058),
        ({"skip_verify": "yes"}, 40058),
    ],
)
async def test_bad_fields_are_refused(enterprise: Enterprise, fields: dict[str, Any], errcode: int) -> None:
    await enterprise.member("a")
    await enterprise.member("b")
    good = {"type": 1, "scene": 2, "user": ["a"]}

    assert (await enterprise.post("externalcontact/add_contact_way", **{**good, **fields}))["errcode"] == errcode
    assert (await enterprise.contact("list_contact_way"))["contact_way"] == []


async def test_longest_state_and_a_hundred_users_pass_but_not_one_more(enterprise: Enterprise) -> None:
    users = [await enterprise.member(f"u{number}") for number in range(101)]
    await enterprise.contact("add_contact_way", type=2, scene=2, user=users[:100], state="s" * 30)
    over = await enterprise.post("externalcontact/add_contact_way", type=2, scene=2, user=users)

    assert over["errcode"] == 41041


async def test_ways_are_listed_in_pages(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    made = [await enterprise.way("a") for _ in range(3)]
    first = await enterprise.contact("list_contact_way", limit=2)
    second = await enterprise.contact("list_contact_way", limit=2, cursor=first["next_cursor"])

    assert [one["config_id"] for one in first["contact_way"] + second["contact_way"]] == made
    assert "next_cursor" not in second
    assert (await enterprise.post("externalcontact/list_contact_way", cursor="bad"))["errcode"] == 50100


async def test_customers_are_shared_out_among_the_members(enterprise: Enterprise) -> None:
    config_id = await enterprise.way(await enterprise.member("a"), await enterprise.member("b"))
    people = [await enterprise.person() for _ in range(4)]
    scans = [await enterprise.control(f"people/{person['id']}/scan", config_id=config_id) for person in people]

    assert [scan["userid"] for scan in scans] == ["a", "b", "a", "b"]


async def test_picture_of_the_code_can_be_scanned(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    made = await enterprise.contact("add_contact_way", type=1, scene=2, user=["a"])
    person = await enterprise.person()
    scan = await enterprise.control(f"people/{person['id']}/scan", qr_code=made["qr_code"])

    assert (scan["userid"], scan["external_userid"]) == ("a", person["external_userid"])


async def test_deleted_code_leads_nowhere(enterprise: Enterprise) -> None:
    config_id = await enterprise.way(await enterprise.member("a"))
    person = await enterprise.person()
    await enterprise.contact("del_contact_way", config_id=config_id)
    scan = await enterprise.client.post(f"/_sandbox/people/{person['id']}/scan", json={"config_id": config_id})

    assert scan.status_code == 404
