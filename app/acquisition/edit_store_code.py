"""Make, change and delete store codes (门店活码). They stand in our pages, so WeCom hears nothing of them."""

from typing import Any
from uuid import UUID

from app.acquisition.errors import StoreCodeNotFound, UnknownStore, UnknownTarget
from app.acquisition.models import ChannelCode, GroupCode, StoreCode, StoreCodeEntry
from app.acquisition.states import ChannelCodeStatus, Standing, StoreCodeMode
from app.acquisition.store_code_terms import StoreCodeTerms
from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.radar import sources
from app.radar.states import EntranceKind
from app.stores import queries as stores


@atomic
async def create_store_code(terms: StoreCodeTerms) -> UUID:
    """Raises UnknownStore, UnknownTarget."""
    await _check(terms)
    code_id = new_id()
    await StoreCode.create(id=code_id, created_at=clock.now(), **_columns(terms))
    await _put_entries(code_id, terms)
    await sources.keep(EntranceKind.STORE, code_id, terms.name, None)
    return code_id


@atomic
async def edit_store_code(code_id: UUID, terms: StoreCodeTerms) -> None:
    """Put these rules in place of the old ones; the link stays.

    Raises StoreCodeNotFound, UnknownStore, UnknownTarget.
    """
    await _check(terms)
    if not await StoreCode.filter(id=code_id, deleted_at=None).update(**_columns(terms)):
        raise StoreCodeNotFound
    await StoreCodeEntry.filter(code_id=code_id).delete()
    await _put_entries(code_id, terms)
    await sources.keep(EntranceKind.STORE, code_id, terms.name, None)


@atomic
async def delete_store_code(code_id: UUID) -> None:
    """Its link leads nowhere from now on. Again is no error. Raises StoreCodeNotFound."""
    if not await StoreCode.filter(id=code_id).exists():
        raise StoreCodeNotFound
    await StoreCode.filter(id=code_id, deleted_at=None).update(deleted_at=clock.now())


async def _put_entries(code_id: UUID, terms: StoreCodeTerms) -> None:
    rows = [StoreCodeEntry(id=new_id(), code_id=code_id, **one.model_dump()) for one in terms.entries]
    await StoreCodeEntry.bulk_create(rows)


async def _check(terms: StoreCodeTerms) -> None:
    places = {one.store_id for one in terms.entries}
    if elsewhere := places - set(await stores.names(places)):
        raise UnknownStore(store_ids=[str(one) for one in sorted(elsewhere)])
    wanted = list(terms.targets())
    if terms.mode is StoreCodeMode.GUIDE:
        found = ChannelCode.filter(id__in=wanted).exclude(status=ChannelCodeStatus.DELETED).values_list("id", flat=True)
    else:
        found = GroupCode.filter(id__in=wanted).exclude(status=Standing.DELETED).values_list("id", flat=True)
    if unknown := set(wanted) - set(await found):
        raise UnknownTarget(target_ids=[str(one) for one in sorted(unknown)])


def _columns(terms: StoreCodeTerms) -> dict[str, Any]:
    return terms.model_dump(exclude={"entries"})
