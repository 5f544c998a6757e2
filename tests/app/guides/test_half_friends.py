"""A customer who added a guide that has not confirmed yet is greeted and recorded when the guide has."""

from typing import Any

from app.guides.gateway import gateway
from app.kernel import db
from app.staff.queries import StaffCard
from tests.app.guides.factory import live_code, welcomes
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise
from wecom.client.gateways.guides import GuidesOverWeCom
from wecom.client.wire import Nothing

INBOX = "SELECT change_type, status FROM wecom_inbox ORDER BY id"


async def half_friend(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> Any:
    """A person who came by a code of ours that asks the guide first."""
    code = await live_code(guide, drain)
    over = gateway()
    assert isinstance(over, GuidesOverWeCom)
    body = {"config_id": code.config_id, "skip_verify": False}
    await over._corp.contact.act(Nothing, "externalcontact/update_contact_way", body)
    person = await enterprise.person()
    await enterprise.scan(person, code.config_id)
    await enterprise.arrived(1)
    await drain()
    return person


async def test_before_the_guide_confirms_nobody_is_greeted(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    person = await half_friend(enterprise, guide, drain)
    assert [tuple(row) for row in await db.fetch(INBOX)] == [("add_half_external_contact", "done")]
    assert await welcomes() == []
    assert await db.fetch_value("SELECT count(*) FROM guide_follows") == 0
    await enterprise.advance(2)
    await enterprise.post("/wecom/staff/lina/accept", person_id=person["id"])
    await enterprise.arrived(2)
    await drain()
    assert await welcomes() == [("sent", None)]
    assert await db.fetch_value("SELECT count(*) FROM guide_follows WHERE ended_at IS NULL") == 1
