"""An acquisition link at WeCom (获客助手, page 97297)."""

from typing import Any
from uuid import UUID

from app.acquisition.at_wecom import Kind, Made, Seen, since
from app.acquisition.gateway import LinkTerms, gateway
from app.acquisition.keep_at_wecom import keep_in_line, revive
from app.acquisition.models import Link
from app.events.acquisition import LinkDue
from app.staff.queries import staff_by_ids


class LinkAtWeCom:
    """WeCom keeps nothing of ours beside a link but its name, by which one whose answer was lost is found again."""

    model = Link

    async def wanted(self, row: Link) -> dict[str, Any] | None:
        """Guides who work here; None when there are neither these nor departments."""
        staff = await staff_by_ids([UUID(one) for one in row.staff_ids])
        users = sorted(one.userid for one in staff.values() if one.active)
        if not users and not row.departments:
            return None
        who = {"users": users, "departments": sorted(row.departments)}
        return {"name": row.name, "skip_verify": row.skip_verify, **who}

    async def find(self, row: Link) -> Made | None:
        known = await Link.exclude(remote_id=None).values_list("remote_id", flat=True)
        found = await gateway().find_link(row.name, since(row), {str(one) for one in known})
        return Made(found.link_id, None, {"url": found.url, "count_at": row.created_at}) if found else None

    async def make(self, row: Link, wanted: dict[str, Any]) -> Made:
        made = await gateway().create_link(_terms(wanted))
        return Made(made.link_id, wanted, {"url": made.url, "count_at": row.created_at})

    async def change(self, row: Link, remote_id: str, wanted: dict[str, Any]) -> Seen:
        there, terms = await gateway().link_terms(remote_id), _terms(wanted)
        same_people = set(there.users) == set(terms.users) and set(there.departments) == set(terms.departments)
        if not same_people or (there.name, there.skip_verify) != (terms.name, terms.skip_verify):
            await gateway().update_link(remote_id, terms)
        return Seen({})

    async def remove(self, remote_id: str) -> None:
        await gateway().remove_link(remote_id)

    def due(self, row_id: UUID) -> LinkDue:
        return LinkDue(row_id)


LINK: Kind[Link] = LinkAtWeCom()


async def keep_link(due: LinkDue) -> None:
    """Reaction: make, change, look at or remove a link at WeCom."""
    await keep_in_line(LINK, due.link_id)


async def look_at_links() -> None:
    """Tick: each link is looked at once a day, and what an administrator changed at WeCom is put right."""
    await revive(LINK)


def _terms(wanted: dict[str, Any]) -> LinkTerms:
    return LinkTerms(wanted["name"], tuple(wanted["users"]), tuple(wanted["departments"]), wanted["skip_verify"])
