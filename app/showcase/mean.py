"""What a question that finds nothing may mean: another spelling of words the shop has."""

from collections.abc import Collection, Sequence
from itertools import islice, product

from app.catalog.pinyin import spelling
from app.catalog.search_words import IS_HAN
from app.kernel import db
from app.showcase import search_sql as sql

LAST = "\U0010ffff"
LONGEST_SPELLING = 40
LONGEST_SOUND = 24
MOST_ALIKE = 3
MOST_READINGS = 6


async def other_readings(phrase: str) -> list[str]:
    """The phrase as words of the shop that sound like it, typed in pinyin, by initials, or with a wrong character.

    At most six, likelier words first; words that sound alike give several.
    """
    letters = spelling(phrase) if phrase else ""
    if not letters or len(letters) > LONGEST_SPELLING:
        return []
    parts = {letters[at:end] for at in range(len(letters)) for end in range(at + 2, min(at + LONGEST_SOUND, 41))}
    known: dict[str, list[str]] = {}
    for row in await db.fetch(sql.SPELT, list(parts)):
        known.setdefault(row["spelling"], []).append(row["term"])
    spellings = _fewest(letters, known.keys()) or []
    choices = product(*(known[each][:MOST_ALIKE] for each in spellings))
    readings = dict.fromkeys("".join(words) for words in islice(choices, MOST_READINGS))
    return [reading for reading in readings if reading and reading != phrase]


async def nearest(phrase: str) -> str | None:
    """The term with the fewest letters wrong: one in up to four, two in longer ones; the heavier of equals."""
    allowed = 1 if len(phrase) <= 4 else 2
    if len(phrase) < 2:
        return None
    if IS_HAN.search(phrase):
        rows = await db.fetch(sql.ALIKE, phrase, len(phrase) - allowed, len(phrase) + allowed)
        near = [(distance(phrase, row["term"]), -row["weight"], row["term"]) for row in rows]
    else:
        rows = await db.fetch(sql.ALIKE_IN_PINYIN, phrase[:1], phrase[:1] + LAST)
        near = [(distance(phrase, row["pinyin"]), -row["weight"], row["term"]) for row in rows]
    close = [each for each in near if 0 < each[0] <= allowed]
    return min(close)[2] if close else None


def distance(one: str, other: str) -> int:
    """Letters to insert, remove, replace or swap with the neighbour to make one text the other."""
    before: Sequence[int] = []
    row: Sequence[int] = range(len(other) + 1)
    for at, letter in enumerate(one):
        previous, before, row = before, row, [at + 1]
        for to, goal in enumerate(other):
            cost = min(before[to + 1] + 1, row[to] + 1, before[to] + (letter != goal))
            if at and to and letter == other[to - 1] and one[at - 1] == goal:
                cost = min(cost, previous[to - 1] + 1)
            row.append(cost)
    return row[-1]


def _fewest(letters: str, known: Collection[str]) -> list[str] | None:
    """The letters as the fewest known spellings; the longest word first where there is a choice."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(letters) + 1):
        choices = [
            [*head, letters[at:end]] for at in range(end) if (head := best[at]) is not None and letters[at:end] in known
        ]
        best.append(min(choices, key=len) if choices else None)
    return best[-1]
