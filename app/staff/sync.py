"""Bring the staff in line with the WeCom directory."""

import json
from collections.abc import Sequence

from app.kernel import clock, db, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.staff import sql
from app.staff.errors import DirectoryEmpty
from app.staff.gateway import DirectoryMember, directory
from app.staff.states import Role

LONGEST_NAME = 64


async def sync() -> int:
    """How many members the directory has. New ones become guides; names and status follow; who left is dismissed.

    Raises DirectoryEmpty, and the SendFailed family when WeCom refuses or cannot be reached.
    """
    members = await directory().members()
    if not members:
        raise DirectoryEmpty
    await _apply(members)
    return len(members)


@atomic
async def _apply(members: Sequence[DirectoryMember]) -> None:
    await locks.hold("staff sync")
    userids = [member.userid for member in members]
    await db.execute(
        sql.UPSERT_MEMBERS,
        [new_id() for _ in members],
        userids,
        [member.name[:LONGEST_NAME] for member in members],
        [member.active for member in members],
        json.dumps([Role.GUIDE]),
        clock.now(),
    )
    await db.execute(sql.DISMISS_OTHERS, userids)
