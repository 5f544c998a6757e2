"""The rules of template cards (official pages 90236 and 94888): what each kind needs, and how much of everything."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields
from sandbox.wecom.errors import WeComError
from sandbox.wecom.fields import Fields

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
INTERACTIVE = ("button_interaction", "vote_interaction", "multiple_interaction")
NOTICES = ("text_notice", "news_notice")
MOST = {"horizontal_content_list": 6, "jump_list": 3, "vertical_content_list": 4, "button_list": 6, "select_list": 3}
MOST_OPTIONS = {"button_selection": 10, "checkbox": 20, "select_list": 10}
LINK, FILE, PERSON = 1, 2, 3
KEY_BYTES = 1024
LEAST_RATIO, MOST_RATIO = 1.3, 2.25


def check_card(book: "WeComBook", content: Fields, *, known_task: str = "") -> dict[str, Any]:
    """The card; 40058 or 40063 for what a card of its kind cannot be, 43012 for buttons without a callback URL.

    `known_task` is the task id of the card this one replaces, which it may keep.
    """
    kind = fields.needed(content, "card_type")
    if kind not in (*NOTICES, *INTERACTIVE):
        raise WeComError(40058, "card_type")
    title = fields.text(fields.record(content, "main_title"), "title")
    if not title and not (kind == "text_notice" and fields.text(content, "sub_title_text")):
        raise WeComError(40063, "main_title.title")
    for name, most in MOST.items():
        if len(fields.records(content, name)) > most:
            raise WeComError(40058, name)
    if kind in INTERACTIVE or content.get("action_menu"):
        _task(book, content, known_task)
    _common(book, content)
    CHECKS[kind](book, content)
    return dict(content)


def own_miniprogram(book: "WeComBook", content: Fields) -> None:
    appid = fields.needed(content, "appid")
    if appid != book.world.credentials.miniprogram_appid:
        raise WeComError(90207, appid)


def _task(book: "WeComBook", content: Fields, known_task: str) -> None:
    task_id = fields.needed(content, "task_id")
    used = task_id in book.app_messages.task_ids and task_id != known_task
    if not TASK_ID.fullmatch(task_id) or used:
        raise WeComError(40058, "task_id")
    if not book.callbacks.url:
        raise WeComError(43012)


def _common(book: "WeComBook", content: Fields) -> None:
    """What cards of several kinds may have."""
    fields.number(fields.record(content, "source"), "desc_color", 0, most=3)
    if menu := fields.record(content, "action_menu"):
        actions = fields.records(menu, "action_list")
        if not 1 <= len(actions) <= 3:
            raise WeComError(40058, "action_menu.action_list")
        for action in actions:
            fields.needed(action, "text")
            fields.needed(action, "key", size=KEY_BYTES)
    for row in fields.records(content, "horizontal_content_list"):
        _row(book, row)
    for jump in fields.records(content, "jump_list"):
        fields.needed(jump, "title")
        if kind := fields.number(jump, "type", 0, most=FILE):
            _target(book, jump, kind)
    for row in fields.records(content, "vertical_content_list"):
        fields.needed(row, "title")


def _row(book: "WeComBook", row: Fields) -> None:
    fields.needed(row, "keyname")
    kind = fields.number(row, "type", 0, most=PERSON)
    if kind == LINK:
        fields.needed(row, "url", size=2048)
    elif kind == FILE:
        book.media.expect(fields.needed(row, "media_id"), "file", book.timestamp())
    elif kind == PERSON:
        book.staff.get(fields.needed(row, "userid"), 40003)


def _target(book: "WeComBook", target: Fields, kind: int) -> None:
    """Where a tap leads: an address (1) or the linked mini-program (2)."""
    if kind == LINK:
        fields.needed(target, "url", size=2048)
    else:
        own_miniprogram(book, target)


def _text_notice(book: "WeComBook", content: Fields) -> None:
    action = fields.record(content, "card_action")
    _target(book, action, fields.number(action, "type", 0, least=1, most=2))


def _news_notice(book: "WeComBook", content: Fields) -> None:
    _text_notice(book, content)
    image = fields.record(content, "card_image")
    if not image and not fields.record(content, "image_text_area"):
        raise WeComError(40063, "card_image")
    if image:
        fields.needed(image, "url", size=2048)
        ratio = image.get("aspect_ratio", LEAST_RATIO)
        if not isinstance(ratio, int | float) or not LEAST_RATIO <= ratio <= MOST_RATIO:
            raise WeComError(40058, "card_image.aspect_ratio")


def _button_interaction(book: "WeComBook", content: Fields) -> None:
    buttons = fields.records(content, "button_list")
    if not buttons:
        raise WeComError(40058, "button_list")
    for button in buttons:
        fields.needed(button, "text")
        if fields.number(button, "type", 0, most=1):
            fields.needed(button, "url", size=2048)
        else:
            fields.needed(button, "key", size=KEY_BYTES)
    if selection := fields.record(content, "button_selection"):
        _question(selection, MOST_OPTIONS["button_selection"])


def _vote_interaction(book: "WeComBook", content: Fields) -> None:
    box = fields.record(content, "checkbox")
    _question(box, MOST_OPTIONS["checkbox"])
    fields.number(box, "mode", 0, most=1)
    _submit(content)


def _multiple_interaction(book: "WeComBook", content: Fields) -> None:
    questions = fields.records(content, "select_list")
    if not questions:
        raise WeComError(40063, "select_list")
    for question in questions:
        _question(question, MOST_OPTIONS["select_list"])
    _submit(content)


def _question(question: Fields, most: int) -> None:
    fields.needed(question, "question_key", size=KEY_BYTES)
    options = fields.records(question, "option_list")
    ids = [fields.needed(option, "id", size=128) for option in options]
    for option in options:
        fields.needed(option, "text")
    if not 1 <= len(ids) <= most or len(set(ids)) < len(ids):
        raise WeComError(40058, "option_list")


def _submit(content: Fields) -> None:
    button = fields.record(content, "submit_button")
    fields.needed(button, "text")
    fields.needed(button, "key", size=KEY_BYTES)


CHECKS: dict[str, Callable[["WeComBook", Fields], None]] = {
    "text_notice": _text_notice,
    "news_notice": _news_notice,
    "button_interaction": _button_interaction,
    "vote_interaction": _vote_interaction,
    "multiple_interaction": _multiple_interaction,
}
