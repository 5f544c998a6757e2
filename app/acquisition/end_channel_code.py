"""Disable, enable and delete channel codes. WeCom cannot pause a way: a disabled code's way is removed there."""

from contextlib import suppress
from uuid import UUID

from app.acquisition.errors import ChannelCodeBusy, ChannelCodeNotFound
from app.acquisition.gateway import ContactWayGone, gateway
from app.acquisition.models import ChannelCode
from app.acquisition.states import ChannelCodeStatus as Status
from app.events.acquisition import ChannelCodeEnded, ChannelCodeRequested
from app.kernel import outbox
from app.kernel.db import atomic

# States without a way at WeCom.
AT_REST = (Status.REQUESTED, Status.FAILED, Status.LOST)
ENDS = {Status.DISABLING: Status.DISABLED, Status.DELETING: Status.DELETED}


@atomic
async def disable_channel_code(code_id: UUID) -> None:
    """Nobody can be added by it until it is enabled, with a new picture. Again, it changes nothing.

    Raises ChannelCodeNotFound, ChannelCodeBusy.
    """
    await _end(code_id, Status.DISABLING)


@atomic
async def delete_channel_code(code_id: UUID) -> None:
    """It is gone for good; its friends and statistics stay. Raises ChannelCodeNotFound, ChannelCodeBusy."""
    await _end(code_id, Status.DELETING)


@atomic
async def enable_channel_code(code_id: UUID) -> None:
    """Make a disabled, failed or lost code anew, with a new picture. A live one stays as it is.

    Raises ChannelCodeNotFound, ChannelCodeBusy while it is being disabled or made.
    """
    resting = ChannelCode.filter(id=code_id, status__in=[Status.DISABLED, Status.FAILED, Status.LOST])
    fresh: dict[str, object] = {
        "config_id": None,
        "qr_code": None,
        "told": None,
        "failure": None,
        "claim": None,
        "left_out": [],
    }
    if await resting.update(status=Status.REQUESTED, **fresh):
        await outbox.publish(ChannelCodeRequested(code_id))
    else:
        await _expect(code_id, Status.LIVE, Status.REQUESTED)


async def remove_way(ended: ChannelCodeEnded) -> None:
    """Reaction: disabling → disabled, deleting → deleted. A way that is gone already is what we want."""
    code = await ChannelCode.get_or_none(id=ended.channel_code_id)
    if code is None or code.status not in ENDS or code.config_id is None:
        return
    with suppress(ContactWayGone):
        await gateway().remove_contact_way(code.config_id)
    same_way = ChannelCode.filter(id=code.id, config_id=code.config_id)
    for ending, end in ENDS.items():
        await same_way.filter(status=ending).update(status=end, told=None, failure=None)


async def _end(code_id: UUID, ending: Status) -> None:
    end, code = ENDS[ending], ChannelCode.filter(id=code_id)
    if await code.filter(status__in=[*AT_REST, Status.DISABLED]).update(status=end, failure=None):
        return
    if await code.filter(status__in=[Status.LIVE, Status.DISABLING, ending]).update(status=ending):
        await outbox.publish(ChannelCodeEnded(code_id))
    else:
        await _expect(code_id, ending, end)


async def _expect(code_id: UUID, *wanted: Status) -> None:
    """Nothing was to be done; say why when that is not because it is so already."""
    code = await ChannelCode.get_or_none(id=code_id)
    if code is None or (code.status is Status.DELETED and Status.DELETED not in wanted):
        raise ChannelCodeNotFound
    if code.status not in wanted:
        raise ChannelCodeBusy(status=code.status.value)
