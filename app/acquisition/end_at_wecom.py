"""Delete group codes and links, and make those anew that failed or were lost."""

from uuid import UUID

from app.acquisition.at_wecom import Kind, Row
from app.acquisition.errors import BeingMade
from app.acquisition.keep_at_wecom import CLAIM_LIFE
from app.acquisition.states import Standing
from app.kernel import clock, outbox
from app.kernel.db import atomic
from app.kernel.errors import NotFound

WITHOUT_REMOTE = (Standing.REQUESTED, Standing.FAILED, Standing.LOST)


@atomic
async def delete(kind: Kind[Row], row_id: UUID, unknown: type[NotFound]) -> None:
    """It is gone for good, at WeCom by a job; who came by it stays. Again is no error. Raises `unknown`, BeingMade."""
    row = await kind.model.filter(id=row_id).select_for_update().get_or_none()
    if row is None:
        raise unknown
    if row.status is Standing.CREATING:
        raise BeingMade
    one = kind.model.filter(id=row_id)
    if row.status in WITHOUT_REMOTE:
        await one.update(status=Standing.DELETED, due_at=None, failure=None)
    elif row.status is not Standing.DELETED:
        await one.update(status=Standing.DELETING, due_at=clock.now() + CLAIM_LIFE)
        await outbox.publish(kind.due(row_id))


@atomic
async def make_again(kind: Kind[Row], row_id: UUID, unknown: type[NotFound]) -> None:
    """Make a failed or lost one anew, with a new address. One that is well stays as it is. Raises `unknown`."""
    row = await kind.model.filter(id=row_id).select_for_update().get_or_none()
    if row is None or row.status in (Standing.DELETING, Standing.DELETED):
        raise unknown
    if row.status not in (Standing.FAILED, Standing.LOST):
        return
    fresh = {"remote_id": None, "told": None, "failure": None, "lost_answers": 0, "created_at": clock.now()}
    due_at = clock.now() + CLAIM_LIFE
    await kind.model.filter(id=row_id).update(status=Standing.REQUESTED, due_at=due_at, **fresh)
    await outbox.publish(kind.due(row_id))
