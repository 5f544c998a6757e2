"""When a hand-over is looked at again."""

from datetime import datetime, timedelta

# Longer than one look at a pair lasts: after it the worker at it is taken for dead.
LEASE = timedelta(minutes=2)
# Longer than a vendor call may last (app/integrations/outbound.py): until then a lost call may still be under way.
SETTLED_AFTER = timedelta(seconds=15)
UNSENT = timedelta(minutes=1)
# 企业微信 transfer_customer: it happens by itself after a day.
BY_ITSELF_AFTER = timedelta(hours=24)
SOON = timedelta(seconds=30)
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=30)
CLOCKS_DIFFER = timedelta(minutes=5)


def next_look(began: datetime, now: datetime, takeover_at: datetime | None) -> datetime:
    """Waiting ones are asked about after a quarter of their age, between ten minutes and six hours, and right after
    the next one is due.
    """
    usual = now + min(max((now - began) / 4, SHORTEST), LONGEST)
    return min(usual, takeover_at + SOON) if takeover_at else usual
