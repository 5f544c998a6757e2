"""Acquisition links (获客链接), their channels and the quota that pays them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.acquisition import code_queries as queries
from app.acquisition.edit_link import add_channel, edit_link, request_link
from app.acquisition.end_at_wecom import delete, make_again
from app.acquisition.errors import LinkNotFound
from app.acquisition.link_at_wecom import LINK
from app.acquisition.link_terms import ChannelTerms, LinkRules
from app.acquisition.states import Standing
from app.analytics import links as statistics
from app.http.routes import Call, Route
from backoffice_api.access import MANAGERS, staff_route
from backoffice_api.channel_code_statistics import Funnel, Period
from backoffice_api.pages import PageQuery


class Channel(BaseModel):
    """`url` is the address for this use, null until the link is live."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    store_id: UUID | None
    campaign: str
    ad: str
    url: str | None


class AcquisitionLink(LinkRules):
    """`failure` says in Chinese what a person must mend."""

    id: UUID
    status: Standing
    failure: str | None
    created_at: datetime
    channels: list[Channel]


class AcquisitionLinks(BaseModel):
    items: list[AcquisitionLink]
    next_cursor: UUID | None


class Quota(BaseModel):
    """New customers that links may still win, as of `read_at`; `expiring` of them end at `expires_at`."""

    model_config = ConfigDict(from_attributes=True)

    total: int
    balance: int
    expiring: int
    expires_at: datetime | None
    read_at: datetime


class QuotaNow(BaseModel):
    """`quota` is null before it was read first."""

    quota: Quota | None


class ChannelStatistics(BaseModel):
    """`won` and `chatted` as WeCom counts them; `id` null for those who came by no channel of ours."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID | None
    name: str
    campaign: str
    ad: str
    won: int
    chatted: int
    funnel: Funnel


class LinkStatistics(BaseModel):
    channels: list[ChannelStatistics]


async def create(call: Call) -> AcquisitionLink:
    return await _detail(await request_link(call.body))


async def read(_: Call, link_id: UUID) -> AcquisitionLink:
    return await _detail(link_id)


async def page(call: Call) -> AcquisitionLinks:
    limit: int = call.query.limit
    found = [_shown(one) for one in await queries.links_page(call.query.cursor, limit + 1)]
    return AcquisitionLinks(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def edit(call: Call, link_id: UUID) -> AcquisitionLink:
    await edit_link(link_id, call.body)
    return await _detail(link_id)


async def new_channel(call: Call, link_id: UUID) -> AcquisitionLink:
    await add_channel(link_id, call.body)
    return await _detail(link_id)


async def enable(_: Call, link_id: UUID) -> AcquisitionLink:
    await make_again(LINK, link_id, LinkNotFound)
    return await _detail(link_id)


async def remove(_: Call, link_id: UUID) -> None:
    await delete(LINK, link_id, LinkNotFound)


async def read_quota(_: Call) -> QuotaNow:
    found = await queries.link_quota()
    return QuotaNow(quota=Quota.model_validate(found) if found else None)


async def read_statistics(call: Call, link_id: UUID) -> LinkStatistics:
    found = await statistics.link_statistics(link_id, call.query.since, call.query.until)
    return LinkStatistics(channels=[ChannelStatistics.model_validate(one) for one in found])


async def _detail(link_id: UUID) -> AcquisitionLink:
    return _shown(await queries.link(link_id))


def _shown(link: queries.OfLink) -> AcquisitionLink:
    return AcquisitionLink(
        **link.rules.model_dump(),
        id=link.id,
        status=link.status,
        failure=link.failure,
        created_at=link.created_at,
        channels=[Channel.model_validate(one) for one in link.channels],
    )


ALL, ONE = "/acquisition-links", "/acquisition-links/<link_id:uuid>"
SHOWN = AcquisitionLink
ROUTES: list[Route] = [
    staff_route("POST", ALL, create, MANAGERS, "新建获客链接", body=LinkRules, returns=SHOWN, status=201),
    staff_route("GET", ALL, page, MANAGERS, "获客链接列表", query=PageQuery, returns=AcquisitionLinks),
    staff_route("GET", f"{ALL}/quota", read_quota, MANAGERS, "获客助手额度", returns=QuotaNow),
    staff_route("GET", ONE, read, MANAGERS, "获客链接详情", returns=SHOWN),
    staff_route("PUT", ONE, edit, MANAGERS, "修改获客链接", body=LinkRules, returns=SHOWN),
    staff_route(
        "POST", f"{ONE}/channels", new_channel, MANAGERS, "新增获客渠道", body=ChannelTerms, returns=SHOWN, status=201
    ),
    staff_route("POST", f"{ONE}/enable", enable, MANAGERS, "重新生成失败或失效的获客链接", returns=SHOWN),
    staff_route("DELETE", ONE, remove, MANAGERS, "删除获客链接", status=204),
    staff_route(
        "GET", f"{ONE}/statistics", read_statistics, MANAGERS, "获客渠道统计", query=Period, returns=LinkStatistics
    ),
]
