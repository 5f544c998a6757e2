"""A new friend's remark from a template: 客户昵称-渠道-日期. Pure."""

import re
from datetime import datetime

from app.guides.gateway import LONGEST_REMARK
from app.kernel.clock import SHANGHAI

NICKNAME, CHANNEL, DATE = "{昵称}", "{渠道}", "{日期}"


def remark_for(template: str, nickname: str, channel: str, at: datetime) -> str:
    """At most 20 characters: nickname and channel are cut so that the rest stays, the channel to half of their room."""
    date = at.astimezone(SHANGHAI).strftime("%m%d")
    bare = _filled(template, {NICKNAME: "", CHANNEL: "", DATE: date})
    room = max(LONGEST_REMARK - len(bare), 0)
    of_channel = min(len(channel), room // 2 if NICKNAME in template else room) if CHANNEL in template else 0
    of_nickname = min(len(nickname), room - of_channel)
    if CHANNEL in template:
        of_channel = min(len(channel), room - (of_nickname if NICKNAME in template else 0))
    filled = _filled(template, {NICKNAME: nickname[:of_nickname], CHANNEL: channel[:of_channel], DATE: date})
    return filled[:LONGEST_REMARK]


def _filled(template: str, values: dict[str, str]) -> str:
    """In one pass: what a nickname says is never a placeholder."""
    return re.sub("|".join(map(re.escape, values)), lambda found: values[found.group()], template)
