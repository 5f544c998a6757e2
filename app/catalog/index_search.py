"""Bring what changed in the catalogue into the search index, and its words into suggestions."""

from collections import Counter
from collections.abc import Sequence

import asyncpg

from app.catalog import search_sql as sql
from app.catalog.pinyin import spellings
from app.catalog.search_dictionary import shop_dictionary
from app.catalog.search_words import Dictionary, Text, normalised
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id

# Larger ones would be quicker still, and keep the worker from other jobs, and products locked, for longer.
BATCH = 250
MOST_BATCHES = 80
LONGEST_TERM = 64


async def index_search() -> int:
    """Index products with `indexed` false, at most 20,000 a run; those off the shelf leave the index.

    Whoever changes a product's words, price or shelf sets `indexed` to false in the same transaction.
    """
    dictionary = await shop_dictionary.ready()
    done = 0
    for _ in range(MOST_BATCHES):
        claimed = await _index_batch(dictionary)
        done += claimed
        if claimed < BATCH:
            break
    return done


async def refresh_search() -> None:
    """Bring weights of terms, and prices and sales that moved alone, up to date."""
    await db.execute(sql.REFRESH_FIGURES)
    await db.execute(sql.RECOUNT)
    await db.execute(sql.FORGET_UNUSED)


@atomic
async def _index_batch(dictionary: Dictionary) -> int:
    rows = await db.fetch(sql.CLAIM, BATCH)
    gone = [row["id"] for row in rows if not row["shown"]]
    shown = [row for row in rows if row["shown"]]
    if gone:
        await db.execute(sql.FORGET, gone)
    if shown:
        dictionary.learn(name for row in shown for name in _names(row))
        await _write(dictionary, shown)
        await _learn(Counter(term for row in shown for term in _terms(dictionary, row)))
    return len(rows)


async def _write(dictionary: Dictionary, rows: Sequence[asyncpg.Record]) -> None:
    vectors = [
        dictionary.vector(Text(row["title"], row["brand"], row["category"], f"{row['subtitle']} {row['specs'] or ''}"))
        for row in rows
    ]
    titles = [_phrase(row["title"]) for row in rows]
    columns = [[row[name] for row in rows] for name in ("brand", "category", "price_from", "sales")]
    makers = [_phrase(row["brand"]) for row in rows]
    kinds = [_phrase(row["category"].rsplit("/", 1)[-1]) for row in rows]
    ids = [row["id"] for row in rows]
    await db.execute(sql.WRITE, ids, vectors, titles, *columns, makers, kinds, clock.now())


async def _learn(counts: Counter[str]) -> None:
    known = {row["term"] for row in await db.fetch(sql.KNOWN, list(counts))}
    new = [(term, *sound) for term in counts if term not in known for sound in spellings(term)]
    if new:
        terms, pinyin, initials = (list(column) for column in zip(*new, strict=True))
        await db.execute(sql.LEARN, [new_id() for _ in new], terms, pinyin, initials, [counts[term] for term in terms])


def _phrase(text: str) -> str:
    """As a question compares it."""
    return normalised(text).replace(" ", "")


def _names(row: asyncpg.Record) -> list[str]:
    """Brand and categories as they are written: they stay whole."""
    names = [normalised(row["brand"]), *normalised(row["category"]).split("/")]
    return [name for name in names if 1 < len(name) <= LONGEST_TERM]


def _terms(dictionary: Dictionary, row: asyncpg.Record) -> set[str]:
    """What shoppers may mean by this product: its names and the words of its title."""
    words = dictionary.terms(normalised(row["title"]))
    return {*_names(row), *(word for word in words if 1 < len(word) <= LONGEST_TERM and not word.isdigit())}
