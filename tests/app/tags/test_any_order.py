"""Any interleaving of what guides do at WeCom, what is put here, and readings that come late, ends with both equal."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.tags.give import give, take
from app.tags.marking import marked, standings
from app.tags.models import Tag, TagGroup
from app.tags.observe import Observed, observe, unfollow
from app.tags.states import Origin, Source
from tests.app.tags.factory import on

GUIDES, TAGS = 2, 2
guide, tag = st.integers(0, GUIDES - 1), st.integers(0, TAGS - 1)
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(("guide_puts", "guide_takes")), guide, tag),
        st.tuples(st.sampled_from(("give", "take")), tag),
        st.tuples(st.just("read"), guide),
        st.tuples(st.just("apply"), st.integers(0, 3)),
        st.tuples(st.just("tell")),
        st.tuples(st.just("part"), guide),
    ),
    max_size=20,
)


@dataclass
class World:
    """One member, two guides and two tags; `wecom` is what lies at WeCom, `late` the readings not yet applied."""

    member: UUID
    guides: list[UUID]
    tags: list[Tag]
    wecom: list[set[str]]
    late: list[tuple[Observed, datetime, datetime]] = field(default_factory=list)
    edited: dict[int, datetime] = field(default_factory=dict)

    async def guide_puts(self, guide: int, tag: int) -> None:
        self.wecom[guide].add(str(self.tags[tag].wecom_id))
        self.edited[guide] = clock.now()

    async def guide_takes(self, guide: int, tag: int) -> None:
        self.wecom[guide].discard(str(self.tags[tag].wecom_id))
        self.edited[guide] = clock.now()

    async def give(self, tag: int) -> None:
        await give([self.member], [self.tags[tag].id], Source.RULE, None)

    async def take(self, tag: int) -> None:
        await take([self.member], [self.tags[tag].id], Source.MANUAL, None)

    async def read(self, guide: int) -> None:
        now = clock.now()
        seen = Observed(self.member, self.guides[guide], frozenset(self.wecom[guide]))
        self.late.append((seen, now, self.edited.get(guide, now)))

    async def apply(self, which: int) -> None:
        if self.late:
            seen, read_at, at = self.late.pop(which % len(self.late))
            await observe([seen], read_at, at)

    async def part(self, guide: int) -> None:
        """The friendship ends and begins anew without tags."""
        self.wecom[guide].clear()
        await unfollow([self.member], self.guides[guide], clock.now())

    async def tell(self) -> None:
        """What app/guides/mark_tags.py does, for the first guide as the member's own."""
        for number, staff_id in enumerate(self.guides):
            decided = [(one, one.owed_on(staff_id, targets={self.guides[0]})) for one in await standings(self.member)]
            put = {one.tag_id: one.wecom_id for one, wanted in decided if wanted is True}
            taken = {one.tag_id: one.wecom_id for one, wanted in decided if wanted is False}
            self.wecom[number] = (self.wecom[number] | set(put.values())) - set(taken.values())
            await marked(self.member, staff_id, put, taken)

    async def come_to_rest(self) -> None:
        """Everything that is under way arrives, WeCom is told, and all is read once more."""
        while self.late:
            await self.apply(0)
        for number in range(GUIDES):
            await self.read(number)
            await self.apply(0)
        await self.tell()
        await self.tell()

    async def is_equal(self) -> None:
        names = {str(one.wecom_id): one.name for one in self.tags}
        at_wecom = {names[wecom_id] for wecom_id in set().union(*self.wecom)}
        assert set(await on(self.member)) == at_wecom
        marks = await db.fetch("SELECT staff_id, tag_id FROM tag_marks WHERE member_id = $1 AND marked", self.member)
        ids = {str(one.wecom_id): one.id for one in self.tags}
        assert {(row["staff_id"], row["tag_id"]) for row in marks} == {
            (staff_id, ids[wecom_id])
            for staff_id, there in zip(self.guides, self.wecom, strict=True)
            for wecom_id in there
        }


async def begin() -> World:
    group = await TagGroup.create(
        id=new_id(), name=uuid4().hex[:20], mirrored=True, origin=Origin.OURS, created_at=clock.now()
    )
    made = [
        await Tag.create(
            id=new_id(),
            group_id=group.id,
            name=f"标签{number}",
            origin=Origin.OURS,
            wecom_id=f"et{uuid4().hex}",
            created_at=clock.now(),
        )
        for number in range(TAGS)
    ]
    return World(uuid4(), [uuid4() for _ in range(GUIDES)], made, [set() for _ in range(GUIDES)])


@given(taken=steps)
@example(taken=[("give", 0), ("tell",), ("read", 0), ("guide_takes", 0, 0), ("read", 0), ("apply", 1), ("apply", 0)])
@example(taken=[("guide_puts", 1, 0), ("read", 1), ("apply", 0), ("take", 0), ("read", 1), ("tell",), ("apply", 0)])
@settings(max_examples=60, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_both_sides_end_equal(database: None, taken: list[tuple[Any, ...]]) -> None:
    world = await begin()
    for name, *facts in taken:
        await getattr(world, name)(*facts)
    await world.come_to_rest()
    await world.is_equal()
    before = [set(there) for there in world.wecom]
    await world.tell()
    assert world.wecom == before


@given(taken=steps, last=st.tuples(st.sampled_from(("give", "take")), tag))
@settings(max_examples=30, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_our_word_holds_when_it_was_the_last(
    database: None, taken: list[tuple[Any, ...]], last: tuple[str, int]
) -> None:
    world = await begin()
    for name, *facts in taken:
        await getattr(world, name)(*facts)
    while world.late:
        await world.apply(0)
    for number in range(GUIDES):
        await world.read(number)
        await world.apply(0)
    verb, which = last
    await getattr(world, verb)(which)
    await world.tell()
    await world.come_to_rest()
    await world.is_equal()
    assert (f"标签{which}" in await on(world.member)) == (verb == "give")


async def test_an_older_reading_of_a_follow_is_stale(database: None) -> None:
    world = await begin()
    now = clock.now()
    with_it = Observed(world.member, world.guides[0], frozenset({str(world.tags[0].wecom_id)}))
    without = Observed(world.member, world.guides[0], frozenset())
    assert await observe([without], now) == {(world.member, world.guides[0])}
    assert await observe([with_it], now - timedelta(seconds=1)) == set()
    assert await on(world.member) == {}


async def test_a_reading_older_than_our_last_word_on_a_mark_is_stale(database: None) -> None:
    world = await begin()
    now = clock.now()
    guide_id, [told, other] = world.guides[0], world.tags[:2]
    with_told = Observed(world.member, guide_id, frozenset({str(told.wecom_id)}))
    await marked(world.member, guide_id, put=[other.id], taken=[told.id])
    # Read before that, and applied after it.
    await observe([with_told], now - timedelta(seconds=1))
    marks = {one.tag_id: one.marks[guide_id].marked for one in await standings(world.member)}
    assert marks == {told.id: False, other.id: True}
    await observe([with_told], clock.now())
    marks = {one.tag_id: one.marks[guide_id].marked for one in await standings(world.member)}
    assert marks == {told.id: True, other.id: False}
