"""The plain XML of callback events (official pages 92129 and 92130), field order as the platform writes it."""

from collections.abc import Sequence
from dataclasses import dataclass

CONTACT_EVENT = "change_external_contact"
CHAT_EVENT = "change_external_chat"
TAG_EVENT = "change_external_tag"
MEMBER_EVENT = "change_contact"
ACQUISITION_EVENT = "customer_acquisition"


@dataclass(frozen=True)
class Tree:
    """An element with elements of its own."""

    children: "tuple[tuple[str, Value], ...]"


Value = str | int | Sequence[str] | Tree


@dataclass(frozen=True)
class Event:
    """`fields` follow the common head in this order; a sequence becomes a list of Item elements.

    For a message instead of an event, `event` is its `msg_type`.
    """

    event: str
    change_type: str
    fields: tuple[tuple[str, Value], ...]
    sender: str = "sys"
    msg_type: str = "event"

    def xml(self, corpid: str, create_time: int) -> str:
        head: list[tuple[str, Value]] = [
            ("ToUserName", corpid),
            ("FromUserName", self.sender),
            ("CreateTime", create_time),
            ("MsgType", self.msg_type),
        ]
        if self.msg_type == "event":
            head.append(("Event", self.event))
        return "<xml>" + "".join(_element(name, value) for name, value in [*head, *self.fields]) + "</xml>"


def contact(change_type: str, userid: str, external_userid: str, *more: tuple[str, str]) -> Event:
    """A change_external_contact event; empty values among `more` are left out, as the platform does."""
    fields: list[tuple[str, Value]] = [
        ("ChangeType", change_type),
        ("UserID", userid),
        ("ExternalUserID", external_userid),
    ]
    return Event(CONTACT_EVENT, change_type, (*fields, *(one for one in more if one[1])))


def chat(change_type: str, chat_id: str, *more: tuple[str, Value]) -> Event:
    return Event(CHAT_EVENT, change_type, (("ChatId", chat_id), ("ChangeType", change_type), *more))


def tag(change_type: str, tag_id: str, tag_type: str) -> Event:
    """`tag_type` is `tag` or `tag_group`."""
    return Event(TAG_EVENT, change_type, (("Id", tag_id), ("TagType", tag_type), ("ChangeType", change_type)))


def tags_shuffled(group_id: str) -> Event:
    """The order of a group's tags has changed, or with "" that of the groups."""
    return Event(TAG_EVENT, "shuffle", (("Id", group_id), ("ChangeType", "shuffle")))


def acquisition(change_type: str, *more: tuple[str, str]) -> Event:
    """An event of the acquisition assistant; empty values are left out."""
    given = tuple(one for one in more if one[1])
    return Event(ACQUISITION_EVENT, change_type, (("ChangeType", change_type), *given))


def member(change_type: str, userid: str, *more: tuple[str, Value]) -> Event:
    """A change of the directory, as applications hear of it (official page 90970)."""
    return Event(MEMBER_EVENT, change_type, (("ChangeType", change_type), ("UserID", userid), *more))


def app(name: str, userid: str, agent_id: int, *more: tuple[str, Value]) -> Event:
    """What a member did in the application (official page 90240)."""
    return Event(name, "", (*more, ("AgentID", agent_id)), sender=userid)


def text_message(userid: str, content: str, msgid: str, agent_id: int) -> Event:
    """A text a member wrote to the application (official page 90239)."""
    said = ("Content", content), ("MsgId", msgid), ("AgentID", agent_id)
    return Event("text", "", said, sender=userid, msg_type="text")


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _element(name: str, value: Value) -> str:
    if isinstance(value, Tree):
        return f"<{name}>" + "".join(_element(*child) for child in value.children) + f"</{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    if isinstance(value, str):
        return f"<{name}>{cdata(value)}</{name}>"
    return f"<{name}>" + "".join(f"<Item>{cdata(item)}</Item>" for item in value) + f"</{name}>"
