"""What a guide wants to send, looked up and found fit to be sent by this guide now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.catalog import queries as catalog
from app.content.errors import (
    MaterialNotForStore,
    MaterialNotFound,
    MaterialNotPublished,
    MaterialOutOfTime,
    ProposalNotFound,
    ProposalOver,
    SenderUnknown,
    UnknownSubject,
)
from app.content.gateway import coupons
from app.content.models import Material, Proposal
from app.content.states import MaterialKind as Kind
from app.content.states import MaterialStatus, Subject
from app.content.terms import in_time
from app.radar.links import coupon_page, material_page, product_page, proposal_page
from app.radar.states import EntranceKind
from app.staff.queries import StaffCard, staff_by_id

Page = Callable[[UUID, EntranceKind, UUID], str]
PAGES: dict[Kind, Page] = {
    Kind.PRODUCT: product_page,
    Kind.COUPON: coupon_page,
    Kind.ARTICLE: material_page,
    Kind.FILE: material_page,
    Kind.VIDEO: material_page,
    Kind.PROPOSAL: proposal_page,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to be sent. `subject_id` a product, coupon template or proposal; `price` in fen where it has one."""

    kind: Kind
    title: str
    picture: str
    material: Material | None = None
    subject_id: UUID | None = None
    price: int | None = None

    @property
    def has_page(self) -> bool:
        """Whether the mini-program shows it, so that whoever opens it is known. An article elsewhere has none."""
        return self.kind in PAGES and not (self.kind is Kind.ARTICLE and self.material and self.material.address)

    def page(self, send_id: UUID) -> str:
        """The mini-program page with the token of this sending. Only for what has one."""
        shown = self.subject_id or (self.material.id if self.material else None)
        assert shown is not None, "what has a page has something on it"
        return PAGES[self.kind](shown, EntranceKind.GUIDE, send_id)


async def sender(staff_id: UUID) -> StaffCard:
    """Raises SenderUnknown, also for a dismissed one."""
    staff = await staff_by_id(staff_id)
    if staff is None or not staff.active:
        raise SenderUnknown
    return staff


async def look_up(
    subject: Subject, subject_id: UUID, staff: StaffCard, at: datetime, member_id: UUID | None = None
) -> Wanted:
    """Something that may be sent to `member_id`, who is null for a group or a link for anybody.

    Raises MaterialNotFound, MaterialNotPublished, MaterialOutOfTime, MaterialNotForStore, UnknownSubject,
    ProductNotFound for a product off the shelf, ProposalNotFound for one that is not for this member, ProposalOver.
    """
    if subject is Subject.PROPOSAL:
        return await _proposal(subject_id, staff, member_id, at)
    if subject is Subject.PRODUCT:
        return await _product(subject_id)
    if subject is Subject.COUPON:
        return await _coupon(subject_id)
    material = await Material.get_or_none(id=subject_id)
    if material is None:
        raise MaterialNotFound
    _check(material, staff.store_id, at)
    if material.kind is Kind.PRODUCT and material.subject_id:
        return await _product(material.subject_id, material)
    if material.kind is Kind.COUPON and material.subject_id:
        return await _coupon(material.subject_id, material)
    return Wanted(material.kind, material.title, material.cover, material)


def _check(material: Material, store_id: UUID | None, at: datetime) -> None:
    if material.status is not MaterialStatus.PUBLISHED:
        raise MaterialNotPublished
    if not in_time(material.valid_from, material.valid_until, at):
        bounds = {"valid_from": material.valid_from, "valid_until": material.valid_until}
        raise MaterialOutOfTime(**{name: bound and bound.isoformat() for name, bound in bounds.items()})
    if material.store_ids and str(store_id) not in material.store_ids:
        raise MaterialNotForStore


async def _product(product_id: UUID, material: Material | None = None) -> Wanted:
    shown = await catalog.card(product_id)
    title, picture = (material.title, material.cover) if material else ("", "")
    return Wanted(
        Kind.PRODUCT, title or shown.title, picture or shown.image_url, material, product_id, shown.price_from
    )


async def _proposal(proposal_id: UUID, staff: StaffCard, member_id: UUID | None, at: datetime) -> Wanted:
    found = await Proposal.get_or_none(id=proposal_id, staff_id=staff.id)
    if found is None or found.member_id != member_id:
        raise ProposalNotFound
    if found.expires_at <= at:
        raise ProposalOver
    first = UUID(found.lines[0]["sku_id"])
    goods = (await catalog.sku_cards([first])).get(first)
    return Wanted(Kind.PROPOSAL, f"{staff.name}为您挑选的商品", goods.image_url if goods else "", None, found.id)


async def _coupon(template_id: UUID, material: Material | None = None) -> Wanted:
    title = await coupons().title(template_id)
    if title is None:
        raise UnknownSubject
    cover = material.cover if material else ""
    return Wanted(Kind.COUPON, material.title if material else title, cover, material, template_id)
