"""What a member does in the application's chat, each with its callback (official pages 90238, 90240)."""

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.errors import ControlError
from sandbox.wecom import events
from sandbox.wecom.book import WeComBook
from sandbox.wecom.menu_calls import menu_keys


def say(book: WeComBook, userid: str, content: str) -> str:
    """The member writes a text to the application; its MsgId."""
    msgid = str(secrets.randbelow(9 * 10**18) + 10**18)
    agent_id = book.world.credentials.wecom_agent_id
    book.callbacks.emit(events.text_message(userid, content, msgid, agent_id))
    return msgid


def click(book: WeComBook, userid: str, key: str) -> None:
    """The member presses an item of the application's menu; 400 for one that the menu, if there is one, lacks."""
    if book.menu and key not in menu_keys(book):
        raise ControlError(400, f"the menu has no item {key}")
    _tell(book, "click", userid, ("EventKey", key))


def enter(book: WeComBook, userid: str) -> None:
    _tell(book, "enter_agent", userid, ("EventKey", ""))


def press(book: WeComBook, userid: str, task_id: str, key: str, selected: Mapping[str, list[str]]) -> str:
    """The member presses a button of a card, with what is `selected` per question; the event's response code.

    400 for a button the card does not have, a choice it does not offer, or a card that is answered already.
    """
    entry = _card(book, userid, task_id)
    card = entry["template_card"]
    name = _event_of(card, key)
    if "replace_name" in entry:
        raise ControlError(400, "this card is answered already")
    _check_choice(card, selected)
    code = book.app_messages.issue_code(entry["msgid"], book.timestamp())
    items = [
        ("SelectedItem", events.Tree((("QuestionKey", question), ("OptionIds", events.Tree(_options(ids))))))
        for question, ids in selected.items()
    ]
    chosen = [("SelectedItems", events.Tree(tuple(items)))] if items else []
    head = ("EventKey", key), ("TaskId", task_id), ("CardType", card["card_type"]), ("ResponseCode", code)
    _tell(book, name, userid, *head, *chosen)
    return code


def _tell(book: WeComBook, name: str, userid: str, *more: tuple[str, events.Value]) -> None:
    book.callbacks.emit(events.app(name, userid, book.world.credentials.wecom_agent_id, *more))


def _options(ids: list[str]) -> tuple[tuple[str, events.Value], ...]:
    return tuple(("OptionId", one) for one in ids)


def _card(book: WeComBook, userid: str, task_id: str) -> dict[str, Any]:
    """The newest card of this task on the member's phone; 404 when there is none."""
    newest: Iterator[dict[str, Any]] = reversed(book.staff.controlled(userid).inbox)
    for entry in newest:
        if entry.get("template_card", {}).get("task_id") == task_id:
            return entry
    raise ControlError(404, f"{userid} has no card {task_id}")


def _event_of(card: dict[str, Any], key: str) -> str:
    buttons = [one["key"] for one in card.get("button_list", []) if not one.get("type")]
    if "submit_button" in card:
        buttons.append(card["submit_button"]["key"])
    if key in buttons:
        return "template_card_event"
    if key in [one["key"] for one in card.get("action_menu", {}).get("action_list", [])]:
        return "template_card_menu_event"
    raise ControlError(400, f"this card has no button {key}")


def _check_choice(card: dict[str, Any], selected: Mapping[str, list[str]]) -> None:
    questions = [*card.get("select_list", []), card.get("checkbox", {}), card.get("button_selection", {})]
    offered = {one["question_key"]: [each["id"] for each in one["option_list"]] for one in questions if one}
    many = card.get("checkbox", {}).get("mode") == 1
    for question, ids in selected.items():
        if question not in offered or not set(ids) <= set(offered[question]) or (len(ids) > 1 and not many):
            raise ControlError(400, f"this card does not offer {ids} for {question}")
