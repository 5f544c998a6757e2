"""What guides hear of: their customers' views, entrances and orders."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from app.catalog import queries as catalog
from app.events.orders import OrderPaid
from app.events.radar import GuideLinkFollowed, ProductsViewed, ProductView
from app.guides import sql
from app.guides.attribute import attribute
from app.guides.bonds import Happening
from app.guides.models import Notice
from app.guides.queries import guides_of
from app.guides.states import AttributionReason, NoticeKind, Press
from app.guides.tell import News, tell, tell_all
from app.kernel import clock, db
from app.kernel.clock import SHANGHAI
from app.kernel.money import yuan
from app.members.queries import nicknames

WINDOW = timedelta(seconds=60)
NAMELESS = "微信用户"
LONGEST_TITLE = 60


async def notice_views(viewed: ProductsViewed) -> None:
    """Reaction: tell each viewer's guide, once per member and product within a minute."""
    guides = await guides_of({view.member_id for view in viewed.views})
    views = merged(view for view in viewed.views if view.member_id in guides)
    views = await _wanted(guides, await _not_just_told(guides, views))
    names = await nicknames({view.member_id for view in views})
    titles = await catalog.titles([view.product_id for view in views])
    news = [
        News(
            guides[view.member_id],
            NoticeKind.RADAR,
            _key(guides, view),
            _radar_text(view, names, titles),
            title="客户动态",
            buttons=(Press.FOLLOWED_UP, Press.MUTE_TODAY),
            member_id=view.member_id,
        )
        for view in views
        if view.product_id in titles
    ]
    if news:
        await tell_all(news)


async def attribute_entry(followed: GuideLinkFollowed) -> None:
    """Reaction: coming in by a guide's link may bind the member."""
    await attribute([Happening(followed.member_id, followed.staff_id, AttributionReason.ENTRY, followed.at)])


async def attribute_purchase(paid: OrderPaid) -> None:
    """Reaction: buying from a guide may bind the member."""
    if paid.guide_id is not None:
        await attribute([Happening(paid.member_id, paid.guide_id, AttributionReason.PURCHASE, paid.paid_at)])


async def tell_order_paid(paid: OrderPaid) -> None:
    """Reaction: tell the guide the order belongs to."""
    if paid.guide_id is None:
        return
    name = (await nicknames([paid.member_id])).get(paid.member_id) or NAMELESS
    content = f"客户 {name} 已付款 ¥{yuan(paid.total)}\n订单号 {paid.number}\n{_moment(paid.paid_at)}"
    await tell(paid.guide_id, NoticeKind.ORDER_PAID, f"order_paid:{paid.order_id}", content)


def merged(views: Iterable[ProductView]) -> list[ProductView]:
    """The views without those that follow another of the same member and product within the window."""
    kept: list[ProductView] = []
    last: dict[tuple[UUID, UUID], datetime] = {}
    for view in sorted(views, key=lambda view: view.at):
        pair = (view.member_id, view.product_id)
        if pair not in last or view.at - last[pair] >= WINDOW:
            last[pair] = view.at
            kept.append(view)
    return kept


async def _not_just_told(guides: dict[UUID, UUID], views: list[ProductView]) -> list[ProductView]:
    """Without views less than a window after a notice of the window before: minutes begin anywhere."""
    before = {_key(guides, view, -1): view for view in views}
    told = await Notice.filter(dedupe_key__in=list(before)).values_list("dedupe_key", "created_at")
    fresh = {key: at for key, at in told if before[key].at - at < WINDOW}
    return [view for key, view in before.items() if key not in fresh]


async def _wanted(guides: dict[UUID, UUID], views: list[ProductView]) -> list[ProductView]:
    """Without those of members of whom the guide wants to hear nothing now."""
    staff = [guides[view.member_id] for view in views]
    rows = await db.fetch(sql.MUTED, staff, [view.member_id for view in views], clock.now())
    muted = {row["member_id"] for row in rows}
    return [view for view in views if view.member_id not in muted]


def _key(guides: dict[UUID, UUID], view: ProductView, windows: int = 0) -> str:
    window = int(view.at.timestamp() // WINDOW.total_seconds()) + windows
    return f"radar:{guides[view.member_id]}:{view.member_id}:{view.product_id}:{window}"


def _radar_text(view: ProductView, names: dict[UUID, str], titles: dict[UUID, str]) -> str:
    name = names.get(view.member_id) or NAMELESS
    return f"客户 {name} 正在浏览「{titles[view.product_id][:LONGEST_TITLE]}」 {_moment(view.at)}"


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%H:%M:%S")
