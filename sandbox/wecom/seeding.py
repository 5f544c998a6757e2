"""An enterprise with very many customers, for measuring how the product reads them."""

import asyncio
from dataclasses import dataclass

from sandbox.wecom.book import WeComBook
from sandbox.wecom.relations import ADD_WAY_QR, Relation

MOST_CUSTOMERS, MOST_MEMBERS, MOST_TAGS = 300_000, 1000, 1000
BATCH = 2000
OWNER, TAG_GROUP, STATE = "console", "批量标签", "seed"


@dataclass(frozen=True)
class Seed:
    """What was made: members by userid, tags by id."""

    userids: list[str]
    tag_ids: list[str]
    customers: int


async def seed(book: WeComBook, customers: int, members: int, tags: int) -> Seed:
    """New customers shared out evenly over members `seed1`, `seed2`, ..., each with one of the tags and a unionid.

    Nothing is called back. Other requests are served in between.
    """
    userids = [f"seed{number + 1}" for number in range(members)]
    for number, userid in enumerate(userids):
        if book.staff.find(userid) is None:
            book.staff.add(userid, f"导购{number + 1}", "", [1])
    tag_ids = _tags(book, tags)
    for first in range(0, customers, BATCH):
        for number in range(first, min(first + BATCH, customers)):
            _customer(book, number, userids[number % members], tag_ids)
        await asyncio.sleep(0)
    return Seed(userids, tag_ids, customers)


def _tags(book: WeComBook, count: int) -> list[str]:
    """The ids of `count` tags in a group of the console, those of an earlier seeding first."""
    now = book.timestamp()
    group = book.tags.group_named(TAG_GROUP) or book.tags.open_group(TAG_GROUP, 0, OWNER, now)
    missing = [(f"{TAG_GROUP}{number + 1}", 0) for number in range(len(group.tags), count)]
    if missing:
        book.tags.add(group, missing, OWNER, now)
    return list(group.tags)[:count]


def _customer(book: WeComBook, number: int, userid: str, tag_ids: list[str]) -> None:
    person = book.world.people.create(f"客户{number + 1}", f"13{number:09d}")
    relation = Relation(userid, person.external_userid, book.timestamp(), ADD_WAY_QR, person.name, STATE)
    if tag_ids:
        relation.tag_ids.add(tag_ids[number % len(tag_ids)])
    book.relations.put(relation)
