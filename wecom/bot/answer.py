"""A member asks the bot something: by a text, or by an item of the menu."""

from dataclasses import dataclass
from datetime import datetime

from app.guides.states import NoticeKind
from app.guides.tell import tell
from app.staff.queries import staff_by_userid
from wecom.bot.commands import HELP, command_for


@dataclass(frozen=True, slots=True)
class Question:
    """What a member wrote, or a menu item's key. `key` names the message, so that it is answered once."""

    userid: str
    text: str
    key: str
    at: datetime


async def answer(question: Question) -> None:
    """Answer a member in service by app message, once; what no command means is answered with the list of commands.

    Others hear nothing.
    """
    staff = await staff_by_userid(question.userid)
    if staff is None or not staff.active:
        return
    command = command_for(question.text)
    said = await command.run(staff.id, question.at) if command else HELP
    await tell(staff.id, NoticeKind.ANSWER, f"answer:{staff.id}:{question.key}", said)
