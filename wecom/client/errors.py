"""WeCom's error answers as our failures: repeat, wait, mend the configuration, or give up."""

import re
from datetime import datetime

from app.kernel.errors import QuotaExceeded, SendFailed
from wecom.client.error_codes import UNKNOWN, meaning

TOKEN_REFUSED = frozenset({40001, 40014, 42001})
# Said to be worth repeating at once: system busy, version conflict, concurrency, a welcome message on its way.
BUSY = frozenset({-1, 6000, 45033, 45035, 41096})
MEDIA_GONE = frozenset({40007, 40145})
TOO_OFTEN, IP_NOT_TRUSTED = 45009, 60020
# The address that has to be allowed; nobody else can name it to a server behind a gateway.
IP = re.compile(r"from ip: ([0-9a-fA-F.:]+)")


def failure(errcode: int, path: str, errmsg: str = "") -> SendFailed:
    """The exception for an error answer of a call. Its reason says in Chinese what is wrong and what to do."""
    said = meaning(errcode)
    where = f"（{path}）" if said is UNKNOWN else ""
    failed = said.kind(f"{said.what}{where}。{said.remedy}", code=errcode)
    if errcode == IP_NOT_TRUSTED and (found := IP.search(errmsg)):
        failed.ip = found[1]
    return failed


def over_budget(path: str, retry_at: datetime) -> QuotaExceeded:
    """Not sent, or refused as too often: the platform's word for it, and when it may be tried again."""
    said = meaning(TOO_OFTEN)
    return QuotaExceeded(f"{said.what}（{path}）。{said.remedy}", code=TOO_OFTEN, retry_at=retry_at)
