"""A decrypted callback as fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from wecom.callbacks import xml
from wecom.callbacks.errors import CallbackMalformed

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Event:
    """`name` is the Event, or the MsgType of a message that is none; `change_type` may be empty."""

    name: str
    change_type: str
    fields: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """A field that must be there. Raises CallbackMalformed."""
        value = self.fields.get(name)
        if not value:
            raise CallbackMalformed(missing=name)
        return value

    def get(self, name: str) -> str:
        """A field that may be missing, as an empty text."""
        return self.fields.get(name, "")

    @property
    def at(self) -> datetime:
        """CreateTime, which counts whole seconds."""
        if not self["CreateTime"].isdecimal():
            raise CallbackMalformed(field="CreateTime")
        return datetime.fromtimestamp(int(self["CreateTime"]), UTC)


def parse(plain: str) -> Event:
    """Raises CallbackMalformed."""
    fields = xml.fields(plain)
    name = fields.get("Event") or fields.get("MsgType", "")
    return Event(name[:LONGEST_NAME], fields.get("ChangeType", "")[:LONGEST_NAME], fields)
