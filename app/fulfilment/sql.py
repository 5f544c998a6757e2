"""Statements of parcels. DETAIL, LIST and OF_MEMBER also read the order's lines, which change no more."""

# How an order's parcels stand; those of an exchange follow their after-sale instead.
PROGRESS = """
SELECT count(*) FILTER (WHERE status = 'waiting') AS waiting, count(*) FILTER (WHERE status = 'shipped') AS shipped,
    count(*) FILTER (WHERE status = 'delivered') AS delivered
FROM parcels WHERE order_id = $1 AND after_sale_id IS NULL
"""

# What can still be taken out of an order's parcels, in the order in which it is taken.
WAITING_PIECES = """
SELECT l.id, l.order_line_id, l.quantity, p.location_id
FROM parcel_lines l JOIN parcels p ON p.id = l.parcel_id
WHERE p.order_id = $1 AND p.status = 'waiting' AND p.after_sale_id IS NULL AND l.quantity > 0
ORDER BY l.order_line_id, p.id, l.id
"""

TAKE_PIECES = """
UPDATE parcel_lines l SET quantity = l.quantity - t.taken
FROM unnest($1::uuid[], $2::bigint[]) AS t (id, taken) WHERE l.id = t.id AND l.quantity >= t.taken
"""

# Parcels that hold nothing any more, and their codes.
CANCEL_EMPTY = """
UPDATE parcels p SET status = 'cancelled', due_at = NULL
WHERE p.order_id = $1 AND p.status = 'waiting'
    AND NOT EXISTS (SELECT FROM parcel_lines l WHERE l.parcel_id = p.id AND l.quantity > 0)
"""

# $1 parcel, $2 into. The rest of a line stays where it is.
PUT_PIECES = """
INSERT INTO parcel_lines (id, parcel_id, order_line_id, sku_id, quantity)
SELECT t.id, $2, l.order_line_id, l.sku_id, t.moved
FROM unnest($3::uuid[], $4::uuid[], $5::bigint[]) AS t (id, order_line_id, moved)
JOIN parcel_lines l ON l.parcel_id = $1 AND l.order_line_id = t.order_line_id
"""

SHIP = """
UPDATE parcels SET status = 'shipped', carrier = $2, tracking_no = $3, shipped_at = $4
WHERE id = $1 AND status = 'waiting' AND kind IN ('express', 'same_city') RETURNING id
"""

# What the carrier or a person says of a parcel on its way.
DELIVER = """
UPDATE parcels SET status = 'delivered', delivered_at = $2, delivered_by = $3, proof = $4
WHERE id = $1 AND status = 'shipped' RETURNING order_id, member_id, after_sale_id
"""

# Handed over at the counter, once, in time.
HAND_OVER = """
UPDATE parcels SET status = 'delivered', delivered_at = $2, delivered_by = $3, proof = '取货码核销', due_at = NULL
WHERE id = $1 AND status = 'waiting' AND kind = 'pick_up' AND pick_up_until > $2 RETURNING id
"""

CHECK_OUT = """
UPDATE parcels SET checked_out_at = $2, delivered_by = $3
WHERE id = $1 AND kind = 'in_store' AND checked_out_at IS NULL RETURNING id
"""

# Codes whose moment has come. A reminder moves `due_at` on to the end; the end leaves none.
CLAIM_DUE_CODES = """
WITH due AS (
    SELECT id FROM parcels WHERE due_at <= $1 AND status = 'waiting' ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
UPDATE parcels p SET due_at = CASE WHEN p.pick_up_until > $1 THEN p.pick_up_until END
FROM due WHERE p.id = due.id
RETURNING p.id, p.order_id, p.member_id, p.pick_up_code, p.pick_up_until, p.pick_up_until <= $1 AS over
"""

CLAIM_WATCHES = """
WITH due AS (
    SELECT id FROM parcel_watches WHERE check_at <= $1 ORDER BY check_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
UPDATE parcel_watches w SET check_at = $1 + $3::interval, checks = w.checks + 1
FROM due, parcels p WHERE w.id = due.id AND p.id = w.parcel_id
RETURNING w.parcel_id, w.checks, w.subscribed_at, p.order_id, p.carrier, p.tracking_no, p.status
"""

WATCH = """
INSERT INTO parcel_watches (id, parcel_id, check_at, checks) VALUES ($1, $2, $3, 0)
ON CONFLICT (parcel_id) DO UPDATE SET subscribed_at = NULL, check_at = excluded.check_at, checks = 0
"""

