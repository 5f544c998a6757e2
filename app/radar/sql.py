"""Statements of the event stream and of entrances: on the path of every page view and every order."""

COLUMNS = ("id", "member_id", "kind", "subject_id", "properties", "at")

# Names and bounds are made from a date by record.py, never from input; PostgreSQL takes no parameters here.
CREATE_PARTITION = """
CREATE TABLE IF NOT EXISTS radar_events_{name} PARTITION OF radar_events FOR VALUES FROM ('{start}') TO ('{end}')
"""
_LATEST_ENTRANCE = """
SELECT kind, source_id FROM radar_entrances WHERE member_id = {member} AND entered_at >= {since}
ORDER BY entered_at DESC, id DESC LIMIT 1
"""


def latest_entrance(member: str, since: str) -> str:
    """A subquery over what stands for the member and for the moment since when entrances count."""
    return _LATEST_ENTRANCE.format(member=member, since=since)


LATEST_ENTRANCE = latest_entrance("$1", "$2")
# The whole way a share took, itself at the end, as JSON. $1 the share.
SHARE_CHAIN = "SELECT (chain || to_jsonb(id::text))::text FROM radar_shares WHERE id = $1"
# $1 order, $2 member, $3 properties, $4 placed_at. The event has the order's id: written again it is found.
RECORD_ORDER = """
INSERT INTO radar_events (id, member_id, kind, subject_id, properties, at)
SELECT $1, $2, 'order_placed', $1, $3::jsonb, $4
WHERE NOT EXISTS (SELECT FROM radar_events WHERE member_id = $2 AND at = $4 AND id = $1)
"""
# $1 id, $2 member, $3 kind, $4 source, $5 now. Whose link it is, if one guide's.
ENTER = """
INSERT INTO radar_entrances (id, member_id, kind, source_id, entered_at) VALUES ($1, $2, $3, $4, $5)
RETURNING (SELECT staff_id FROM radar_entrance_sources WHERE id = $4)
"""
# $1 members. The store whose link each came in by last; only those who did.
LAST_STORES = """
SELECT w.member_id, s.store_id FROM unnest($1::uuid[]) AS w (member_id)
CROSS JOIN LATERAL (
    SELECT s.store_id FROM radar_entrances e JOIN radar_entrance_sources s ON s.id = e.source_id
    WHERE e.member_id = w.member_id AND s.store_id IS NOT NULL ORDER BY e.entered_at DESC, e.id DESC LIMIT 1) s
"""
