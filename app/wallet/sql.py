"""Statements of the wallet. Times and ids are parameters. The caller has locked the members' accounts (accounts.py)."""

# $1 member, $2 points, $3 usable after, $4 the lot to be taken first. The rest by expiry: first in, first out.
TAKE = """
WITH usable AS (
    SELECT id, remaining,
        sum(remaining) OVER (ORDER BY (source_ref = $4::text) DESC, expires_at, id) - remaining AS before
    FROM point_lots WHERE member_id = $1 AND remaining > 0 AND expires_at > $3
), taken AS (
    SELECT id, before, least(remaining, $2::bigint - before)::bigint AS points FROM usable WHERE before < $2
), changed AS (
    UPDATE point_lots l SET remaining = l.remaining - t.points FROM taken t WHERE l.id = t.id
)
SELECT id, points FROM taken ORDER BY before
"""

# $1 lots, $2 points, $3 only those valid after. Answers the lots that took their points back.
PUT_BACK = """
UPDATE point_lots l SET remaining = l.remaining + b.points
FROM (SELECT id, sum(points)::bigint AS points FROM unnest($1::uuid[], $2::bigint[]) AS p (id, points) GROUP BY id) b
WHERE l.id = b.id AND ($3::timestamptz IS NULL OR l.expires_at > $3) RETURNING l.id
"""

# A lot that exists grows: points come back to it when a dispute ends.
ADD_LOT = """
INSERT INTO point_lots (id, member_id, source_ref, earned, remaining, earned_at, expires_at)
VALUES ($1, $2, $3, $4, $4, $5, $6)
ON CONFLICT (source_ref) DO UPDATE SET remaining = point_lots.remaining + excluded.remaining
"""

HOLD = """
INSERT INTO wallet_spends (id, order_id, member_id, points, principal, bonus, lots, returns, status, created_at,
    points_returned, stored_returned)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, '[]', 'held', $8, 0, 0)
"""

SPEND = """
UPDATE wallet_spends SET status = 'spent' WHERE order_id = $1 AND status = 'held'
RETURNING order_id, member_id, points, principal, bonus
"""
STATUS = "SELECT status FROM wallet_spends WHERE order_id = $1"

RELEASE = """
WITH locked AS (
    SELECT id FROM wallet_spends WHERE order_id = ANY($1::uuid[]) AND status = 'held' ORDER BY id FOR UPDATE
)
UPDATE wallet_spends s SET status = 'released' FROM locked l WHERE s.id = l.id
RETURNING s.order_id, s.member_id, s.points, s.principal, s.bonus, s.lots
"""

LOCK_SPEND = "SELECT * FROM wallet_spends WHERE order_id = $1 FOR UPDATE"
GIVE_BACK = """
UPDATE wallet_spends SET points_returned = points_returned + $2, stored_returned = stored_returned + $3,
    returns = returns || $4::jsonb
WHERE order_id = $1
"""

# Points of lots that are over and not yet swept away can no longer be used.
BALANCES = """
SELECT coalesce(sum(balance) FILTER (WHERE kind = 'points_available'), 0)::bigint - (
        SELECT coalesce(sum(remaining), 0)::bigint FROM point_lots
        WHERE member_id = $1 AND remaining > 0 AND expires_at <= $3
    ) AS points,
    coalesce(sum(balance) FILTER (WHERE kind = 'points_pending'), 0)::bigint AS points_pending,
    coalesce(-sum(balance) FILTER (WHERE kind = 'points_owed'), 0)::bigint AS points_owed,
    coalesce(sum(balance) FILTER (WHERE kind = 'stored_principal'), 0)::bigint AS principal,
    coalesce(sum(balance) FILTER (WHERE kind = 'stored_bonus'), 0)::bigint AS bonus
FROM ledger_accounts WHERE owner_id = $1 AND kind = ANY($2::text[])
"""

# Facts of an order's earning only grow; a later word never unsays an earlier one. Locks the row.
NOTE = """
INSERT INTO point_earnings AS e (order_id, member_id, base, points, issued, pending, reversed, moves, received_at)
VALUES ($1, $2, $3, $4, false, 0, 0, 0, $5)
ON CONFLICT (order_id) DO UPDATE SET base = greatest(e.base, excluded.base),
    points = greatest(e.points, excluded.points), received_at = coalesce(e.received_at, excluded.received_at)
RETURNING *
"""
NOTE_DISPUTE = """
INSERT INTO point_disputes AS d (after_sale_id, order_id, ended, goods_amount) VALUES ($1, $2, $3, $4)
ON CONFLICT (after_sale_id) DO UPDATE SET ended = d.ended OR excluded.ended,
    goods_amount = coalesce(d.goods_amount, excluded.goods_amount)
"""
DISPUTES = """
SELECT coalesce(sum(goods_amount), 0)::bigint AS refunded, coalesce(bool_or(NOT ended), false) AS open
FROM point_disputes WHERE order_id = $1
"""
SETTLED = """
UPDATE point_earnings SET issued = points > 0, pending = $2, reversed = $3, moves = moves + 1 WHERE order_id = $1
"""
FREEZE = """
WITH lot AS (SELECT id, remaining FROM point_lots WHERE source_ref = $1 AND remaining > 0)
UPDATE point_lots l SET remaining = 0 FROM lot WHERE l.id = lot.id RETURNING lot.remaining
"""

# Members with points that ran out; then, with their accounts locked, those points.
OVER = """
SELECT DISTINCT member_id FROM (
    SELECT member_id FROM point_lots WHERE remaining > 0 AND expires_at <= $1 ORDER BY expires_at LIMIT $2
) AS over
"""
SWEEP = """
WITH over AS (
    SELECT id, member_id, remaining FROM point_lots
    WHERE member_id = ANY($1::uuid[]) AND remaining > 0 AND expires_at <= $2
)
UPDATE point_lots l SET remaining = 0 FROM over o WHERE l.id = o.id RETURNING l.id, o.member_id, o.remaining
"""

ORDER_TOP_UP = """
INSERT INTO top_ups (id, number, member_id, idempotency_key, offer_id, amount, bonus, refunded, status, expires_at,
    created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 'unpaid', $8, $9) ON CONFLICT DO NOTHING
"""
CLAIM_TOP_UPS = """
SELECT id FROM top_ups WHERE status = 'unpaid' AND expires_at <= $1 ORDER BY expires_at LIMIT $2
FOR UPDATE SKIP LOCKED
"""
CANCEL_TOP_UPS = "UPDATE top_ups SET status = 'cancelled' WHERE id = ANY($1::uuid[]) AND status = 'unpaid'"

EXPIRING = """
SELECT expires_at, sum(remaining)::bigint AS points FROM point_lots
WHERE member_id = $1 AND remaining > 0 AND expires_at > $2 GROUP BY expires_at ORDER BY expires_at LIMIT 1
"""
