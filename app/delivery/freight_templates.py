"""Freight templates: at most one is the default, and once there are any, one of them is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.delivery.errors import DefaultTemplateNeeded, FreightTemplateNotFound
from app.delivery.models import FreightTemplate
from app.delivery.queries import templates
from app.delivery.terms import NewFreightTemplate
from app.kernel import clock, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class FreightTemplatePage:
    """Newest first. `next_cursor` is None on the last page."""

    items: list[FreightTemplate]
    next_cursor: UUID | None


@atomic
async def add(new: NewFreightTemplate) -> UUID:
    """The id. The first template is the default, whatever it says."""
    await locks.hold("default freight template")
    is_default = new.is_default or not await FreightTemplate.exists()
    if is_default:
        await FreightTemplate.filter(is_default=True).update(is_default=False)
    template = await FreightTemplate.create(id=new_id(), **_columns(new) | {"is_default": is_default})
    templates.forget()
    return template.id


@atomic
async def replace(template_id: UUID, new: NewFreightTemplate) -> None:
    """Orders already placed keep their freight. Raises FreightTemplateNotFound or DefaultTemplateNeeded."""
    await locks.hold("default freight template")
    before = await read(template_id)
    if before.is_default and not new.is_default:
        raise DefaultTemplateNeeded
    if new.is_default:
        await FreightTemplate.filter(is_default=True).exclude(id=template_id).update(is_default=False)
    await FreightTemplate.filter(id=template_id).update(**_columns(new))
    templates.forget()


@atomic
async def remove(template_id: UUID) -> None:
    """Products that had it fall to the default one. Raises FreightTemplateNotFound or DefaultTemplateNeeded.

    The default may only go as the last of all: without any template sending is free.
    """
    await locks.hold("default freight template")
    template = await read(template_id)
    if template.is_default and await FreightTemplate.all().count() > 1:
        raise DefaultTemplateNeeded
    await FreightTemplate.filter(id=template_id).delete()
    templates.forget()


async def read(template_id: UUID) -> FreightTemplate:
    """Raises FreightTemplateNotFound."""
    template = await FreightTemplate.get_or_none(id=template_id)
    if template is None:
        raise FreightTemplateNotFound
    return template


async def page(cursor: UUID | None, limit: int) -> FreightTemplatePage:
    older = FreightTemplate.filter(id__lt=cursor) if cursor else FreightTemplate.all()
    items = await older.order_by("-id").limit(limit + 1)
    return FreightTemplatePage(items[:limit], items[limit - 1].id if len(items) > limit else None)


def _columns(new: NewFreightTemplate) -> dict[str, Any]:
    return new.model_dump(mode="json") | {"updated_at": clock.now()}
