"""Head office says which platform template tells of a kind, and what it is filled with."""

from dataclasses import dataclass
from typing import Any

from app.kernel import clock, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.notices import compose
from app.notices.errors import TemplateInvalid, TemplateNotFound
from app.notices.models import NoticeTemplate
from app.notices.states import NoticeKind


@dataclass(frozen=True, slots=True)
class NewTemplate:
    """`keys`: the template's key to one of the kind's facts, or to a fixed text after `=`."""

    template_id: str
    keys: dict[str, str]
    page: str = ""
    active: bool = True


@atomic
async def put(kind: NoticeKind, new: NewTemplate) -> None:
    """Set or replace the template of a kind. Raises TemplateInvalid."""
    if faults := compose.faults(kind, new.keys):
        raise TemplateInvalid(faults=faults)
    values: dict[str, Any] = {
        "template_id": new.template_id,
        "keys": new.keys,
        "page": new.page,
        "active": new.active,
        "updated_at": clock.now(),
    }
    await locks.hold("notice_template", kind.value)
    if not await NoticeTemplate.filter(kind=kind).update(**values):
        await NoticeTemplate.create(id=new_id(), kind=kind, **values)


async def remove(kind: NoticeKind) -> None:
    """Tell of this kind no more. Raises TemplateNotFound."""
    if not await NoticeTemplate.filter(kind=kind).delete():
        raise TemplateNotFound
