"""A member pressed a button on one of our cards."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.guides.answer_notice import answer_notice
from app.guides.errors import NotYourNotice
from app.guides.gateway import gateway


@dataclass(frozen=True, slots=True)
class Pressed:
    """Which button (`key`) of which card (`task_id`). `response_code` changes the card, once and within 72 hours."""

    userid: str
    task_id: str
    key: str
    response_code: str
    at: datetime


async def press(pressed: Pressed) -> None:
    """Keep the press and let the card say so. Again, it changes nothing. Raises the SendFailed family.

    Raises NotYourNotice for a card that is not one of ours.
    """
    try:
        notice_id = UUID(pressed.task_id)
    except ValueError:
        raise NotYourNotice from None
    said = await answer_notice(notice_id, pressed.userid, pressed.key, pressed.at)
    await gateway().settle_card(pressed.userid, pressed.response_code, said)
