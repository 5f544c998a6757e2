"""Taking application messages back, and changing cards that were answered (official pages 94867, 94888)."""

from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.fields import Fields
from sandbox.wecom.inbox import Sent
from sandbox.wecom.message_cards import check_card

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

MOST_USERS, MOST_PARTIES = 1000, 100


def recall(book: "WeComBook", ask: Ask) -> Answer:
    """The message leaves every inbox."""
    msgid = fields.text(ask.body, "msgid")
    if not msgid:
        raise WeComError(41046)
    sent = book.app_messages.recallable(msgid, book.timestamp())
    book.app_messages.recall(sent)
    for userid in sent.userids:
        if (member := book.staff.find(userid)) is not None:
            member.inbox = [one for one in member.inbox if one.get("msgid") != msgid]
    return ok()


def update_template_card(book: "WeComBook", ask: Ask) -> Answer:
    """Grey buttons with another text, or a whole other card, for some or all who got it; the code is spent."""
    body = ask.body
    if fields.number(body, "agentid", 0) != book.world.credentials.wecom_agent_id:
        raise WeComError(40056)
    code = fields.needed(body, "response_code")
    sent = book.app_messages.sent_for(code, book.timestamp())
    wanted = _wanted(book, body, sent)
    change = _change(book, body, sent)
    book.app_messages.spend(code)
    for userid in wanted & set(sent.userids):
        for entry in book.staff.get(userid).inbox:
            if entry.get("msgid") == sent.msgid:
                entry.update(change)
    return ok(invaliduser=sorted(wanted - set(sent.userids)))


def _wanted(book: "WeComBook", body: Fields, sent: Sent) -> set[str]:
    """Whose cards change; 82001 when nobody is named, 81013 when nobody of these exists."""
    if fields.number(body, "atall", 0, most=1):
        return {userid for userid in sent.userids if book.staff.find(userid) is not None}
    users = fields.strings(body, "userids", most=MOST_USERS)
    parties, tags = fields.numbers(body, "partyids"), fields.numbers(body, "tagids")
    if len(parties) > MOST_PARTIES or len(tags) > MOST_PARTIES:
        raise WeComError(40058, "too many recipients")
    if not users and not parties and not tags:
        raise WeComError(82001)
    known = [number for number in parties if number in book.staff.departments]
    of_parties = {member.userid for number in known for member in book.staff.of_department(number)}
    found = of_parties | {userid for userid in users if book.staff.find(userid) is not None}
    if not found:
        raise WeComError(81013)
    return found | set(users)


def _change(book: "WeComBook", body: Fields, sent: Sent) -> dict[str, Any]:
    """What the inbox shows from now on: `replace_name` means that the buttons are grey and say this."""
    if card := fields.record(body, "template_card"):
        known_task = sent.message["template_card"].get("task_id", "")
        return {"template_card": check_card(book, card, known_task=known_task)}
    return {"replace_name": fields.needed(fields.record(body, "button"), "replace_name")}
