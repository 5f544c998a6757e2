"""Customers: guide after guide, page after page; at a guide's end, who is no longer listed; at last, whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.acquisition.came_by import came_by_many
from app.guides.meet_many import ListedFriend, attribute_friends, end_unlisted, meet_many
from app.kernel import clock
from app.kernel.errors import PermanentFailure
from app.members.recognise_many import Person, recognise_many
from app.members.states import IdentityKind
from app.staff.queries import staff_by_userid
from app.sync.customer_takers import TAKERS, TakenCustomer
from app.sync.gateway import CursorGone, ListedCustomer, gateway
from app.sync.models import SyncTarget
from app.sync.slices import Difference, Keep, Place, Slice, add_targets, drop_targets, next_targets, not_read
from app.sync.states import DifferenceKind as Kind

# What began or ended so lately is the callbacks' affair: they also greet, and they are on their way.
SETTLED = timedelta(minutes=2)
MEMBERS_AT_ONCE = 2000
# A slice costs a job, which costs more than reading a page.
PAGES_AT_ONCE = 5
LIST, PAGES, PAGES_ANEW, ATTRIBUTE = "", "pages", "pages_anew", "attribute"
NOT_OURS = "通讯录中没有该成员，请先同步员工"
CONTRADICTION = "企业微信列出了客户，客户名单却为空，未作清理"


@dataclass(frozen=True, slots=True)
class Page:
    """Some pages of a guide's customers, read from `began` on. `listed`: all their ids, read after the last page."""

    began: datetime
    customers: Sequence[ListedCustomer]
    next_cursor: str
    listed: Sequence[str] | None = None


async def read_customers(place: Place) -> Keep:
    if place.phase == LIST:
        return await _list_guides(place)
    if place.phase == ATTRIBUTE:
        return await _attribute(place)
    return await _read_page(place)


async def _list_guides(place: Place) -> Keep:
    userids = await gateway().guides()

    async def keep() -> Slice:
        return Slice(PAGES, total=await add_targets(place, userids))

    return keep


async def _attribute(place: Place) -> Keep:
    async def keep() -> Slice:
        _, last = await attribute_friends(UUID(place.cursor) if place.cursor else None, MEMBERS_AT_ONCE)
        return Slice(ATTRIBUTE, str(last or ""), over=last is None)

    return keep


async def _read_page(place: Place) -> Keep:
    target = next(iter(await next_targets(place, 1)), None)
    if target is None:
        return _moving_on
    staff = await staff_by_userid(target.name)
    if staff is None:
        return _refusing(target, NOT_OURS)
    try:
        page = await _page(target.name, place.cursor)
    except CursorGone as gone:
        # Once; a list whose cursor goes bad again and again would be read for ever.
        return _refusing(target, gone.reason) if place.phase == PAGES_ANEW else _beginning_anew
    except PermanentFailure as refused:
        return _refusing(target, refused.reason)

    async def keep() -> Slice:
        return await _keep_page(place, target, staff.id, page)

    return keep


async def _moving_on() -> Slice:
    return Slice(ATTRIBUTE)


async def _beginning_anew() -> Slice:
    return Slice(PAGES_ANEW)


def _refusing(target: SyncTarget, reason: str) -> Keep:
    """WeCom does not show this guide's customers: noted, and the others go on. Nobody's friendship is ended."""

    async def keep() -> Slice:
        await drop_targets([target])
        return Slice(PAGES, done=1, refused=1, differences=[not_read(target.name, reason)])

    return keep


async def _page(userid: str, cursor: str) -> Page:
    began, customers = clock.now(), list[ListedCustomer]()
    for _ in range(PAGES_AT_ONCE):
        page, cursor = await gateway().customers(userid, cursor)
        customers += page
        if not cursor:
            break
    if cursor:
        return Page(began, customers, cursor)
    # One list of one moment: pages are read at many, and between them people come and go.
    return Page(began, customers, "", await gateway().customer_ids(userid))


async def _keep_page(place: Place, target: SyncTarget, staff_id: UUID, page: Page) -> Slice:
    settled = {one.external_userid: one for one in page.customers if one.followed_at < page.began - SETTLED}
    new, again = await _meet(staff_id, list(settled.values()), page.began)
    found = [Difference(Kind.CUSTOMER_MISSING_HERE, each, target.name) for each in new]
    found += [Difference(Kind.CUSTOMER_CAME_BACK, each, target.name) for each in again]
    ended: list[str] = []
    if page.listed is None:
        await SyncTarget.filter(id=target.id).update(seen=target.seen + len(page.customers))
    else:
        await drop_targets([target])
        if page.listed or not target.seen + len(page.customers):
            ended = await end_unlisted(staff_id, page.listed, page.began - SETTLED)
            found += [Difference(Kind.CUSTOMER_GONE, each, target.name) for each in ended]
        else:
            found.append(not_read(target.name, CONTRADICTION))
    return Slice(
        PAGES if page.listed is not None else place.phase,
        page.next_cursor,
        done=int(page.listed is not None),
        seen=len(page.customers),
        new=len(new),
        changed=len(again),
        ended=len(ended),
        unchanged=len(settled) - len(new) - len(again),
        differences=found,
    )


async def _meet(staff_id: UUID, customers: Sequence[ListedCustomer], read_at: datetime) -> tuple[list[str], list[str]]:
    """Keep who they are and that they are the guide's friends; who was new, and who came back."""
    if not customers:
        return [], []
    member_ids = await recognise_many([_person(one) for one in customers])
    codes = await came_by_many({one.state for one in customers})
    met = await meet_many(
        staff_id,
        [
            ListedFriend(one.external_userid, member_id, one.followed_at, codes.get(one.state))
            for one, member_id in zip(customers, member_ids, strict=True)
        ],
    )
    taken = [
        TakenCustomer(one.external_userid, member_id, tuple(one.tag_ids))
        for one, member_id in zip(customers, member_ids, strict=True)
    ]
    for take in TAKERS:
        await take(staff_id, taken, read_at)
    return met.new, met.again


def _person(one: ListedCustomer) -> Person:
    known_as = {IdentityKind.EXTERNAL_USERID: one.external_userid, IdentityKind.UNIONID: one.unionid}
    return Person({kind: value for kind, value in known_as.items() if value}, one.nickname)
