"""What became of those who came by acquisition links: per channel friend → chat → member → first order."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.acquisition import code_queries as acquisition
from app.analytics.channel_codes import Funnel, funnels, period
from app.kernel import db

# $1 link, $2 seen from, $3 seen before, both nullable. By WeCom's count, each customer once per channel.
WON = """
SELECT channel_id, count(DISTINCT external_userid) AS won,
    count(DISTINCT external_userid) FILTER (WHERE chatted) AS chatted
FROM acquisition_link_customers WHERE link_id = $1
  AND seen_at >= coalesce($2::timestamptz, '-infinity') AND seen_at < coalesce($3::timestamptz, 'infinity')
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class ChannelStatistics:
    """`won` and `chatted` as WeCom counts them; the funnel from our own callbacks. `id` null: no channel of ours."""

    id: UUID | None
    name: str
    campaign: str
    ad: str
    won: int
    chatted: int
    funnel: Funnel


async def link_statistics(link_id: UUID, since: date | None, until: date | None) -> list[ChannelStatistics]:
    """Per channel, oldest first; last those without one, if there are any. Raises LinkNotFound."""
    link = await acquisition.link(link_id)
    rows = {row["channel_id"]: row for row in await db.fetch(WON, link_id, *period(since, until))}
    met = await funnels([one.id for one in link.channels], since, until)
    shown = [
        ChannelStatistics(one.id, one.name, one.campaign, one.ad, *_won(rows, one.id), met.get(one.id, Funnel()))
        for one in link.channels
    ]
    if None in rows:
        shown.append(ChannelStatistics(None, "", "", "", *_won(rows, None), Funnel()))
    return shown


def _won(rows: dict[UUID | None, dict[str, int]], channel_id: UUID | None) -> tuple[int, int]:
    row = rows.get(channel_id)
    return (row["won"], row["chatted"]) if row else (0, 0)
