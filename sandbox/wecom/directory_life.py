"""What the administrator does to the directory, told to the application when it takes such events (page 90970).

Since 2022-08-15 these events carry ids and departments only; names have to be read.
"""

from sandbox.wecom import events
from sandbox.wecom.book import WeComBook
from sandbox.wecom.staff import Member


def save(book: WeComBook, userid: str, name: str, mobile: str, department: list[int]) -> Member:
    """A new member or a changed one; of a changed one the event names the departments when they are others."""
    known = book.staff.find(userid)
    before = known.department if known is not None else None
    member = book.staff.add(userid, name, mobile, department)
    moved = () if before == member.department else (("Department", ",".join(map(str, member.department))),)
    _tell(book, "create_user" if known is None else "update_user", userid, *moved)
    return member


def gone(book: WeComBook, userid: str) -> None:
    _tell(book, "delete_user", userid)


def _tell(book: WeComBook, change: str, userid: str, *more: tuple[str, events.Value]) -> None:
    if book.settings.directory_events:
        book.callbacks.emit(events.member(change, userid, *more))
