"""Ask for an acquisition link (获客链接), change its rules, and give it channels."""

from typing import Any
from uuid import UUID

from app.acquisition.errors import LinkNotFound, UnknownStore
from app.acquisition.keep_at_wecom import CLAIM_LIFE
from app.acquisition.link_at_wecom import LINK
from app.acquisition.link_terms import ChannelTerms, LinkRules
from app.acquisition.models import Link, LinkChannel
from app.acquisition.states import Standing
from app.guides.errors import UnknownStaff
from app.kernel import clock, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.staff.queries import staff_by_ids
from app.stores import queries as stores

OVER = (Standing.DELETING, Standing.DELETED)


@atomic
async def request_link(rules: LinkRules) -> UUID:
    """Record a link, to be made at WeCom by a job, with a first channel of its own name. Raises UnknownStaff."""
    await _check(rules)
    now, link_id = clock.now(), new_id()
    await Link.create(id=link_id, created_at=now, due_at=now + CLAIM_LIFE, **_columns(rules))
    await add_channel(link_id, ChannelTerms(name=rules.name))
    await outbox.publish(LINK.due(link_id))
    return link_id


@atomic
async def edit_link(link_id: UUID, rules: LinkRules) -> None:
    """Put these rules in place of the old ones; WeCom follows by a job, the addresses stay.

    Raises LinkNotFound, UnknownStaff.
    """
    await _check(rules)
    if not await Link.filter(id=link_id).exclude(status__in=OVER).update(**_columns(rules)):
        raise LinkNotFound
    await outbox.publish(LINK.due(link_id))


@atomic
async def add_channel(link_id: UUID, terms: ChannelTerms) -> UUID:
    """Another address of a link. Costs nothing at WeCom. Raises LinkNotFound, UnknownStore."""
    if not await Link.filter(id=link_id).exclude(status__in=OVER).exists():
        raise LinkNotFound
    if terms.store_id and not await stores.names({terms.store_id}):
        raise UnknownStore(store_ids=[str(terms.store_id)])
    channel_id = new_id()
    await LinkChannel.create(id=channel_id, link_id=link_id, created_at=clock.now(), **terms.model_dump())
    return channel_id


async def _check(rules: LinkRules) -> None:
    staff = await staff_by_ids(rules.staff_ids)
    unknown = [one for one in rules.staff_ids if one not in staff or not staff[one].active]
    if unknown:
        raise UnknownStaff(staff_ids=[str(one) for one in unknown])


def _columns(rules: LinkRules) -> dict[str, Any]:
    return rules.model_dump(mode="json")
