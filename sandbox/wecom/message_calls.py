"""Sending an application message to members (official page 90236)."""

from typing import TYPE_CHECKING

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.fields import Fields
from sandbox.wecom.message_cards import INTERACTIVE
from sandbox.wecom.message_kinds import KINDS
from sandbox.wecom.staff import Member

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

EVERYBODY = "@all"
MOST_USERS, MOST_PARTIES = 1000, 100
MOST_INTERVAL = 4 * 3600


def message_send(book: "WeComBook", ask: Ask) -> Answer:
    """Sends to who is left after the invalid ones; those are named in the answer, userids in lower case."""
    body = ask.body
    if fields.number(body, "agentid", 0) != book.world.credentials.wecom_agent_id:
        raise WeComError(40056)
    members, bad_users, bad_parties, bad_tags = _recipients(book, body)
    kind = fields.text(body, "msgtype")
    if kind not in KINDS:
        raise WeComError(40008, kind)
    if kind == "miniprogram_notice" and fields.text(body, "touser") == EVERYBODY:
        raise WeComError(40058, "miniprogram_notice takes no @all")
    interval = _duplicate_interval(body)
    if not members:
        raise WeComError(81013)
    content = KINDS[kind](book, fields.record(body, kind))
    now, at = book.timestamp(), book.now().isoformat()
    sent = book.app_messages.keep({"kind": "app_message", "msgtype": kind, kind: content}, members, now)
    for member in members:
        book.app_messages.deliver(sent, member, at, interval)
    answer = ok(
        invaliduser="|".join(bad_users).lower(),
        invalidparty="|".join(bad_parties),
        invalidtag="|".join(bad_tags),
        msgid=sent.msgid,
    )
    card = kind == "template_card" and (content["card_type"] in INTERACTIVE or "action_menu" in content)
    return answer | {"response_code": book.app_messages.issue_code(sent.msgid, now)} if card else answer


def _recipients(book: "WeComBook", body: Fields) -> tuple[list[Member], list[str], list[str], list[str]]:
    """`(members, unknown users, unknown parties, unknown tags)`; the sandbox has no member tags."""
    users, parties, tags = (_joined(body, name) for name in ("touser", "toparty", "totag"))
    if not users and not parties and not tags:
        raise WeComError(82001)
    if len(users) > MOST_USERS or len(parties) > MOST_PARTIES or len(tags) > MOST_PARTIES:
        raise WeComError(40058, "too many recipients")
    if users == [EVERYBODY]:
        return book.staff.all(), [], [], []
    known_parties = [one for one in parties if one.isdigit() and int(one) in book.staff.departments]
    found = {one: member for one in users if (member := book.staff.find(one)) is not None}
    for party in known_parties:
        found.update((member.userid, member) for member in book.staff.of_department(int(party)))
    bad_users = [one for one in users if one not in found]
    return list(found.values()), bad_users, [one for one in parties if one not in known_parties], tags


def _joined(body: Fields, name: str) -> list[str]:
    return list(dict.fromkeys(one for one in fields.text(body, name).split("|") if one))


def _duplicate_interval(body: Fields) -> int | None:
    """Seconds within which an identical message is not delivered again, None when the check is off."""
    interval = fields.number(body, "duplicate_check_interval", 1800, most=MOST_INTERVAL)
    return interval if fields.flag(body, "enable_duplicate_check", False) else None
