"""A decrypted callback as fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from wecom.callbacks import xml
from wecom.callbacks.errors import CallbackMalformed

LONGEST_NAME = 64
# Ids of the platform have at most 64 characters; a longer one is none, and no column of ours could hold it.
LONGEST_ID, LONGEST_CODE, LONGEST_TEXT = 64, 256, 2048
LONGEST_TIME = 12


@dataclass(frozen=True, slots=True)
class Event:
    """`name` is the Event, or the MsgType of a message that is none; `change_type` may be empty."""

    name: str
    change_type: str
    fields: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """A field that must be there. Raises CallbackMalformed."""
        value = self.get(name)
        if not value:
            raise CallbackMalformed(missing=name)
        return value

    def get(self, name: str, longest: int = LONGEST_ID) -> str:
        """A field that may be missing, as an empty text. Raises CallbackMalformed for one that is too long."""
        value = self.fields.get(name, "")
        if len(value) > longest:
            raise CallbackMalformed(too_long=name)
        return value

    @property
    def at(self) -> datetime:
        """CreateTime, which counts whole seconds."""
        return self.moment("CreateTime")

    def number(self, name: str) -> int:
        """A whole number that must be there and is not negative. Raises CallbackMalformed."""
        given = self[name]
        if not (given.isascii() and given.isdecimal()) or len(given) > LONGEST_TIME:
            raise CallbackMalformed(field=name)
        return int(given)

    def moment(self, name: str) -> datetime:
        """A time that must be there, in whole seconds since 1970. Raises CallbackMalformed."""
        try:
            return datetime.fromtimestamp(self.number(name), UTC)
        except (ValueError, OverflowError, OSError):
            raise CallbackMalformed(field=name) from None


def parse(plain: str) -> Event:
    """Raises CallbackMalformed."""
    fields = xml.fields(plain)
    name = fields.get("Event") or fields.get("MsgType", "")
    return Event(name[:LONGEST_NAME], fields.get("ChangeType", "")[:LONGEST_NAME], fields)
