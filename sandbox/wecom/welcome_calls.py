"""The welcome message to a new customer (official page 92137)."""

from typing import TYPE_CHECKING

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.attachments import read_content
from sandbox.wecom.customers import known_person
from sandbox.wecom.errors import Answer, ok

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook


def send_welcome_msg(book: "WeComBook", ask: Ask) -> Answer:
    """A refused content leaves the code unspent."""
    code = fields.needed(ask.body, "welcome_code")
    text, attachments = read_content(book, ask.body)
    relation = book.welcomes.use(code, book.now().timestamp())
    person = known_person(book, relation.external_userid)
    person.receive("welcome", relation.userid, book.now(), text, attachments)
    return ok()
