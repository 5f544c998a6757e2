"""Many jobs of one channel code at the same moment: one at a time changes the way, and the last word is right."""

import asyncio
from uuid import UUID

from app.acquisition.code_terms import CodeTerms
from app.acquisition.edit_channel_code import edit_channel_code
from app.acquisition.gateway import gateway
from app.acquisition.queries import channel_code
from app.acquisition.update_way import update_way
from app.events.acquisition import ChannelCodeDue
from app.kernel import clock, db
from app.staff.queries import StaffCard, staff_page
from app.staff.sync import sync
from tests.app.guides.conftest import enterprise, guide
from tests.app.guides.factory import live_code, terms_of
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise, until

__all__ = ["enterprise", "guide"]
ROUNDS = 6
UPDATE = "externalcontact/update_contact_way"


async def edit_and_tell(code_id: UUID, terms: CodeTerms) -> None:
    await edit_channel_code(code_id, terms)
    await update_way(ChannelCodeDue(code_id))


async def test_edits_and_jobs_at_once_leave_wecom_with_what_the_code_says(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    for userid in ("a", "b", "c"):
        await enterprise.hire(userid, userid)
    await sync()
    staff = await staff_page(None, 10)
    code = await live_code(guide, drain)
    assert code.config_id
    for number in range(ROUNDS):
        versions = [terms_of(one, other, name=f"{number}") for one in staff for other in staff if one.id < other.id]

        await asyncio.gather(*(edit_and_tell(code.id, terms) for terms in versions))
        await drain()
        after = await channel_code(code.id)
        told = (await gateway().contact_way(code.config_id)).terms
        wanted = sorted(one.userid for one in staff if one.id in {each.staff_id for each in after.terms.guides})
        assert (list(told.users), told.remark) == (wanted, f"{number}")
        assert after.on_duty == wanted


async def test_jobs_at_once_tell_wecom_once(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    await enterprise.hire("a", "a")
    await sync()
    code = await live_code(guide, drain)
    both = terms_of(*await staff_page(None, 10))
    await edit_channel_code(code.id, both)
    await asyncio.gather(*(update_way(ChannelCodeDue(code.id)) for _ in range(8)))
    assert len(await enterprise.calls(UPDATE)) == 1


async def test_a_claim_of_a_dead_worker_ends(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    await enterprise.hire("a", "a")
    await sync()
    code = await live_code(guide, drain)
    await edit_channel_code(code.id, terms_of(*await staff_page(None, 10)))
    dead = "UPDATE channel_codes SET claim = gen_random_uuid(), claimed_until = $1, told = NULL"
    await db.execute(dead, clock.now())
    await drain()
    assert (await channel_code(code.id)).on_duty == ["a", "lina"]


async def test_what_changed_during_a_call_is_told_by_the_job_that_made_it(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    await enterprise.hire("a", "a")
    await sync()
    code = await live_code(guide, drain)
    assert code.config_id
    [other] = [one for one in await staff_page(None, 10) if one.userid == "a"]
    await edit_channel_code(code.id, terms_of(guide, other))
    await enterprise.fault(UPDATE, "hang_after")
    first = asyncio.create_task(update_way(ChannelCodeDue(code.id)))
    await until(lambda: enterprise.calls(UPDATE))
    await edit_and_tell(code.id, terms_of(other))
    assert len(await enterprise.calls(UPDATE)) == 1
    await enterprise.clear_faults()
    await first
    assert (await gateway().contact_way(code.config_id)).terms.users == ("a",)
    assert (await channel_code(code.id)).on_duty == ["a"]
