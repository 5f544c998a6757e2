"""The WeCom part of the sandbox's page."""

import json
from html import escape
from typing import Any

from sandbox.people import People
from sandbox.wecom.book import WeComBook
from sandbox.wecom.broadcasts import NOT_FRIEND, NOT_SENT, OVER_QUOTA, SENT, TASK_DONE, Broadcast
from sandbox.wecom.callbacks import Delivery
from sandbox.wecom.groups import Group
from sandbox.wecom.relations import Relation
from sandbox.wecom.robots import Robot
from sandbox.wecom.staff import Member
from sandbox.wecom.transfers import AT_LIMIT, DONE, REFUSED, WAITING, Transfer
from sandbox.world import World

DELIVERIES_SHOWN = 30
FRIENDS_SHOWN = 200
STATUS = {NOT_SENT: "未发送", SENT: "已送达", NOT_FRIEND: "已不是好友", OVER_QUOTA: "超出本月次数"}
TRANSFER_STATUS = {WAITING: "等待接替", DONE: "接替完毕", REFUSED: "客户拒绝", AT_LIMIT: "成员客户达到上限"}


def render(world: World) -> str:
    """Sections for members, friends, groups and callbacks; every value escaped."""
    book = world.wecom
    friends = [_friend(world.people, one) for one in book.relations.all()[-FRIENDS_SHOWN:]]
    return (
        _section("企业微信成员", "成员|应用消息|群发任务", [_member(book, one) for one in book.staff.all()])
        + _section("好友关系", "成员|客户|渠道标识|备注|状态", friends)
        + _section(
            "客户转接", "原成员|接替成员|客户|状态", [_transfer(world.people, one) for one in book.transfers.all()]
        )
        + _section("客户群", "群|群主|成员|消息", [_group(one) for one in book.groups.all()])
        + _section("群机器人", "机器人|消息", [_robot(one) for one in book.robots.all()])
        + _section("回调投递", "编号|事件|尝试|结果", [_delivery(one) for one in _newest(book)])
    )


def _section(title: str, heads: str, rows: list[str]) -> str:
    head = "".join(f"<th>{one}</th>" for one in heads.split("|"))
    return f"<section><h2>{title}</h2><table><tr>{head}</tr>{''.join(rows)}</table></section>"


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _button(address: str, label: str, body: dict[str, str] | None = None) -> str:
    """A control call to press; `label` is escaped already."""
    data = f' data-json="{escape(json.dumps(body))}"' if body else ""
    return f'<form method="post" action="{escape(address)}"{data}><button>{label}</button></form>'


def _list(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _member(book: WeComBook, member: Member) -> str:
    leave = _button(f"/_sandbox/wecom/staff/{member.userid}/resign", "离职")
    name = f"{escape(member.name)}<br><code>{escape(member.userid)}</code> {leave}"
    messages = [_app_message(message) + _card_buttons(member.userid, message) for message in member.inbox]
    tasks = [_task(one, member.userid) for one in book.broadcasts.of_member(member.userid)]
    return _row(name, _list(messages), _list(tasks))


def _app_message(message: dict[str, Any]) -> str:
    content = message.get(message.get("msgtype", ""), message)
    title = content.get("main_title", {}).get("title")
    text = content.get("content") or content.get("title") or content.get("text") or title or message["kind"]
    return f"[{escape(str(message.get('msgtype', '提醒')))}] {escape(str(text))}"


def _card_buttons(userid: str, message: dict[str, Any]) -> str:
    """The buttons of a card that is not answered yet; a press on one of them is a control call."""
    card = message.get("template_card", {})
    buttons = [one for one in card.get("button_list", []) if not one.get("type")]
    if "replace_name" in message:
        return f"({escape(message['replace_name'])})"
    shown = [(one["text"], {"task_id": card["task_id"], "key": one["key"]}) for one in buttons]
    return "".join(_button(f"/_sandbox/wecom/staff/{userid}/press", escape(text), body) for text, body in shown)


def _task(broadcast: Broadcast, userid: str) -> str:
    task = broadcast.tasks[userid]
    text = escape(broadcast.text) or f"附件 {len(broadcast.attachments)} 个"
    if broadcast.cancelled and task.status != TASK_DONE:
        return f"{text}:已取消"
    if task.status != TASK_DONE:
        address = f"/_sandbox/wecom/staff/{userid}/broadcasts/{broadcast.msgid}/confirm"
        return f"{text}:待确认 {_button(address, '确认发送')}"
    counts = [(label, sum(1 for one in task.targets if one.status == code)) for code, label in STATUS.items()]
    return f"{text}:" + "、".join(f"{label} {count}" for label, count in counts if count)


def _friend(people: People, relation: Relation) -> str:
    person = people.by_external_userid(relation.external_userid)
    status = "待通过" if relation.waiting else "已被客户删除" if relation.deleted_by_customer else "好友"
    name = person.name if person is not None else relation.external_userid
    return _row(*(escape(one) for one in (relation.userid, name, relation.state, relation.remark, status)))


def _transfer(people: People, transfer: Transfer) -> str:
    person = people.by_external_userid(transfer.external_userid)
    status = escape(TRANSFER_STATUS[transfer.status])
    if person is not None and transfer.status == WAITING:
        status += " " + _button(f"/_sandbox/people/{person.id}/refuse_transfer", "客户拒绝")
    name = person.name if person is not None else transfer.external_userid
    return _row(escape(transfer.handover), escape(transfer.takeover), escape(name), status)


def _group(group: Group) -> str:
    shape = group.now
    members = "、".join(escape(member.name) for member in shape.members)
    messages = [f"{escape(one['from'])}:{escape(one['text'])}" for one in group.messages]
    name = f"{escape(shape.name)}<br><code>{escape(group.chat_id)}</code>"
    return _row(name, escape(shape.owner), f"{len(shape.members)} 人:{members}", _list(messages))


def _robot(robot: Robot) -> str:
    name = f"{escape(robot.name)}<br><code>{escape(robot.key)}</code>"
    return _row(name, _list([_app_message(message | {"kind": robot.name}) for message in robot.messages]))


def _newest(book: WeComBook) -> list[Delivery]:
    return list(reversed(book.callbacks.newest(DELIVERIES_SHOWN)))


def _delivery(delivery: Delivery) -> str:
    tries = [f"{escape(one['at'][11:19])} HTTP {one['status']}" for one in delivery.tries]
    result = "已接收" if delivery.accepted else "未接收"
    return _row(escape(delivery.id), escape(f"{delivery.event} / {delivery.change_type}"), _list(tries), result)
