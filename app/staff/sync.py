"""Bring the staff in line with the WeCom directory."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.kernel import clock, db, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.staff import sql
from app.staff.errors import DirectoryEmpty
from app.staff.gateway import DirectoryMember, directory
from app.staff.states import Role

LONGEST_NAME = 64
NEW_ROLES = json.dumps([Role.GUIDE])


@dataclass(frozen=True, slots=True)
class StaffSynced:
    """Userids of staff by what became of them; `members` is how many the directory has."""

    members: int
    created: list[str]
    changed: list[str]
    dismissed: list[str]


async def sync() -> int:
    """How many members the directory has; see `apply_members`. Raises the SendFailed family too."""
    began = clock.now()
    return (await apply_members(await directory().members(), began)).members


@atomic
async def apply_members(members: Sequence[DirectoryMember], began: datetime) -> StaffSynced:
    """New members become guides; names, departments and status follow; who is not there is dismissed.

    `began` is when the reading began: who was read alone after it is left as read. Raises DirectoryEmpty.
    """
    if not members:
        raise DirectoryEmpty
    await locks.hold("staff sync")
    userids = [member.userid for member in members]
    rows = await db.fetch(
        sql.UPSERT_MEMBERS,
        [new_id() for _ in members],
        userids,
        [member.name[:LONGEST_NAME] for member in members],
        [member.active for member in members],
        [member.department for member in members],
        NEW_ROLES,
        clock.now(),
        began,
    )
    gone = await db.fetch(sql.DISMISS_OTHERS, userids, began)
    created = [row["userid"] for row in rows if row["created"]]
    changed = [row["userid"] for row in rows if not row["created"]]
    return StaffSynced(len(members), created, changed, [row["userid"] for row in gone])
