"""Reads of channel codes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.acquisition.code_terms import CodeTerms
from app.acquisition.errors import ChannelCodeNotFound
from app.acquisition.models import ChannelCode
from app.acquisition.states import ChannelCodeStatus


@dataclass(frozen=True, slots=True)
class Code:
    """A channel code. `qr_code` is null until it is live; `failure` says why it could not be made or changed.

    `on_duty`: the userids WeCom has confirmed last, null while that is not known.
    """

    id: UUID
    state: str
    terms: CodeTerms
    on_duty: list[str] | None
    status: ChannelCodeStatus
    config_id: str | None
    qr_code: str | None
    failure: str | None
    created_at: datetime


async def channel_code(code_id: UUID) -> Code:
    """Raises ChannelCodeNotFound."""
    code = await ChannelCode.get_or_none(id=code_id)
    if code is None:
        raise ChannelCodeNotFound
    return _code(code)


async def channel_codes_page(before: UUID | None, limit: int) -> list[Code]:
    """At most `limit` codes that are not deleted, newest first, older than the given one."""
    found = ChannelCode.exclude(status=ChannelCodeStatus.DELETED)
    found = found.filter(id__lt=before) if before else found
    return [_code(one) for one in await found.order_by("-id").limit(limit)]


def _code(code: ChannelCode) -> Code:
    terms = CodeTerms.model_validate({name: getattr(code, name) for name in CodeTerms.model_fields})
    return Code(
        code.id,
        code.state,
        terms,
        list(code.told["users"]) if code.told else None,
        code.status,
        code.config_id,
        code.qr_code,
        code.failure,
        code.created_at,
    )
