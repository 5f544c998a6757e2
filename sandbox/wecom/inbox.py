"""Delivery of application messages to members: per-member frequency and the duplicate check (page 90236)."""

import json
from collections import deque
from typing import Any

from sandbox.wecom.staff import Member

PER_MINUTE, PER_HOUR = 30, 1000


class AppMessages:
    """Remembers what each member got; times are Unix seconds."""

    def __init__(self) -> None:
        self._times: dict[str, deque[int]] = {}
        self._seen: dict[tuple[str, str], int] = {}
        self.task_ids: set[str] = set()

    def deliver(self, member: Member, message: dict[str, Any], now: int, at: str, unless_within: int | None) -> bool:
        """Puts the message into the inbox. False, and nothing is said to the sender, when the member got the same
        message within `unless_within` seconds or has had the most messages of this minute or hour.
        """
        key = member.userid, json.dumps(message, sort_keys=True, ensure_ascii=False)
        last = self._seen.get(key)
        if unless_within is not None and last is not None and now < last + unless_within:
            return False
        if not self._has_room(member.userid, now):
            return False
        self._seen[key] = now
        member.inbox.append({**message, "at": at})
        return True

    def _has_room(self, userid: str, now: int) -> bool:
        times = self._times.setdefault(userid, deque())
        while times and times[0] <= now - 3600:
            times.popleft()
        if len(times) >= PER_HOUR or sum(1 for time in times if time > now - 60) >= PER_MINUTE:
            return False
        times.append(now)
        return True
