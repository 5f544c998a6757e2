"""What happens to customer groups on phones, each change with its callback (official page 92130)."""

from sandbox.errors import ControlError
from sandbox.people import Person
from sandbox.wecom import events
from sandbox.wecom.book import WeComBook
from sandbox.wecom.groups import BY_QR, EXTERNAL, INVITED, STAFF, Group, GroupMember

# groupchat/get and the callback number the ways to join differently.
JOIN_SCENE_OF_EVENT = {BY_QR: 3, INVITED: 0}
LEFT, REMOVED = 0, 1


def create(book: WeComBook, name: str, owner: str, people: list[Person]) -> Group:
    """A group of its owner and these people, who need not be customers."""
    at = book.now().timestamp()
    host = GroupMember(owner, STAFF, book.staff.controlled(owner).name, int(at), INVITED, owner)
    guests = [_guest(book, person, owner, INVITED, "") for person in people]
    group = book.groups.open(name, owner, (host, *guests), at)
    book.callbacks.emit(events.chat("create", group.chat_id))
    return group


def join(book: WeComBook, group: Group, person: Person, scene: int, state: str) -> None:
    if person.external_userid in group.externals():
        raise ControlError(400, f"{person.name} is in the group already")
    guest = _guest(book, person, group.now.owner, scene, state)
    detail = ("UpdateDetail", "add_member"), ("JoinScene", JOIN_SCENE_OF_EVENT[scene])
    _set_members(book, group, (*group.now.members, guest), person, detail)


def leave(book: WeComBook, group: Group, person: Person, quit_scene: int) -> None:
    if person.external_userid not in group.externals():
        raise ControlError(404, f"{person.name} is not in the group")
    stay = tuple(member for member in group.now.members if member.userid != person.external_userid)
    detail = ("UpdateDetail", "del_member"), ("QuitScene", quit_scene)
    _set_members(book, group, stay, person, detail)


def hand_over(book: WeComBook, group: Group, userid: str) -> None:
    """Another member becomes the owner, and joins the group when not in it."""
    at = book.now().timestamp()
    heir = GroupMember(userid, STAFF, book.staff.controlled(userid).name, int(at), INVITED, group.now.owner)
    known = any(member.userid == userid for member in group.now.members)
    group.change(at, owner=userid, members=None if known else (*group.now.members, heir))
    book.callbacks.emit(events.chat("update", group.chat_id, ("UpdateDetail", "change_owner")))


def dismiss(book: WeComBook, group: Group) -> None:
    book.groups.dismiss(group.chat_id)
    book.callbacks.emit(events.chat("dismiss", group.chat_id))


def _set_members(
    book: WeComBook,
    group: Group,
    members: tuple[GroupMember, ...],
    changed: Person,
    detail: tuple[tuple[str, events.Value], ...],
) -> None:
    last, current = group.change(book.now().timestamp(), members=members)
    tail: tuple[tuple[str, events.Value], ...] = (
        ("MemChangeCnt", 1),
        ("MemChangeList", [changed.external_userid]),
        ("LastMemVer", last),
        ("CurMemVer", current),
    )
    book.callbacks.emit(events.chat("update", group.chat_id, *detail, *tail))


def _guest(book: WeComBook, person: Person, invitor: str, scene: int, state: str) -> GroupMember:
    now = book.timestamp()
    return GroupMember(person.external_userid, EXTERNAL, person.name, now, scene, invitor, person.unionid, state)
