"""One small enterprise with one of everything, and requests that name its parts by placeholders."""

from typing import Any

from tests.sandbox.enterprise import Enterprise

NAMES = ("a", "b")


async def build(enterprise: Enterprise) -> dict[str, Any]:
    """What each `$name` stands for; members are a and b, and one who is gone."""
    for userid in NAMES:
        await enterprise.member(userid)
    await enterprise.control(f"wecom/staff/{await enterprise.member('gone')}/resign")
    customer, stranger = await enterprise.customer("a"), await enterprise.person("路人")
    tags = (await enterprise.contact("add_corp_tag", group_name="会员", tag=[{"name": "金卡"}, {"name": "银卡"}]))[
        "tag_group"
    ]
    console = await enterprise.control("wecom/tags", group_name="总部", tags=["老客"])
    sent = await enterprise.contact("add_msg_template", sender="a", text={"content": "八折"})
    cancelled = await enterprise.contact("add_msg_template", sender="a", text={"content": "九折"})
    await enterprise.contact("cancel_groupmsg_send", msgid=cancelled["msgid"])
    image, group = await enterprise.upload(), await enterprise.group("a", customer)
    join = await enterprise.contact("groupchat/add_join_way", scene=2, chat_id_list=[group])
    wanted = {"link_name": "朋友圈", "range": {"user_list": ["a"]}}
    link = (await enterprise.contact("customer_acquisition/create_link", **wanted))["link"]
    return {
        "$link": link["link_id"],
        "$agentid": enterprise.keys["wecom_agent_id"],
        "$appid": enterprise.keys["miniprogram_appid"],
        "$customer": customer["external_userid"],
        "$stranger": stranger["external_userid"],
        "$group": group,
        "$join_way": join["config_id"],
        "$tag_group": tags["group_id"],
        "$tag": tags["tag"][0]["id"],
        "$console_group": console["group_id"],
        "$console_tag": console["tag"][0]["id"],
        "$way": await enterprise.way("a"),
        "$msgid": sent["msgid"],
        "$cancelled": cancelled["msgid"],
        "$image": image["media_id"],
        "$file": (await enterprise.upload("file", "a.pdf"))["media_id"],
        "$code": (await enterprise.control("wecom/staff/a/oauth_code"))["code"],
        "$welcome": await _welcome_code(enterprise),
    }


def filled(value: Any, scene: dict[str, Any]) -> Any:
    """The same value with every placeholder replaced, at any depth."""
    if isinstance(value, dict):
        return {name: filled(item, scene) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item, scene) for item in value]
    return scene.get(value, value) if isinstance(value, str) else value


async def ask(enterprise: Enterprise, call: str, fields: dict[str, Any]) -> int:
    """The errcode of this call, `"GET path"` or `"POST path"`; a field that is None is left out."""
    method, _, path = call.partition(" ")
    given = {name: value for name, value in fields.items() if value is not None}
    answer = await (enterprise.get(path, **given) if method == "GET" else enterprise.post(path, **given))
    code: int = answer["errcode"]
    return code


async def _welcome_code(enterprise: Enterprise) -> str:
    person = await enterprise.person("新客")
    scan = await enterprise.control(f"people/{person['id']}/scan", config_id=await enterprise.way("b"))
    code: str = scan["welcome_code"]
    return code