# Steps are told again and again; each counts once.
ADD_TRACKS = """
INSERT INTO parcel_tracks (id, parcel_id, key, text, state, at)
SELECT t.id, $1, t.key, t.text, t.state, t.at
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) AS t (id, key, text, state, at)
ON CONFLICT (parcel_id, key) DO NOTHING
"""

# Something new is to be told: at once, also while an older report is under way.
OWE_UPLOAD = """
INSERT INTO shipping_uploads (id, order_id, status, sent, attempts, retry_at, last_error)
VALUES ($1, $2, 'owed', '{}', 0, $3, '')
ON CONFLICT (order_id) DO UPDATE SET status = 'owed', attempts = 0, retry_at = excluded.retry_at, last_error = ''
"""

DUE_UPLOADS = """
SELECT order_id FROM shipping_uploads WHERE status = 'owed' AND retry_at <= $1 ORDER BY retry_at LIMIT $2
"""

# One worker reports an order at a time; if it dies, the next may from `$3` on.
CLAIM_UPLOAD = """
UPDATE shipping_uploads SET retry_at = $3, attempts = attempts + 1
WHERE order_id = $1 AND status = 'owed' AND retry_at <= $2 RETURNING attempts, sent
"""

# Only while nothing newer is owed: `$2` is the lease under which this report was made.
END_UPLOAD = """
UPDATE shipping_uploads SET status = $3, last_error = $4, retry_at = $5, uploaded_at = coalesce($6, uploaded_at)
WHERE order_id = $1 AND status = 'owed' AND retry_at = $2
"""

PAID_BY = "SELECT out_trade_no, openid FROM payments WHERE subject_id = $1 AND status = 'paid'"

_LINES = """
(SELECT coalesce(json_agg(json_build_object('order_line_id', l.order_line_id, 'sku_id', l.sku_id, 'title', o.title,
    'spec', o.spec, 'quantity', l.quantity) ORDER BY o.line), '[]'::json)
    FROM parcel_lines l JOIN order_lines o ON o.id = l.order_line_id WHERE l.parcel_id = p.id AND l.quantity > 0)
"""
_TRACKS = """
(SELECT coalesce(json_agg(json_build_object('text', t.text, 'state', t.state, 'at', t.at)
        ORDER BY t.at DESC, t.id DESC), '[]'::json)
    FROM (SELECT * FROM parcel_tracks WHERE parcel_id = p.id ORDER BY at DESC, id DESC LIMIT 100) t)
"""

# The member's own parcels with their way, oldest first. A code is shown while it opens something.
OF_MEMBER = f"""
SELECT p.id, p.number, p.kind, p.status, p.carrier, p.tracking_no, p.track_state, p.shipped_at, p.delivered_at,
    CASE WHEN p.status = 'waiting' AND p.pick_up_until > $3 THEN p.pick_up_code END AS pick_up_code, p.pick_up_until,
    o.promised_by, o.slot_from, o.slot_until, {_LINES} AS lines, {_TRACKS} AS tracks
FROM orders o JOIN parcels p ON p.order_id = o.id
WHERE o.id = $1 AND o.member_id = $2 AND p.status <> 'cancelled' ORDER BY p.id LIMIT 50
"""

# Followed by the filters that are asked for, so that each list is planned with its own index.
LIST = """
SELECT p.id, p.number, p.order_id, o.number AS order_number, p.location_id, p.kind, p.status, p.carrier, p.tracking_no,
    p.track_state, o.promised_by, p.pick_up_until, p.created_at, p.shipped_at, p.delivered_at
FROM parcels p JOIN orders o ON o.id = p.order_id WHERE {filters} ORDER BY p.id LIMIT $1
"""

DETAIL = f"""
SELECT p.id, p.number, p.order_id, o.number AS order_number, p.location_id, p.kind, p.status, p.carrier, p.tracking_no,
    p.track_state, p.pick_up_until, p.after_sale_id, p.created_at, p.shipped_at, p.delivered_at, p.delivered_by,
    p.proof, p.checked_out_at, o.promised_by, o.slot_from, o.slot_until, o.remark,
    {_LINES} AS lines, {_TRACKS} AS tracks
FROM parcels p JOIN orders o ON o.id = p.order_id WHERE p.id = $1
"""
