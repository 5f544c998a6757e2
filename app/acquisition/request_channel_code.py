"""Ask for a channel code: a QR code of guides whose scans we can tell from others."""

from typing import Any
from uuid import UUID

from app.acquisition.came_by import CHANNEL_CODE, state_for
from app.acquisition.code_terms import CodeTerms
from app.acquisition.errors import UnknownProduct, UnknownStore
from app.acquisition.models import ChannelCode
from app.catalog import queries as catalog
from app.events.acquisition import ChannelCodeRequested
from app.guides.errors import UnknownStaff
from app.kernel import clock, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.radar import sources
from app.radar.states import EntranceKind
from app.staff.queries import staff_by_ids
from app.stores import queries as stores


@atomic
async def request_channel_code(terms: CodeTerms) -> UUID:
    """Record a code, to be made at WeCom by a job. Raises UnknownStaff, UnknownProduct, UnknownStore."""
    await check_terms(terms)
    code = await ChannelCode.create(
        id=(code_id := new_id()), state=state_for(CHANNEL_CODE, code_id), created_at=clock.now(), **columns_of(terms)
    )
    await sources.keep(EntranceKind.CHANNEL, code.id, terms.name, terms.store_id, staff_id=terms.only_guide())
    await outbox.publish(ChannelCodeRequested(code.id))
    return code.id


async def check_terms(terms: CodeTerms) -> None:
    """Raises UnknownStaff (also for a dismissed one), UnknownProduct, UnknownStore."""
    wanted = {guide.staff_id for guide in terms.guides}
    staff = await staff_by_ids(wanted)
    if unknown := [one for one in wanted if one not in staff or not staff[one].active]:
        raise UnknownStaff(staff_ids=[str(one) for one in sorted(unknown)])
    products = terms.products()
    if missing := products - set(await catalog.titles(list(products))):
        raise UnknownProduct(product_ids=[str(one) for one in sorted(missing)])
    places = terms.stores()
    if elsewhere := places - set(await stores.names(places)):
        raise UnknownStore(store_ids=[str(one) for one in sorted(elsewhere)])


def columns_of(terms: CodeTerms) -> dict[str, Any]:
    """The terms as columns of a channel code."""
    nested = terms.model_dump(mode="json", include={"guides", "welcomes", "tag_ids"})
    return terms.model_dump(include=set(CodeTerms.model_fields) - nested.keys()) | nested
