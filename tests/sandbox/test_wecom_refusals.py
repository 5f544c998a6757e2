"""What the platform refuses, the sandbox refuses: per call one good request, and what spoils it with which code."""

from typing import Any

import pytest

from tests.sandbox.enterprise import Enterprise
from tests.sandbox.wecom_scene import ask, build, filled

Fields = dict[str, Any]
LINK = {"msgtype": "link", "link": {"title": "t", "url": "https://a.cn"}}
CARD = {"title": "t", "appid": "$appid", "page": "p", "pic_media_id": "$image"}
NOW = 1_800_000_000

# The good request, and rows of (fields that replace its own, errcode); None takes the field away.
TABLE: dict[str, tuple[Fields, list[tuple[Fields, int]]]] = {
    "GET user/get": ({"userid": "a"}, [({"userid": None}, 40063), ({"userid": "nobody"}, 60111)]),
    "GET user/list": ({"department_id": 1}, [({"department_id": 9}, 60123), ({"department_id": None}, 40058)]),
    "GET user/simplelist": ({"department_id": 1}, [({"department_id": 9}, 60123), ({"department_id": "x"}, 40058)]),
    "GET department/list": ({"id": 1}, [({"id": 9}, 60123)]),
    "GET ticket/get": ({"type": "agent_config"}, [({"type": "corp"}, 91040), ({"type": None}, 91040)]),
    "GET auth/getuserinfo": ({"code": "$code"}, [({"code": "x"}, 40029), ({"code": None}, 40029)]),
    "GET externalcontact/list": (
        {"userid": "a"},
        [({"userid": None}, 40063), ({"userid": "nobody"}, 40003)],
    ),
    "GET externalcontact/get": (
        {"external_userid": "$customer"},
        [
            ({"external_userid": None}, 40063),
            ({"external_userid": "wmnobody"}, 40096),
            ({"external_userid": "$stranger"}, 84061),
            ({"cursor": "!"}, 50100),
        ],
    ),
    "POST externalcontact/batch/get_by_user": (
        {"userid_list": ["a"], "limit": 100},
        [
            ({"userid_list": []}, 40063),
            ({"userid_list": ["nobody"]}, 40003),
            ({"userid_list": "a"}, 40058),
            ({"userid_list": [f"u{number}" for number in range(101)]}, 40058),
            ({"limit": 0}, 40058),
            ({"cursor": "!"}, 50100),
        ],
    ),
    "POST externalcontact/remark": (
        {"userid": "a", "external_userid": "$customer", "remark": "注" * 20},
        [
            ({"userid": "nobody"}, 40003),
            ({"userid": "b"}, 84061),
            ({"external_userid": "wmnobody"}, 40096),
            ({"remark": "注" * 21}, 40058),
            ({"remark": None}, 40063),
            ({"description": "述" * 151}, 40058),
            ({"remark_company": "司" * 21}, 40058),
            ({"remark_mobiles": ["1", "2", "3", "4", "5", "6"]}, 40058),
            ({"remark_pic_mediaid": "$file"}, 40004),
            ({"remark_pic_mediaid": "x"}, 40007),
        ],
    ),
    "POST externalcontact/mark_tag": (
        {"userid": "a", "external_userid": "$customer", "add_tag": ["$tag"]},
        [
            ({"add_tag": []}, 40063),
            ({"add_tag": ["et1"]}, 40068),
            ({"userid": "b"}, 84061),
            ({"external_userid": None}, 40063),
            ({"add_tag": "$tag"}, 40058),
        ],
    ),
    "POST externalcontact/add_corp_tag": (
        {"group_id": "$tag_group", "tag": [{"name": "钻石卡"}]},
        [
            ({"group_id": "et1"}, 40068),
            ({"group_id": None}, 40063),
            ({"tag": []}, 40063),
            ({"tag": [{"name": "金卡"}]}, 40071),
            ({"tag": [{"name": "新"}, {"name": "新"}]}, 40071),
            ({"tag": [{"name": "名" * 31}]}, 40058),
            ({"tag": [{}]}, 40063),
        ],
    ),
    "POST externalcontact/edit_corp_tag": (
        {"id": "$tag", "name": "黑卡"},
        [
            ({"id": None}, 40063),
            ({"id": "et1"}, 40068),
            ({"id": "$console_tag"}, 81011),
            ({"name": "银卡"}, 40071),
            ({"name": "名" * 31}, 40058),
            ({"order": -1}, 40058),
        ],
    ),
    "POST externalcontact/del_corp_tag": (
        {"tag_id": ["$tag"]},
        [
            ({"tag_id": []}, 40063),
            ({"tag_id": ["$tag", "et1"]}, 40068),
            ({"tag_id": ["$tag", "$console_tag"]}, 81011),
            ({"group_id": ["$console_group"]}, 81011),
            ({"group_id": ["et1"]}, 40068),
        ],
    ),
    "POST externalcontact/update_contact_way": (
        {"config_id": "$way", "state": "s" * 30},
        [
            ({"config_id": None}, 40063),
            ({"config_id": "x"}, 41044),
            ({"state": "s" * 31}, 40058),
            ({"user": ["nobody"]}, 40003),
            ({"user": ["a", "b"]}, 40058),
        ],
    ),
    "POST externalcontact/list_contact_way": (
        {"limit": 1000},
        [({"limit": 1001}, 40058), ({"cursor": "!"}, 50100), ({"start_time": NOW, "end_time": NOW - 1}, 40058)],
    ),
    "POST externalcontact/del_contact_way": ({"config_id": "$way"}, [({"config_id": "x"}, 41044)]),
    "POST externalcontact/customer_acquisition/create_link": (
        {"link_name": "名" * 30, "range": {"user_list": ["a"]}},
        [
            ({"link_name": None}, 40063),
            ({"link_name": "名" * 31}, 40058),
            ({"range": None}, 40063),
            ({"range": {"user_list": ["nobody"]}}, 40003),
            ({"range": {"user_list": [f"u{number}" for number in range(501)]}}, 40058),
            ({"range": {"department_list": [9]}}, 60123),
            ({"priority_option": {"priority_type": 3}}, 40058),
            ({"priority_option": {"priority_type": 2}}, 40063),
            ({"skip_verify": "no"}, 40058),
        ],
    ),
    "POST externalcontact/customer_acquisition/update_link": (
        {"link_id": "$link", "link_name": "抖音"},
        [({"link_id": None}, 40063), ({"link_id": "x"}, 40058), ({"link_name": ""}, 40063)],
    ),
    "POST externalcontact/customer_acquisition/customer": (
        {"link_id": "$link", "limit": 1000},
        [({"link_id": "x"}, 40058), ({"limit": 1001}, 40058), ({"cursor": "!"}, 50100)],
    ),
    "POST externalcontact/customer_acquisition/statistic": (
        {"link_id": "$link", "start_time": NOW, "end_time": NOW},
        [({"start_time": None}, 40058), ({"end_time": NOW + 31 * 86400}, 40058)],
    ),
    "POST externalcontact/customer_acquisition/delete_link": ({"link_id": "$link"}, [({"link_id": "x"}, 40058)]),
    "POST externalcontact/send_welcome_msg": (
        {"welcome_code": "$welcome", "text": {"content": "欢"}, "attachments": [LINK] * 9},
        [
            ({"welcome_code": None}, 40063),
            ({"welcome_code": "x"}, 41050),
            ({"text": None, "attachments": None}, 40063),
            ({"text": {"content": "欢" * 1334}}, 40058),
            ({"attachments": [LINK] * 10}, 41064),
            ({"attachments": [{"msgtype": "card", "card": {}}]}, 41065),
            ({"attachments": [{"msgtype": "image"}]}, 40063),
            ({"attachments": [{"msgtype": "image", "image": {"media_id": "x"}}]}, 40007),
            ({"attachments": [{"msgtype": "image", "image": {"media_id": "$file"}}]}, 40004),
            ({"attachments": [{"msgtype": "link", "link": {"title": "t" * 129, "url": "https://a.cn"}}]}, 40058),
            ({"attachments": [{"msgtype": "link", "link": {"title": "t", "url": "a.cn"}}]}, 40058),
            ({"attachments": [{"msgtype": "miniprogram", "miniprogram": {**CARD, "appid": "wx1"}}]}, 90207),
            ({"attachments": [{"msgtype": "miniprogram", "miniprogram": {**CARD, "title": "t" * 65}}]}, 40058),
            ({"attachments": [{"msgtype": "miniprogram", "miniprogram": {**CARD, "page": ""}}]}, 40063),
            ({"attachments": [{"msgtype": "video", "video": {"media_id": "$image"}}]}, 40004),
        ],
    ),
    "POST externalcontact/groupchat/list": (
        {"limit": 1000},
        [
            ({"limit": 1001}, 40058),
            ({"limit": None}, 40058),
            ({"status_filter": 4}, 40058),
            ({"owner_filter": {"userid_list": ["nobody"]}}, 40003),
            ({"cursor": "!"}, 50100),
        ],
    ),
    "POST externalcontact/groupchat/get": (
        {"chat_id": "$group", "need_name": 1},
        [({"chat_id": None}, 40063), ({"chat_id": "wr1"}, 90501), ({"need_name": 2}, 40058)],
    ),
    "POST externalcontact/transfer_customer": (
        {"handover_userid": "a", "takeover_userid": "b", "external_userid": ["$customer"]},
        [
            ({"handover_userid": "nobody"}, 40003),
            ({"handover_userid": "gone"}, 40003),
            ({"takeover_userid": "nobody"}, 40003),
            ({"takeover_userid": None}, 40063),
            ({"takeover_userid": "a"}, 40130),
            ({"external_userid": []}, 40063),
            ({"external_userid": [f"wm{number}" for number in range(101)]}, 40058),
            ({"transfer_success_msg": "字" * 201}, 40058),
        ],
    ),
    "POST externalcontact/transfer_result": (
        {"handover_userid": "a", "takeover_userid": "b"},
        [({"handover_userid": "nobody"}, 40003), ({"takeover_userid": None}, 40063), ({"cursor": "!"}, 50100)],
    ),
    "POST externalcontact/resigned/transfer_customer": (
        {"handover_userid": "gone", "takeover_userid": "b", "external_userid": ["$customer"]},
        [
            ({"handover_userid": "a"}, 40097),
            ({"handover_userid": "nobody"}, 40003),
            ({"takeover_userid": "gone"}, 40003),
            ({"external_userid": None}, 40063),
        ],
    ),
    "POST externalcontact/resigned/transfer_result": (
        {"handover_userid": "gone", "takeover_userid": "b"},
        [({"handover_userid": "a"}, 40097)],
    ),
    "POST externalcontact/get_unassigned_list": ({"page_size": 1000}, [({"page_size": 1001}, 40058)]),
    "POST externalcontact/groupchat/add_join_way": (
        {"scene": 2, "chat_id_list": ["$group"], "state": "s" * 30, "room_base_name": "群" * 40},
        [
            ({"scene": None}, 40058),
            ({"scene": 3}, 40058),
            ({"chat_id_list": []}, 40063),
            ({"chat_id_list": ["wr1"]}, 90501),
            ({"chat_id_list": [f"wr{number}" for number in range(6)]}, 41091),
            ({"state": "s" * 31}, 40058),
            ({"remark": "注" * 31}, 40058),
            ({"room_base_name": "群" * 41}, 40058),
            ({"auto_create_room": 2}, 40058),
        ],
    ),
    "POST externalcontact/groupchat/get_join_way": (
        {"config_id": "$join_way"},
        [({"config_id": None}, 40063), ({"config_id": "$way"}, 41044)],
    ),
    "POST externalcontact/groupchat/update_join_way": (
        {"config_id": "$join_way", "scene": 2, "chat_id_list": ["$group"]},
        [({"config_id": "x"}, 41044), ({"chat_id_list": None}, 40063), ({"scene": None}, 40058)],
    ),
    "POST externalcontact/groupchat/del_join_way": ({"config_id": "$join_way"}, [({"config_id": "x"}, 41044)]),
    "POST externalcontact/groupchat/transfer": (
        {"chat_id_list": ["$group"], "new_owner": "b"},
        [
            ({"chat_id_list": []}, 40063),
            ({"chat_id_list": [f"wr{number}" for number in range(101)]}, 40058),
            ({"new_owner": None}, 40063),
            ({"new_owner": "gone"}, 40003),
        ],
    ),
    "POST externalcontact/groupchat/onjob_transfer": (
        {"chat_id_list": ["$group"], "new_owner": "b"},
        [({"chat_id_list": []}, 40063), ({"new_owner": "nobody"}, 40003)],
    ),
    "POST externalcontact/add_msg_template": (
        {"sender": "a", "text": {"content": "八折"}},
        [
            ({"sender": None}, 40063),
            ({"sender": "nobody"}, 40003),
            ({"chat_type": "both"}, 40058),
            ({"chat_type": "group", "sender": None}, 40063),
            ({"chat_type": "group", "external_userid": ["$customer"]}, 40058),
            ({"chat_type": "group", "chat_id_list": ["wr1"]}, 41048),
            ({"chat_id_list": ["$group"]}, 40058),
            ({"external_userid": ["$stranger"]}, 41048),
            ({"external_userid": [f"wm{number}" for number in range(10_001)]}, 40058),
            ({"tag_filter": {"group_list": [{"tag_list": ["$tag"]}]}}, 41048),
            ({"text": {"content": ""}}, 40063),
            ({"allow_select": "yes"}, 40058),
        ],
    ),
    "POST externalcontact/get_groupmsg_list_v2": (
        {"chat_type": "single", "start_time": NOW, "end_time": NOW + 31 * 86400},
        [
            ({"chat_type": None}, 40063),
            ({"chat_type": "both"}, 40058),
            ({"end_time": NOW + 31 * 86400 + 1}, 40058),
            ({"start_time": None}, 40058),
            ({"limit": 101}, 40058),
            ({"filter_type": 3}, 40058),
        ],
    ),
    "POST externalcontact/get_groupmsg_task": (
        {"msgid": "$msgid"},
        [({"msgid": None}, 41046), ({"msgid": "x"}, 41047), ({"limit": 1001}, 40058)],
    ),
    "POST externalcontact/get_groupmsg_send_result": (
        {"msgid": "$msgid", "userid": "a"},
        [({"userid": None}, 40063), ({"userid": "b"}, 40003), ({"msgid": "x"}, 41047), ({"limit": 1001}, 40058)],
    ),
    "POST externalcontact/remind_groupmsg_send": (
        {"msgid": "$msgid"},
        [({"msgid": "x"}, 41047), ({"msgid": "$cancelled"}, 41093)],
    ),
    "POST externalcontact/cancel_groupmsg_send": (
        {"msgid": "$msgid"},
        [({"msgid": "x"}, 41047), ({"msgid": "$cancelled"}, 41093)],
    ),
}


