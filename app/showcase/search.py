"""Find goods by words: in Chinese, in pinyin, with a wrong character, and never an empty page."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from uuid import UUID

import orjson

from app.catalog.search_dictionary import shop_dictionary
from app.catalog.search_words import Question, question
from app.kernel import db
from app.kernel.cache import BytesCache
from app.showcase import mean
from app.showcase import search_sql as sql
from app.showcase.states import Match, Sort

MOST_OFFSET = 1_000
LONGEST_TEXT = 64
SECONDS = 1.0
HOT_SEARCHES = 2_000
BROAD_SECONDS = 60.0

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Search:
    """A question with filters. Prices in fen; `category` is a path and stands for all below it.

    `store_id`: only what that store sells, at its prices; `in_stock`: what it, or without a store anyone online, has
    free. `offset` at most 1,000, `limit` at most 100, `text` at most 64 characters.
    """

    text: str
    sort: Sort = Sort.RELEVANCE
    category: str | None = None
    brand: str | None = None
    price_min: int | None = None
    price_max: int | None = None
    store_id: UUID | None = None
    in_stock: bool = False
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, how they were found, and under which other words if not those asked for."""

    row: Row
    match: Match
    read_as: str | None = None
    did_you_mean: str | None = None


async def read_search(search: Search) -> bytes:
    """The answer as JSON from the database, made by the first of these that finds anything:

    all words (`all_words`); the words it sounds like or nearly is (`read_as`); any of its words (`some_words`); what
    sells best (`popular`), so that a page is empty only when the filters leave nothing. `total` counts up to 1,100;
    `total_is_more` says that there are more. `facets` come with the first page.
    """
    found = await _find(search)
    total: int = found.row["total"]
    after = search.offset + search.limit
    more = total > after and after <= MOST_OFFSET
    told = {
        "match": found.match,
        "read_as": found.read_as,
        "did_you_mean": found.did_you_mean,
        "total": min(total, sql.MOST_RANKED),
        "total_is_more": total > sql.MOST_RANKED,
        "next_cursor": str(after) if more else None,
        "items": orjson.Fragment(found.row["items"]),
        "facets": orjson.Fragment(found.row["facets"]),
    }
    return orjson.dumps(told)


# The same words are asked by many; what they find may be a second old.
_hot: BytesCache[Search] = BytesCache(read_search, ttl=SECONDS, size=HOT_SEARCHES)


# Questions with more hits than are ranked, until when: they are not counted before their best are taken.
_broad: dict[tuple[str, Search], float] = {}


async def search(asked: Search) -> bytes:
    """As read_search, at most a second old."""
    return await _hot.get(asked) or b""


async def _find(search: Search) -> Found:
    dictionary = await shop_dictionary.ready()
    asked = question(dictionary, search.text)
    if asked.every and (row := await _hits(search, asked)):
        return Found(row, Match.ALL_WORDS)
    meant = await _meant(asked.phrase)
    for other in meant:
        if row := await _hits(search, question(dictionary, other)):
            return Found(row, Match.READ_AS, other, other)
    likely = meant[0] if meant else None
    if asked.any and (row := await _hits(search, replace(asked, every=asked.any))):
        return Found(row, Match.SOME_WORDS, did_you_mean=likely)
    popular = await _run(_statements(search).popular, search, asked)
    return Found(popular, Match.POPULAR, did_you_mean=likely)


async def _meant(phrase: str) -> list[str]:
    readings = await mean.other_readings(phrase)
    if readings:
        return readings
    near = await mean.nearest(phrase)
    return [near] if near else []


async def _hits(search: Search, asked: Question) -> Row | None:
    """None when nothing is found. What is remembered of a question decides how long it takes, never what it finds."""
    same = (asked.every, replace(search, text="", offset=0, limit=0))
    statements = _statements(search)
    if _broad.get(same, 0.0) > time.monotonic():
        row = await _run(statements.many, search, asked)
    else:
        row = await _run(statements.found, search, asked)
        if row["total"] > sql.MOST_RANKED:
            _remember_broad(same)
    return row if row["total"] else None


def _remember_broad(question: tuple[str, Search]) -> None:
    while len(_broad) >= HOT_SEARCHES:
        del _broad[next(iter(_broad))]
    _broad[question] = time.monotonic() + BROAD_SECONDS


def _statements(search: Search) -> sql.Statements:
    return (sql.ONLINE if search.store_id is None else sql.AT_STORE)[search.sort]


async def _run(statement: str, search: Search, asked: Question) -> Row:
    filters = (search.category, search.brand, search.price_min, search.price_max, search.in_stock)
    store = () if search.store_id is None else (search.store_id,)
    page = (search.limit, search.offset, asked.phrase)
    together = asked.phrase if asked.words > 1 else ""
    row: Row | None = await db.fetch_one(statement, asked.every, together, *filters, *page, *store)
    if row is None:
        raise AssertionError("a search answers with one row")
    return row
