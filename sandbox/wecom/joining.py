"""A consumer scans the code of a join way: the first group with room takes them, or a new one is opened."""

from sandbox.errors import ControlError
from sandbox.people import Person
from sandbox.wecom import group_life
from sandbox.wecom.book import WeComBook
from sandbox.wecom.groups import BY_QR, Group
from sandbox.wecom.join_way_calls import MOST_GROUPS
from sandbox.wecom.join_ways import JoinWay


def scan(book: WeComBook, person: Person, way: JoinWay) -> dict[str, object]:
    """The group joined; 400 when all are full or gone, or the person is in one of them."""
    groups = [one for chat_id in way.fields["chat_id_list"] if (one := book.groups.find(chat_id)) is not None]
    if any(person.external_userid in group.externals() for group in groups):
        raise ControlError(400, f"{person.name} is in a group of this code already")
    roomy = next((one for one in groups if len(one.now.members) < book.settings.group_capacity), None)
    group = roomy or _opened(book, way, groups)
    group_life.join(book, group, person, BY_QR, way.fields["state"])
    return {"chat_id": group.chat_id, "opened": roomy is None}


def _opened(book: WeComBook, way: JoinWay, groups: list[Group]) -> Group:
    """A group of the last one's owner, at the end of the way's list; the fullest list loses its first group."""
    if not groups or not way.fields["auto_create_room"]:
        raise ControlError(400, "every group of this code is full")
    group = group_life.create(book, way.next_name(), groups[-1].now.owner, [])
    way.fields["chat_id_list"] = [*way.fields["chat_id_list"], group.chat_id][-MOST_GROUPS:]
    return group
