"""Kept callbacks are processed, tried again, and end visibly when they cannot be."""

from uuid import UUID

import httpx
import pytest

from app.events.wecom import CallbackStored
from app.kernel import db
from app.kernel.errors import TemporaryFailure
from app.staff.sync import sync
from tests.conftest import Drain
from tests.wecom.callbacks.sealing import Sender, event
from tests.wecom.enterprise import Enterprise
from wecom.callbacks.process import MOST_ATTEMPTS, process
from wecom.inbox import dead
from wecom.inbox.errors import MessageNotFound


async def only_message() -> tuple[UUID, str, str | None]:
    [row] = await db.fetch("SELECT id, status, failure FROM wecom_inbox")
    return row["id"], row["status"], row["failure"]


async def test_an_event_without_its_fields_is_dead_at_once(
    http: httpx.AsyncClient, platform: Sender, drain: Drain
) -> None:
    await platform.post(http, event("change_external_contact", "add_external_contact", UserID="lina"))
    await drain()
    _, status, failure = await only_message()
    assert status == "dead"
    assert failure is not None
    assert "ExternalUserID" in failure
    assert len((await dead.page(None, None, 10)).items) == 1


async def test_a_platform_that_does_not_answer_is_asked_again_a_bounded_number_of_times(
    enterprise: Enterprise,
) -> None:
    await enterprise.hire("lina")
    await enterprise.fault("externalcontact/groupchat/get", "http", status=502, times=1000)
    await enterprise.group("lina")
    await enterprise.arrived(1)
    message_id, _, _ = await only_message()
    for _ in range(MOST_ATTEMPTS - 1):
        with pytest.raises(TemporaryFailure):
            await process(CallbackStored(message_id))
        assert (await only_message())[1] == "waiting"
    await process(CallbackStored(message_id))
    assert (await only_message())[1] == "dead"


async def test_a_dead_message_is_processed_again_on_request(enterprise: Enterprise, drain: Drain) -> None:
    await enterprise.hire("lina")
    person = await enterprise.person()
    way = await enterprise.contact_way("lina")
    await enterprise.scan(person, way)
    await enterprise.arrived(1)
    await drain()
    message_id, status, failure = await only_message()
    assert status == "dead"
    assert failure is not None
    assert "unknown_staff" in failure

    await sync()
    await dead.reprocess(message_id)
    await drain()
    assert (await only_message())[1:] == ("done", None)
    assert await db.fetch_value("SELECT count(*) FROM guide_follows") == 1


async def test_only_a_dead_message_is_processed_again(http: httpx.AsyncClient, platform: Sender, drain: Drain) -> None:
    await platform.post(http, event("brand_new", "happened"))
    await drain()
    with pytest.raises(MessageNotFound):
        await dead.reprocess((await only_message())[0])


async def test_running_a_processed_message_again_changes_nothing(
    http: httpx.AsyncClient, platform: Sender, drain: Drain
) -> None:
    await platform.post(http, event("brand_new", "happened"))
    await drain()
    before = await db.fetch("SELECT * FROM wecom_inbox")
    await process(CallbackStored((await only_message())[0]))
    assert await db.fetch("SELECT * FROM wecom_inbox") == before
