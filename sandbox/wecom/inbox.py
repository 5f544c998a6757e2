"""Delivery of application messages to members: frequency, duplicates, recall and cards (pages 90236, 94867, 94888)."""

import json
import secrets
from collections import deque
from dataclasses import dataclass
from typing import Any

from sandbox.wecom.errors import WeComError
from sandbox.wecom.staff import Member

PER_MINUTE, PER_HOUR = 30, 1000
RECALL_SECONDS = 24 * 3600
CODE_SECONDS = 72 * 3600


@dataclass(frozen=True)
class Sent:
    """A message as it went out at `at` (Unix seconds)."""

    msgid: str
    at: int
    message: dict[str, Any]
    userids: tuple[str, ...]


class AppMessages:
    """Remembers what each member got; times are Unix seconds."""

    def __init__(self) -> None:
        self._times: dict[str, deque[int]] = {}
        self._seen: dict[tuple[str, str], int] = {}
        self._sent: dict[str, Sent] = {}
        self._codes: dict[str, tuple[str, int]] = {}
        self.task_ids: set[str] = set()

    def keep(self, message: dict[str, Any], members: list[Member], now: int) -> Sent:
        sent = Sent(secrets.token_urlsafe(48), now, message, tuple(member.userid for member in members))
        self._sent[sent.msgid] = sent
        return sent

    def deliver(self, sent: Sent, member: Member, at: str, unless_within: int | None) -> bool:
        """Puts the message into the inbox. False, and nothing is said to the sender, when the member got the same
        message within `unless_within` seconds or has had the most messages of this minute or hour.
        """
        key = member.userid, json.dumps(sent.message, sort_keys=True, ensure_ascii=False)
        last = self._seen.get(key)
        if unless_within is not None and last is not None and sent.at < last + unless_within:
            return False
        if not self._has_room(member.userid, sent.at):
            return False
        self._seen[key] = sent.at
        member.inbox.append({**sent.message, "msgid": sent.msgid, "at": at})
        return True

    def recallable(self, msgid: str, now: int) -> Sent:
        """41047 for an unknown message or one recalled before, 40058 a day after it was sent."""
        sent = self._sent.get(msgid)
        if sent is None:
            raise WeComError(41047)
        if now >= sent.at + RECALL_SECONDS:
            raise WeComError(40058, "msgid is older than 24 hours")
        return sent

    def recall(self, sent: Sent) -> None:
        del self._sent[sent.msgid]

    def issue_code(self, msgid: str, now: int) -> str:
        """A response_code with which the card of this message may be changed, once and within 72 hours."""
        code = secrets.token_urlsafe(48)
        self._codes[code] = msgid, now
        return code

    def sent_for(self, code: str, now: int) -> Sent:
        """The message of an unspent code; 40058 for one unknown, spent, too old, or of a recalled message."""
        msgid, issued_at = self._codes.get(code, ("", 0))
        if msgid not in self._sent or now >= issued_at + CODE_SECONDS:
            raise WeComError(40058, "response_code")
        return self._sent[msgid]

    def spend(self, code: str) -> None:
        del self._codes[code]

    def _has_room(self, userid: str, now: int) -> bool:
        times = self._times.setdefault(userid, deque())
        while times and times[0] <= now - 3600:
            times.popleft()
        if len(times) >= PER_HOUR or sum(1 for time in times if time > now - 60) >= PER_MINUTE:
            return False
        times.append(now)
        return True