def test_the_table_has_at_least_sixty_rows() -> None:
    assert sum(len(rows) for _, rows in TABLE.values()) >= 60


@pytest.mark.parametrize("call", TABLE)
async def test_what_is_wrong_is_refused_and_leaves_the_right_one_possible(enterprise: Enterprise, call: str) -> None:
    good, rows = TABLE[call]
    scene = await build(enterprise)
    said = [await ask(enterprise, call, filled({**good, **wrong}, scene)) for wrong, _ in rows]

    assert list(zip([wrong for wrong, _ in rows], said, strict=True)) == rows
    assert await ask(enterprise, call, filled(good, scene)) == 0


@pytest.mark.parametrize("call", [call for call in TABLE if call.startswith("POST")])
async def test_the_door_is_checked_before_the_fields(enterprise: Enterprise, call: str) -> None:
    path, token = f"/qyapi/cgi-bin/{call.partition(' ')[2]}", {"access_token": await enterprise.token()}
    said = [
        await enterprise.client.post(path, json={}),
        await enterprise.client.post(path, params={"access_token": "x"}, json={}),
        await enterprise.client.get(path, params=token),
        await enterprise.client.post(path, params=token),
        await enterprise.client.post(path, params=token, content=b"[1]"),
    ]

    assert [answer.status_code for answer in said] == [200] * 5
    assert [answer.json()["errcode"] for answer in said] == [41001, 40014, 43002, 44002, 47001]
