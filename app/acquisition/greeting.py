"""What a channel code says to a new friend, by the time of day and the guide's store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.acquisition.code_terms import WelcomeCard, WelcomeVariant, read_variants
from app.acquisition.duty import is_within
from app.acquisition.gateway import Card
from app.acquisition.models import ChannelCode
from app.catalog import queries as catalog
from app.radar.links import coupon_page, product_page
from app.radar.states import EntranceKind
from app.staff.queries import staff_by_userid


@dataclass(frozen=True, slots=True)
class Greeting:
    text: str
    card: Card | None


async def greeting_of(code: ChannelCode, userid: str, at: datetime) -> Greeting:
    """The first variant that fits the moment of meeting and the guide's store, else what the code says usually.

    A card's link says by which code its reader came. A card of a product that is gone is left out.
    """
    variants = read_variants(code.welcomes)
    staff = await staff_by_userid(userid) if any(one.store_ids for one in variants) else None
    variant = choose(variants, at, staff.store_id if staff else None)
    if variant:
        return Greeting(variant.text, await _card(code, variant.card))
    usual = WelcomeCard(kind="product", id=code.product_id) if code.product_id else None
    return Greeting(code.welcome_text, await _card(code, usual))


def choose(variants: Sequence[WelcomeVariant], at: datetime, store_id: UUID | None) -> WelcomeVariant | None:
    """The first that fits. One for some stores fits no guide without a store."""
    fitting = (one for one in variants if is_within(one.windows, at))
    return next((one for one in fitting if not one.store_ids or store_id in one.store_ids), None)


async def _card(code: ChannelCode, card: WelcomeCard | None) -> Card | None:
    if card is None:
        return None
    if card.kind == "coupon":
        return Card(card.title, coupon_page(card.id, EntranceKind.CHANNEL, code.id))
    titles = await catalog.titles([card.id])
    page = product_page(card.id, EntranceKind.CHANNEL, code.id)
    return Card(titles[card.id], page) if card.id in titles else None
