"""Reads of group codes, store codes and acquisition links."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.acquisition.came_by import LINK_CHANNEL, state_for
from app.acquisition.errors import GroupCodeNotFound, LinkNotFound, StoreCodeNotFound
from app.acquisition.gateway import gateway
from app.acquisition.group_code_terms import GroupCodeTerms
from app.acquisition.link_terms import LinkRules
from app.acquisition.models import GroupCode, Link, LinkChannel, LinkQuota, StoreCode, StoreCodeEntry
from app.acquisition.states import Standing
from app.acquisition.store_code_terms import StoreCodeTerms, StoreEntry
from app.radar.links import store_code_page


@dataclass(frozen=True, slots=True)
class OfGroups:
    """A group code. `groups_now`: behind it at WeCom when last asked; `failure` says what a person must mend."""

    id: UUID
    state: str
    terms: GroupCodeTerms
    groups_now: list[str]
    status: Standing
    qr_code: str | None
    failure: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Channel:
    """One use of a link; `url` is null until the link is live."""

    id: UUID
    name: str
    store_id: UUID | None
    campaign: str
    ad: str
    url: str | None


@dataclass(frozen=True, slots=True)
class OfLink:
    """An acquisition link with its channels, oldest first."""

    id: UUID
    rules: LinkRules
    status: Standing
    failure: str | None
    created_at: datetime
    channels: list[Channel]


@dataclass(frozen=True, slots=True)
class OfStores:
    """A store code; `page` is the mini-program page its poster's code opens, with the token of the entrance."""

    id: UUID
    terms: StoreCodeTerms
    page: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LinkQuotaNow:
    """What links may still win, as it was at `read_at`; `expiring` of it end at `expires_at`."""

    total: int
    balance: int
    expiring: int
    expires_at: datetime | None
    read_at: datetime


async def group_code(code_id: UUID) -> OfGroups:
    """Raises GroupCodeNotFound."""
    code = await GroupCode.get_or_none(id=code_id)
    if code is None:
        raise GroupCodeNotFound
    return _of_groups(code)


async def group_codes_page(before: UUID | None, limit: int) -> list[OfGroups]:
    """At most `limit` that are not deleted, newest first, older than the given one."""
    found = GroupCode.exclude(status=Standing.DELETED)
    found = found.filter(id__lt=before) if before else found
    return [_of_groups(one) for one in await found.order_by("-id").limit(limit)]


async def link(link_id: UUID) -> OfLink:
    """Raises LinkNotFound."""
    found = await Link.get_or_none(id=link_id)
    if found is None:
        raise LinkNotFound
    return (await _of_links([found]))[0]


async def links_page(before: UUID | None, limit: int) -> list[OfLink]:
    """At most `limit` that are not deleted, newest first, older than the given one."""
    found = Link.exclude(status=Standing.DELETED)
    found = found.filter(id__lt=before) if before else found
    return await _of_links(await found.order_by("-id").limit(limit))


async def link_quota() -> LinkQuotaNow | None:
    """None before it was read first."""
    row = await LinkQuota.get_or_none(id=1)
    return LinkQuotaNow(row.total, row.balance, row.expiring, row.expires_at, row.read_at) if row else None


async def store_code(code_id: UUID) -> OfStores:
    """Raises StoreCodeNotFound."""
    code = await StoreCode.get_or_none(id=code_id, deleted_at=None)
    if code is None:
        raise StoreCodeNotFound
    return (await _of_stores([code]))[0]


async def store_codes_page(before: UUID | None, limit: int) -> list[OfStores]:
    """At most `limit` that are not deleted, newest first, older than the given one."""
    found = StoreCode.filter(deleted_at=None)
    found = found.filter(id__lt=before) if before else found
    return await _of_stores(await found.order_by("-id").limit(limit))


def _of_groups(code: GroupCode) -> OfGroups:
    terms = GroupCodeTerms.model_validate({name: getattr(code, name) for name in GroupCodeTerms.model_fields})
    now = list(code.groups_now)
    return OfGroups(code.id, code.state, terms, now, code.status, code.qr_code, code.failure, code.created_at)


async def _of_links(found: list[Link]) -> list[OfLink]:
    channels = await LinkChannel.filter(link_id__in=[one.id for one in found]).order_by("id")
    return [
        OfLink(
            one.id,
            LinkRules.model_validate({name: getattr(one, name) for name in LinkRules.model_fields}),
            one.status,
            one.failure,
            one.created_at,
            [_channel(one, each) for each in channels if each.link_id == one.id],
        )
        for one in found
    ]


def _channel(of: Link, one: LinkChannel) -> Channel:
    url = gateway().channel_url(of.url, state_for(LINK_CHANNEL, one.id)) if of.url else None
    return Channel(one.id, one.name, one.store_id, one.campaign, one.ad, url)


async def _of_stores(found: list[StoreCode]) -> list[OfStores]:
    entries = await StoreCodeEntry.filter(code_id__in=[one.id for one in found]).order_by("id")
    shown = []
    for one in found:
        own = [
            StoreEntry(store_id=each.store_id, target_id=each.target_id, radius_m=each.radius_m)
            for each in entries
            if each.code_id == one.id
        ]
        facts = {"name": one.name, "mode": one.mode, "fallback_id": one.fallback_id, "far_text": one.far_text}
        terms = StoreCodeTerms.model_validate({**facts, "entries": own})
        shown.append(OfStores(one.id, terms, store_code_page(one.id), one.created_at))
    return shown
