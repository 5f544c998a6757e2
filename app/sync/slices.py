"""What a step of a sync is made of: slices, each read outside and kept inside a transaction."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.kernel import db
from app.kernel.ids import new_id
from app.sync import sql
from app.sync.models import SyncTarget
from app.sync.states import DifferenceKind, Part

LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slice begins. A step begins in the phase "" and with the cursor ""."""

    run_id: UUID
    part: Part
    phase: str
    cursor: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that was not here as it is at WeCom: of what `kind`, and the id by which WeCom names it."""

    kind: DifferenceKind
    name: str
    detail: str = ""
    fixed: bool = True


@dataclass(frozen=True, slots=True)
class Slice:
    """What a slice has done, and the place where the next one begins unless the step is `over`.

    `done` and `total` are added to those of the step, and so are the counts of rows.
    """

    phase: str
    cursor: str = ""
    over: bool = False
    done: int = 0
    total: int = 0
    seen: int = 0
    new: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0
    refused: int = 0
    differences: Sequence[Difference] = ()


# Keeps what was read, inside the transaction that also records the slice.
Keep = Callable[[], Awaitable[Slice]]
# Reads the next slice from WeCom; raises the SendFailed family.
Step = Callable[[Place], Awaitable[Keep]]


async def add_targets(place: Place, names: Sequence[str]) -> int:
    """Have these read one after the other; how many were not on the list yet."""
    return await db.execute(sql.ADD_TARGETS, [new_id() for _ in names], place.run_id, place.part.value, list(names))


async def next_targets(place: Place, limit: int) -> list[SyncTarget]:
    """Those to be read next, in the order in which they were added."""
    return await SyncTarget.filter(run_id=place.run_id, part=place.part).order_by("id").limit(limit)


async def drop_targets(targets: Sequence[SyncTarget]) -> None:
    """These are read."""
    await SyncTarget.filter(id__in=[one.id for one in targets]).delete()


def not_read(name: str, reason: str) -> Difference:
    return Difference(DifferenceKind.NOT_READ, name, reason[:LONGEST_DETAIL], fixed=False)
