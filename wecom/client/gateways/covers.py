"""Cards whose picture WeCom keeps for three days only."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from app.kernel.errors import PermanentFailure
from wecom.client.contents import CardContent
from wecom.client.corp import Corp
from wecom.client.errors import MEDIA_GONE

T = TypeVar("T")


class Card(Protocol):
    """A mini-program card, whichever domain sends it."""

    @property
    def title(self) -> str: ...
    @property
    def page(self) -> str: ...


async def with_cover(corp: Corp, card: Card | None, send: Callable[[CardContent | None], Awaitable[T]]) -> T:
    """Send with the card's picture; uploaded anew, once, when the platform no longer knows it."""
    if card is None:
        return await send(None)
    media_id = await corp.cover.media_id()
    try:
        return await send(CardContent(card.title, corp.miniprogram_appid, card.page, media_id))
    except PermanentFailure as refused:
        if refused.code not in MEDIA_GONE:
            raise
    media_id = await corp.cover.media_id(failing=media_id)
    return await send(CardContent(card.title, corp.miniprogram_appid, card.page, media_id))
