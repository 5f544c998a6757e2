"""What stands on the buttons of a notice, by their keys. A reason's key carries the reason: head office edits them."""

from collections.abc import Sequence

from app.guides.states import Press

WHY = "why:"
# Buttons on a card (page 90236).
MOST = 6
TEXTS: dict[str, str] = {Press.FOLLOWED_UP: "已跟进", Press.MUTE_TODAY: "今天不再提醒"}
SAID: dict[str, str] = {Press.FOLLOWED_UP: "已标记跟进", Press.MUTE_TODAY: "今天不再提醒此客户"}


def of_reasons(reasons: Sequence[str]) -> tuple[str, ...]:
    """The keys of buttons that say why a customer left: of the first six reasons."""
    return tuple(WHY + reason for reason in reasons[:MOST])


def reason_of(key: str) -> str | None:
    """The reason that a button names, None for any other button."""
    return key.removeprefix(WHY) if key.startswith(WHY) else None


def texts(keys: Sequence[str]) -> list[tuple[str, str]]:
    """(key, what the button says), without those that nobody knows any more."""
    found = [(key, reason_of(key) or TEXTS.get(key)) for key in keys]
    return [(key, text) for key, text in found if text]


def said(key: str) -> str:
    """What the card says once this button was pressed."""
    reason = reason_of(key)
    return f"已记录：{reason}" if reason else SAID[key]
