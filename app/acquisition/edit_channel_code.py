"""Change a channel code's rules."""

from uuid import UUID

from app.acquisition.code_terms import CodeTerms
from app.acquisition.errors import ChannelCodeNotFound, MadeForOneGuide
from app.acquisition.models import ChannelCode
from app.acquisition.request_channel_code import check_terms, columns_of
from app.acquisition.states import ChannelCodeStatus as Status
from app.events.acquisition import ChannelCodeDue
from app.kernel import outbox
from app.kernel.db import atomic
from app.radar import sources
from app.radar.states import EntranceKind

OVER = (Status.DELETING, Status.DELETED)


@atomic
async def edit_channel_code(code_id: UUID, terms: CodeTerms) -> None:
    """Put these rules in place of the old ones; a live way follows by a job. The picture stays.

    Raises ChannelCodeNotFound, UnknownStaff, UnknownProduct, UnknownStore, MadeForOneGuide.
    """
    code = await ChannelCode.filter(id=code_id).exclude(status__in=OVER).select_for_update().get_or_none()
    if code is None:
        raise ChannelCodeNotFound
    if code.config_id and not code.multi and len(terms.guides) > 1:
        raise MadeForOneGuide
    await check_terms(terms)
    await ChannelCode.filter(id=code_id).update(**columns_of(terms))
    await sources.keep(EntranceKind.CHANNEL, code_id, terms.name, terms.store_id, staff_id=terms.only_guide())
    await outbox.publish(ChannelCodeDue(code_id))
