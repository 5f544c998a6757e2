"""Template cards of the application (pages 90236, 94888): notices, and cards on which a member presses or chooses.

Cards to press need a callback URL (Misconfigured 43012) and a `task_id` that was never used before: at most 128 of
letters, digits and `_-@`. Fields left at their defaults are not sent.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

ADDRESS, MINIPROGRAM = 1, 2
PLAIN, LINKED, FILE, MEMBER = 0, 1, 2, 3


class Part(msgspec.Struct, omit_defaults=True):
    """A piece of a card."""


class Source(Part):
    """Who says it. `desc_color` 0 grey, 1 black, 2 red, 3 green."""

    desc: str = ""
    icon_url: str = ""
    desc_color: int = 0


class Title(Part):
    title: str = ""
    desc: str = ""


class Row(Part):
    """A line of name and value; `type` 1 leads to `url`, 2 is the file `media_id`, 3 shows the member `userid`."""

    keyname: str
    value: str = ""
    type: int = PLAIN
    url: str = ""
    media_id: str = ""
    userid: str = ""


class Target(Part):
    """Where a tap leads: `type` 1 to `url`, 2 to `pagepath` of the linked mini-program `appid`."""

    type: int = 0
    url: str = ""
    appid: str = ""
    pagepath: str = ""


class Jump(Target):
    """A line below the card that leads somewhere."""

    title: str = ""


class Quote(Target):
    """What somebody said or a document says."""

    title: str = ""
    quote_text: str = ""


class Image(Part):
    """`aspect_ratio` is width to height, from 1.3 to 2.25."""

    url: str
    aspect_ratio: float = 1.3


class Action(Part):
    text: str
    key: str


class Menu(Part):
    """The three dots at the corner: one to three actions."""

    action_list: list[Action]
    desc: str = ""


class Button(Part):
    """`style` 1 blue, 2 plain, 3 red, 4 grey; `type` 0 calls back with `key`, 1 opens `url`."""

    text: str
    key: str = ""
    type: int = 0
    style: int = 1
    url: str = ""


class Option(Part):
    id: str
    text: str


class TickOption(Option):
    is_checked: bool = False


class Selection(Part):
    """One of at most ten, by its id."""

    question_key: str
    option_list: list[Option]
    title: str = ""
    selected_id: str = ""


class Ticks(Part):
    """At most twenty to tick: `mode` 0 one of them, 1 several."""

    question_key: str
    option_list: list[TickOption]
    mode: int = 0


class Common(Part, tag_field="card_type"):
    """What every card may have."""

    main_title: Title
    source: Source | None = None
    action_menu: Menu | None = None
    task_id: str = ""


class TextNotice(Common, tag="text_notice"):
    """`card_action` is required. At most six rows and three jumps."""

    card_action: Target = msgspec.field(default_factory=Target)
    emphasis_content: Title | None = None
    quote_area: Quote | None = None
    sub_title_text: str = ""
    horizontal_content_list: list[Row] = []
    jump_list: list[Jump] = []


class NewsNotice(Common, tag="news_notice"):
    """A picture above the text. `card_action` and `card_image` are required; at most four vertical titles."""

    card_action: Target = msgspec.field(default_factory=Target)
    card_image: Image | None = None
    quote_area: Quote | None = None
    vertical_content_list: list[Title] = []
    horizontal_content_list: list[Row] = []
    jump_list: list[Jump] = []


class Buttons(Common, tag="button_interaction"):
    """One to six buttons, and a choice beside them where wanted."""

    button_list: list[Button] = []
    button_selection: Selection | None = None
    card_action: Target | None = None
    quote_area: Quote | None = None
    sub_title_text: str = ""
    horizontal_content_list: list[Row] = []


class Vote(Common, tag="vote_interaction"):
    checkbox: Ticks | None = None
    submit_button: Action | None = None


class Choices(Common, tag="multiple_interaction"):
    """One to three selections and one button to hand them in."""

    select_list: list[Selection] = []
    submit_button: Action | None = None


Notice = TextNotice | NewsNotice
Card = Notice | Buttons | Vote | Choices


def body(card: Card) -> dict[str, Any]:
    """The card as the platform takes it."""
    made: dict[str, Any] = msgspec.to_builtins(card)
    return made


def to_members(agent_id: int, userids: Sequence[str], card: Card) -> dict[str, Any]:
    """The message that brings a card to members, at most 1,000."""
    addressed = {"touser": "|".join(userids), "msgtype": "template_card", "agentid": agent_id}
    return addressed | {"template_card": body(card)}
