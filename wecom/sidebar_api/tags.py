"""Tags on a guide's own customers, and the library they are chosen from."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.guides.own import OwnCustomer
from app.http.bodies import Body
from app.http.routes import Call
from app.kernel import redis
from app.tags import queries
from app.tags.give import give, take
from app.tags.states import Source
from wecom.sidebar_api.callers import Guide, caller, guide_route
from wecom.sidebar_api.customers import CustomerTag, customer_tags
from wecom.sidebar_api.own import own_customer

MOST_AT_ONCE = 20
CHANGES_A_MINUTE, MINUTE = 60, 60


class LibraryQuery(Body):
    cursor: UUID | None = Field(None, description="上一页返回的 next_cursor")
    limit: int = Field(50, ge=1, le=100)


class LibraryTag(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str


class LibraryGroup(BaseModel):
    id: UUID
    name: str
    tags: list[LibraryTag]


class Library(BaseModel):
    items: list[LibraryGroup]
    next_cursor: UUID | None


class ChosenTags(Body):
    tag_ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)


class ChosenTag(Body):
    tag_id: UUID


class CustomerTags(BaseModel):
    """What the customer is tagged with now."""

    items: list[CustomerTag]


async def list_library(call: Call) -> Library:
    await caller(call)
    limit: int = call.query.limit
    groups = await queries.groups_page(call.query.cursor, limit + 1)
    tags = await queries.tags_in([group.id for group in groups[:limit]])
    items = [
        LibraryGroup(id=one.id, name=one.name, tags=[LibraryTag.model_validate(tag) for tag in tags[one.id]])
        for one in groups[:limit]
    ]
    return Library(items=items, next_cursor=items[-1].id if len(groups) > limit else None)


async def put_tags(call: Call, who: str) -> CustomerTags:
    guide, customer = await _may_change(call, who)
    await give([customer.member_id], call.body.tag_ids, Source.MANUAL, guide.staff_id)
    return await _now(customer)


async def take_tag(call: Call, who: str) -> CustomerTags:
    guide, customer = await _may_change(call, who)
    await take([customer.member_id], [call.query.tag_id], Source.MANUAL, guide.staff_id)
    return await _now(customer)


async def _may_change(call: Call, who: str) -> tuple[Guide, OwnCustomer]:
    guide, customer = await own_customer(call, who)
    # Corp tags are marked at WeCom afterwards, out of the company's budget.
    await redis.limit(f"guide-tag:{guide.staff_id}", hits=CHANGES_A_MINUTE, seconds=MINUTE, when_down="allow")
    return guide, customer


async def _now(customer: OwnCustomer) -> CustomerTags:
    return CustomerTags(items=await customer_tags(customer.member_id))


ON_CUSTOMER = "/customers/<who:str>/tags"
ROUTES = [
    guide_route("GET", "/tag-groups", list_library, "标签库", query=LibraryQuery, returns=Library),
    guide_route("POST", ON_CUSTOMER, put_tags, "给客户打标签", body=ChosenTags, returns=CustomerTags),
    guide_route("DELETE", ON_CUSTOMER, take_tag, "去掉客户的标签", query=ChosenTag, returns=CustomerTags),
]
