"""What the JS-SDK's sendChatMessage is given (WeCom, sendChatMessage: kinds and fields)."""

from dataclasses import dataclass

from app.content.states import MessageKind

# A card's title, a link's title and description (page 92137).
CARD_TITLE_BYTES = 64
LINK_TITLE_BYTES = 128
LINK_TEXT_BYTES = 512


@dataclass(frozen=True, slots=True)
class Message:
    """One message. By `kind` these are not empty:

    text: `text`. image: `media`, an address; whoever asks uploads it for its mediaid. news: `title`, `text`, `link`,
    `picture`. miniprogram: `title`, `page` with the token, `picture`; the appid is added by whoever asks.
    """

    kind: MessageKind
    title: str = ""
    text: str = ""
    link: str = ""
    page: str = ""
    picture: str = ""
    media: str = ""


def text(content: str) -> Message:
    return Message(MessageKind.TEXT, text=content)


def image(address: str) -> Message:
    return Message(MessageKind.IMAGE, media=address)


def news(title: str, description: str, link: str, picture: str) -> Message:
    """Opens outside of the mini-program: nobody learns who did."""
    title, description = cut(title, LINK_TITLE_BYTES), cut(description, LINK_TEXT_BYTES)
    return Message(MessageKind.NEWS, title=title, text=description, link=link, picture=picture)


def card(title: str, page: str, picture: str) -> Message:
    return Message(MessageKind.MINIPROGRAM, title=cut(title, CARD_TITLE_BYTES), page=page, picture=picture)


def cut(words: str, most_bytes: int) -> str:
    """The longest beginning that fits into so many bytes of UTF-8, no character cut in two."""
    return words.encode()[:most_bytes].decode(errors="ignore")
