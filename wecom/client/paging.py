"""Reading a list of the platform page by page, as far as somebody wants to read."""

from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol, TypeVar

from app.kernel.errors import UnknownOutcome
from wecom.client.api import Api

# Far above any list of a corp: a cursor that never ends is the platform's fault and must not keep us for ever.
MOST_PAGES = 2000


class Page(Protocol):
    """What an answer with more to come has: an empty `next_cursor` at the end."""

    @property
    def next_cursor(self) -> str: ...


P = TypeVar("P", bound=Page)
Row = TypeVar("Row")


async def rows(
    api: Api, form: type[P], path: str, body: dict[str, Any], of: Callable[[P], list[Row]]
) -> AsyncIterator[Row]:
    """Every row from the first page on; the next page is asked for when the last row of one is used up.

    Raises UnknownOutcome for a cursor that leads nowhere, and what the call raises: TemporaryFailure 50100 for a cursor
    that has gone bad, whereafter one begins again.
    """
    cursor = ""
    for _ in range(MOST_PAGES):
        page = await api.read(form, path, body | ({"cursor": cursor} if cursor else {}))
        for row in of(page):
            yield row
        if not page.next_cursor or page.next_cursor == cursor:
            break
        cursor = page.next_cursor
    else:
        raise UnknownOutcome(f"wecom {path} has more than {MOST_PAGES} pages")
    if page.next_cursor:
        raise UnknownOutcome(f"wecom {path} gave the same cursor twice")
