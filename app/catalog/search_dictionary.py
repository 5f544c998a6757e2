"""The one dictionary of this process: loaded at first need, in a thread, and kept up with the shop's own words."""

import asyncio
import time
from uuid import UUID

from app.catalog import search_sql
from app.catalog.search_words import Dictionary
from app.kernel import db

SECONDS_BETWEEN_LESSONS = 60.0
NOTHING_YET = UUID(int=0)


class ShopDictionary:
    """A dictionary that reads new rows of `search_terms` once a minute."""

    def __init__(self) -> None:
        self._words: Dictionary | None = None
        self._loading = asyncio.Lock()
        self._learnt = NOTHING_YET
        self._next_lesson = 0.0

    async def ready(self) -> Dictionary:
        if self._words is not None and time.monotonic() < self._next_lesson:
            return self._words
        async with self._loading:
            if self._words is None:
                self._words = await asyncio.to_thread(_loaded)
            if time.monotonic() >= self._next_lesson:
                self._next_lesson = time.monotonic() + SECONDS_BETWEEN_LESSONS
                rows = await db.fetch(search_sql.TERMS_SINCE, self._learnt)
                self._words.learn(row["term"] for row in rows)
                self._learnt = rows[-1]["id"] if rows else self._learnt
            return self._words


def _loaded() -> Dictionary:
    words = Dictionary()
    words.load()
    return words


shop_dictionary = ShopDictionary()
