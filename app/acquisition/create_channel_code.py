"""Create a requested channel code at WeCom, once, even if a worker dies in between."""

from dataclasses import asdict
from datetime import timedelta

from tortoise.queryset import QuerySet

from app.acquisition.gateway import ContactWay, TooManyContactWays, WayTerms, gateway
from app.acquisition.left_out import leave_out, said_of
from app.acquisition.models import ChannelCode
from app.acquisition.states import ChannelCodeStatus as Status
from app.acquisition.update_way import look_again_at
from app.acquisition.wanted_way import wanted_way
from app.events.acquisition import ChannelCodeDue, ChannelCodeRequested
from app.kernel import clock, outbox
from app.kernel.db import atomic
from app.kernel.errors import Misconfigured, PermanentFailure

LONGEST_FAILURE = 200
CLOCKS_DIFFER = timedelta(minutes=5)


async def create_channel_code(requested: ChannelCodeRequested) -> None:
    """Reaction: requested → creating → live, or failed when a person must do something first.

    A code found in `creating` may exist at WeCom: it is looked up by its state before it is made.
    """
    code = await ChannelCode.get_or_none(id=requested.channel_code_id)
    if code is None or code.status not in (Status.REQUESTED, Status.CREATING):
        return
    may_exist = not await ChannelCode.filter(id=code.id, status=Status.REQUESTED).update(status=Status.CREATING)
    try:
        way, told = await _find_or_make(code, may_exist)
    except (PermanentFailure, Misconfigured, TooManyContactWays) as failure:
        await _creating(code).update(status=Status.FAILED, failure=str(failure)[:LONGEST_FAILURE])
        return
    await _open(code, way, told)


async def _find_or_make(code: ChannelCode, may_exist: bool) -> tuple[ContactWay, WayTerms | None]:
    """The way and what WeCom knows of it: nothing certain of one that was found."""
    if may_exist:
        found = await gateway().find_contact_way(code.state, code.created_at - CLOCKS_DIFFER)
        if found:
            return found, None
    terms = await _wanted(code)
    try:
        return await gateway().create_contact_way(terms, code.state), terms
    except (PermanentFailure, Misconfigured):
        if not await leave_out(code.id, terms.users):
            raise
    await code.refresh_from_db()
    terms = await _wanted(code)
    return await gateway().create_contact_way(terms, code.state), terms


async def _wanted(code: ChannelCode) -> WayTerms:
    terms = await wanted_way(code, clock.now())
    if terms is None:
        raise PermanentFailure(await said_of(code) or "员工已停用")
    return terms


@atomic
async def _open(code: ChannelCode, way: ContactWay, told: WayTerms | None) -> None:
    """The code may have been edited meanwhile, so it is looked at again at once."""
    values = {"config_id": way.config_id, "qr_code": way.qr_code, "told": asdict(told) if told else None}
    due_at = look_again_at(code, clock.now())
    values["failure"] = await said_of(code)
    if await _creating(code).update(status=Status.LIVE, multi=True, due_at=due_at, **values):
        await outbox.publish(ChannelCodeDue(code.id))


def _creating(code: ChannelCode) -> QuerySet[ChannelCode]:
    return ChannelCode.filter(id=code.id, status=Status.CREATING)
