"""Statements of stores."""

from app.stores.distance import FAR_M, METRES

OPEN = """
INSERT INTO stores (id, code, name, active, created_at) VALUES ($1, $2, $3, true, $4)
ON CONFLICT (code) DO NOTHING RETURNING id
"""

KEEP_HOLIDAY = """
INSERT INTO store_holidays (id, store_id, day, hours, note) VALUES ($1, $2, $3, $4::jsonb, $5)
ON CONFLICT (store_id, day) DO UPDATE SET hours = excluded.hours, note = excluded.note
"""

DETAIL = """
SELECT row_to_json(shown)::text FROM (
    SELECT st.id, st.code, st.name, st.region_code, st.address, st.phone, st.latitude, st.longitude, st.hours,
        st.services, st.delivery_radius_m, st.active,
        (SELECT coalesce(json_agg(h), '[]') FROM (
            SELECT day, hours, note FROM store_holidays WHERE store_id = st.id AND day >= $2 ORDER BY day LIMIT 400
        ) h) AS holidays
    FROM stores st WHERE st.id = $1 AND (st.active OR $3)
) AS shown
"""

LIST = """
WITH page AS (
    SELECT id, code, name, region_code, address, phone, latitude, longitude, services, delivery_radius_m, active
    FROM stores WHERE id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY id LIMIT $2
)
SELECT json_build_object(
    'items', coalesce(json_agg(row_to_json(page) ORDER BY id), '[]'),
    'next_cursor', CASE WHEN count(*) = $2 THEN max(id::text) END
)::text FROM page
"""


def _spans(day: str) -> str:
    """The spans of a day: its holiday's, else those of its weekday."""
    return f"""jsonb_array_elements(coalesce(
        (SELECT h.hours FROM store_holidays h WHERE h.store_id = st.id AND h.day = {day}),
        st.hours -> extract(isodow FROM {day})::text, '[]')) AS span"""


# The same as hours.is_open. "HH:MM" texts of one length compare as times; an end before its start is after midnight.
IS_OPEN = f"""(
    EXISTS (SELECT FROM {_spans("$13::date")} WHERE (span ->> 0) COLLATE "C" <= $14::text
        AND ($14::text < (span ->> 1) COLLATE "C" OR (span ->> 1) COLLATE "C" < (span ->> 0)))
    OR EXISTS (SELECT FROM {_spans("$12::date")} WHERE (span ->> 1) COLLATE "C" < (span ->> 0)
        AND $14::text < (span ->> 1) COLLATE "C"))"""


def nearby(columns: str = "", joins: str = "") -> str:
    """A page of active stores, nearest first: one row with the page as JSON and how many it has.

    $1 latitude, $2 longitude, $3 most metres, $4-$7 south, north, west, east or null for everywhere, $8 service,
    $9 only open ones, $10 only those that deliver here, $11 region code prefix, $12 yesterday, $13 today,
    $14 "HH:MM" now, $15 metres and $16 id of the last store seen, $17 how many. Columns and joins are the caller's.
    """
    return f"""
WITH page AS (
    SELECT * FROM (
        SELECT st.id, st.code, st.name, st.region_code, st.address, st.phone, st.latitude, st.longitude, st.services,
            st.delivery_radius_m, st.hours, coalesce({METRES}, {FAR_M}) AS metres, {IS_OPEN} AS open{columns}
        FROM stores st {joins}
        WHERE st.active AND ($4::float8 IS NULL
                OR (st.latitude BETWEEN $4 AND $5::float8 AND st.longitude BETWEEN $6::float8 AND $7::float8))
            AND ($8::text IS NULL OR st.services ? $8) AND starts_with(st.region_code, $11)
    ) st
    WHERE metres <= $3 AND (NOT $9 OR open) AND (NOT $10 OR (metres <= delivery_radius_m AND services ? 'same_city'))
        AND (metres, id) > ($15::int, $16::uuid)
    ORDER BY metres, id LIMIT $17
)
SELECT json_build_object(
    'items', coalesce(json_agg(to_jsonb(page) || jsonb_build_object('metres', nullif(metres, {FAR_M}))
        ORDER BY metres, id), '[]'),
    'next_cursor', CASE WHEN count(*) = $17 THEN (array_agg(metres || '.' || id ORDER BY metres DESC, id DESC))[1] END
)::text AS page, count(*) AS stores FROM page
"""


NEARBY = nearby()
