"""A new friend is greeted before the callback that tells of them is worked off."""

import httpx
import pytest

from app.events.wecom import CallbackStored, GreetingAwaited
from app.kernel import db
from app.staff.queries import StaffCard
from jobs.subscriptions import URGENT
from tests.app.guides.conftest import guide
from tests.app.guides.factory import live_code, welcomes
from tests.conftest import Drain
from tests.wecom.callbacks.sealing import Sender, event
from tests.wecom.enterprise import Enterprise
from wecom.callbacks.greet import greet
from wecom.callbacks.process import process

__all__ = ["guide"]


async def only_message() -> GreetingAwaited:
    return GreetingAwaited(await db.fetch_value("SELECT id FROM wecom_inbox"))


async def jobs_of(name: str) -> int:
    found: int = await db.fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE $1 || '>%'", name)
    return found


async def test_the_welcome_is_owed_before_anybody_asks_who_it_is(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code = await live_code(guide, drain)
    await enterprise.scan(await enterprise.person(), code.config_id)
    await enterprise.arrived(1)
    heard = await only_message()
    for _ in range(2):
        await greet(heard)
    assert await welcomes() == [("waiting", None)]
    assert (await jobs_of("WelcomeOwed"), await db.fetch_value("SELECT count(*) FROM guide_follows")) == (1, 0)
    await process(CallbackStored(heard.message_id))
    await greet(heard)
    assert (len(await welcomes()), await jobs_of("WelcomeOwed")) == (1, 1)
    assert await db.fetch_value("SELECT count(*) FROM guide_follows") == 1


async def test_only_who_may_be_greeted_has_a_job_for_it(http: httpx.AsyncClient, platform: Sender) -> None:
    added = {"UserID": "lina", "ExternalUserID": "wm1"}
    await platform.post(http, event("change_external_contact", "add_external_contact", **added))
    await platform.post(http, event("change_external_contact", "edit_external_contact", **added))
    half = event("change_external_contact", "add_half_external_contact", **added, WelcomeCode="c0")
    await platform.post(http, half)
    assert await jobs_of("GreetingAwaited") == 0
    await platform.post(http, event("change_external_contact", "add_external_contact", **added, WelcomeCode="c1"))
    await platform.post(http, event("change_external_contact", "add_external_contact", **added, WelcomeCode="c1"))
    assert await jobs_of("GreetingAwaited") == 1


@pytest.mark.parametrize("broken", [{"ExternalUserID": "wm1"}, {"UserID": "u" * 65, "ExternalUserID": "wm1"}])
async def test_a_malformed_one_leaves_no_job_behind(
    http: httpx.AsyncClient, platform: Sender, drain: Drain, broken: dict[str, str]
) -> None:
    await platform.post(http, event("change_external_contact", "add_external_contact", **broken, WelcomeCode="c1"))
    await drain()
    assert await db.fetch_value("SELECT status FROM wecom_inbox") == "dead"
    assert await db.fetch_value("SELECT count(*) FROM pgqueuer") == 0


def test_greetings_overtake_everything_else() -> None:
    assert URGENT[GreetingAwaited] > URGENT[CallbackStored]
