"""Whose customer a member is (导购归属): the rules, one member's guide, and how it changed."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.guides import queries
from app.guides.attribute import change_guide
from app.guides.attribution_rules import MOST_DAYS, add_rules, in_force, versions
from app.guides.bonds import Rules
from app.guides.states import AttributionMode, Performance, WhichFriend
from app.http.bodies import Body
from app.http.routes import Call, Route
from backoffice_api.access import ADMINS, MANAGERS, staff_route
from backoffice_api.pages import PageQuery


class NewRules(Body):
    """Days are how long a bond made by that event is locked; 0: the event makes none."""

    mode: AttributionMode = Field(description="one 一客一导购（锁定），many 一客多导购（按单确定）")
    friends: WhichFriend = Field(description="哪次加好友可以换绑：首位好友、每家门店的首位好友、最近一位好友")
    entry_days: int = Field(ge=0, le=MOST_DAYS, description="经导购链接进入后锁定的天数")
    friend_days: int = Field(ge=0, le=MOST_DAYS, description="添加好友后锁定的天数")
    purchase_days: int = Field(ge=0, le=MOST_DAYS, description="下单付款后锁定的天数")
    performance: Performance = Field(description="订单业绩归谁")


class RulesInForce(BaseModel):
    """`version` 0 is what holds before head office has said anything."""

    model_config = ConfigDict(from_attributes=True)

    version: int
    mode: AttributionMode
    friends: WhichFriend
    entry_days: int
    friend_days: int
    purchase_days: int
    performance: Performance


class Version(RulesInForce):
    created_by: UUID
    created_at: datetime


class History(BaseModel):
    """`in_force` holds now; `items` are all versions, the latest first."""

    in_force: RulesInForce
    items: list[Version]
    next_cursor: int | None


class VersionQuery(Body):
    cursor: int | None = Field(None, ge=0, le=2_000_000_000)
    limit: int = Field(20, ge=1, le=100)


class NewGuide(Body):
    """`staff_id` null: nobody's customer."""

    staff_id: UUID | None
    reason: str = Field(min_length=1, max_length=200)


class Guide(BaseModel):
    """`staff_id` null: nobody's customer."""

    staff_id: UUID | None
    since: datetime | None
    locked_until: datetime | None


class Change(BaseModel):
    """`note` and `by_staff_id` of a change by hand; `hand_over_id` of a hand-over's."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    from_staff_id: UUID | None
    to_staff_id: UUID | None
    reason: str
    by_staff_id: UUID | None
    note: str
    hand_over_id: UUID | None
    at: datetime


class Changes(BaseModel):
    items: list[Change]
    next_cursor: UUID | None


async def create_rules(call: Call) -> RulesInForce:
    assert call.by.id
    return RulesInForce.model_validate(await add_rules(Rules(0, **call.body.model_dump()), call.by.id))


async def list_rules(call: Call) -> History:
    limit: int = call.query.limit
    found = [
        Version(**RulesInForce.model_validate(rules).model_dump(), created_by=by, created_at=at)
        for rules, by, at in await versions(call.query.cursor, limit + 1)
    ]
    now = RulesInForce.model_validate(await in_force.get())
    cursor = found[limit - 1].version if len(found) > limit else None
    return History(in_force=now, items=found[:limit], next_cursor=cursor)


async def read_guide(_: Call, member_id: UUID) -> Guide:
    bond = await queries.bond_of(member_id)
    if bond is None:
        return Guide(staff_id=None, since=None, locked_until=None)
    return Guide(staff_id=bond.staff_id, since=bond.since, locked_until=bond.locked_until)


async def put_guide(call: Call, member_id: UUID) -> Guide:
    assert call.by.id
    await change_guide(member_id, call.body.staff_id, call.by.id, call.body.reason)
    return await read_guide(call, member_id)


async def list_changes(call: Call, member_id: UUID) -> Changes:
    limit: int = call.query.limit
    rows = await queries.guide_changes(member_id, call.query.cursor, limit + 1)
    found = [Change.model_validate(row) for row in rows]
    return Changes(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


MEMBER = "/members/<member_id:uuid>"
ROUTES: list[Route] = [
    staff_route(
        *("POST", "/attribution-rules", create_rules, ADMINS, "新增导购归属规则版本"),
        body=NewRules,
        returns=RulesInForce,
        status=201,
    ),
    staff_route("GET", "/attribution-rules", list_rules, ADMINS, "导购归属规则", query=VersionQuery, returns=History),
    staff_route("GET", f"{MEMBER}/guide", read_guide, MANAGERS, "会员的归属导购", returns=Guide),
    staff_route("PUT", f"{MEMBER}/guide", put_guide, ADMINS, "调整会员的归属导购", body=NewGuide, returns=Guide),
    staff_route(
        *("GET", f"{MEMBER}/guide-changes", list_changes, MANAGERS, "归属变更记录"),
        query=PageQuery,
        returns=Changes,
    ),
]
