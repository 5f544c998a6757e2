"""Statements of the hot paths. Times and ids are parameters."""

# Many notifications at once: keeps them, and pays those payments that wait for exactly this sum. A row per payment that
# moved; whatever did not move is for app/payments/judge.py. $1 numbers, $2 sums, $3 transactions, $4 paid at, $5 now,
# $6 event types, $7 contents, $8 notification ids, null where the word came from a query.
# The channel tells whole seconds, so its word may lie before the payment was owed: then that moment counts.
SETTLE = """
WITH told AS (
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::timestamptz[], $6::text[], $7::jsonb[], $8::text[])
        AS t (out_trade_no, total, transaction_id, paid_at, event_type, content, notification_id)
), paid AS (
    UPDATE payments p SET status = 'paid', transaction_id = t.transaction_id,
        paid_at = greatest(t.paid_at, p.created_at), check_at = NULL
    FROM told t WHERE p.out_trade_no = t.out_trade_no AND p.status = 'waiting' AND p.amount = t.total
    RETURNING p.id, p.subject_id, p.subject_kind, p.amount, p.paid_at, p.out_trade_no, p.transaction_id
), noted AS (
    INSERT INTO pay_notifications (id, out_trade_no, event_type, outcome, content, received_at)
    SELECT t.notification_id, t.out_trade_no, t.event_type, 'applied', t.content, $5
    FROM told t JOIN paid USING (out_trade_no, transaction_id) WHERE t.notification_id IS NOT NULL
    ON CONFLICT (id) DO NOTHING
)
SELECT id, subject_id, subject_kind, amount, paid_at, out_trade_no FROM paid
"""

# What became of a transaction before: a payment is paid by it, or it was an incident. No row: it is new.
KNOWN = """
SELECT 'already_applied' AS outcome FROM payments
WHERE out_trade_no = $1 AND transaction_id = $2 AND status = 'paid' AND amount = $3
UNION ALL SELECT 'refunded' FROM payment_incidents WHERE source_ref = $4 LIMIT 1
"""

NOTE = """
INSERT INTO pay_notifications (id, out_trade_no, event_type, outcome, content, received_at)
VALUES ($1, $2, $3, $4, $5::jsonb, $6) ON CONFLICT (id) DO NOTHING
"""

# The payment of a number and all others of its subject, in id order as LOCK_OF_SUBJECTS does.
LOCK_FAMILY = """
SELECT id, out_trade_no, subject_id, subject_kind, amount, status, transaction_id, created_at FROM payments
WHERE subject_id = (SELECT subject_id FROM payments WHERE out_trade_no = $1) ORDER BY id FOR UPDATE
"""

# Held until the caller's transaction ends, so that nothing settles meanwhile. Locked in id order.
LOCK_OF_SUBJECTS = """
SELECT id, subject_id, status FROM payments WHERE subject_id = ANY($1::uuid[]) AND status IN ('waiting', 'paid')
ORDER BY id FOR UPDATE
"""

# $1 payments, $2 when the channel is asked about them, if the job that closes them is lost.
BEGIN_CLOSING = (
    "UPDATE payments SET status = 'closing', check_at = $2 WHERE id = ANY($1::uuid[]) AND status = 'waiting'"
)

# The next moment is set before asking, so a crash only delays it. Intervals grow and the last one goes on until the
# payment has ended. `over`: nobody can pay it in time any more, so it is to be closed.
CLAIM_TO_CHECK = """
WITH due AS (
    SELECT id FROM payments WHERE check_at <= $1 AND status IN ('waiting', 'closing')
    ORDER BY check_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
UPDATE payments p SET checks = p.checks + 1,
    check_at = $1 + ($3::interval[])[least(p.checks + 1, array_length($3::interval[], 1))]
FROM due WHERE p.id = due.id
RETURNING p.id, p.out_trade_no, p.status = 'closing' OR p.expires_at < $1 - $4::interval AS over
"""

# A refund is asked about again after a quarter of its age: at least $3, at most $4.
CLAIM_REFUNDS_TO_CHECK = """
WITH due AS (
    SELECT id FROM refunds WHERE status = 'processing' AND check_at <= $1
    ORDER BY check_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
UPDATE refunds r SET check_at = $1 + least(greatest(($1 - r.created_at) / 4, $3::interval), $4::interval)
FROM due WHERE r.id = due.id RETURNING r.out_refund_no
"""

# Due refunds, one of a transaction at a time; the others of it are put off by the gap $4. The next try, by the back-off
# $3, is set before asking. $5: only this one, or null.
CLAIM_REFUNDS_TO_SEND = """
WITH due AS (
    SELECT id, transaction_id FROM refunds
    WHERE status = 'requested' AND not_before <= $1 AND id = coalesce($5::uuid, id)
    ORDER BY not_before LIMIT $2 FOR UPDATE SKIP LOCKED
), first AS (
    SELECT DISTINCT ON (transaction_id) id, transaction_id FROM due ORDER BY transaction_id, id
), put_off AS (
    UPDATE refunds r SET not_before = $1 + $4::interval FROM first
    WHERE r.transaction_id = first.transaction_id AND r.id <> first.id AND r.status = 'requested'
        AND r.not_before < $1 + $4::interval
)
UPDATE refunds r SET attempts = r.attempts + 1,
    not_before = $1 + ($3::interval[])[least(r.attempts + 1, array_length($3::interval[], 1))]
FROM first WHERE r.id = first.id
RETURNING r.id, r.out_refund_no, r.transaction_id, r.amount, r.total, r.reason, r.attempts
"""

# The earliest moment for the next refund of a transaction: a gap $2 after each that was sent, or is to be sent first.
# $3: the back-off, which says when one that is tried again was sent last.
EARLIEST_REFUND = """
SELECT max(CASE WHEN status = 'requested' AND attempts = 0 THEN not_before + $2::interval
    WHEN status = 'requested' THEN not_before + $2::interval
        - ($3::interval[])[least(attempts, array_length($3::interval[], 1))]
    ELSE not_before END)
FROM refunds WHERE transaction_id = $1
"""

# An accepted refund reaches its end once; one that failed may still be carried out by the channel. `was` tells news.
FINISH_REFUND = """
WITH before AS (SELECT id, status FROM refunds WHERE out_refund_no = $1 FOR UPDATE)
UPDATE refunds r SET status = $2, refund_id = $3, last_error = $4, done_at = $5, check_at = $6,
    not_before = CASE WHEN before.status = 'requested' THEN $7 ELSE r.not_before END
FROM before WHERE r.id = before.id
    AND (before.status IN ('requested', 'processing') OR before.status = 'failed' AND $2 <> 'failed')
RETURNING r.id, r.payment_id, r.source_ref, r.amount, before.status AS was
"""

OPEN_INCIDENT = """
INSERT INTO payment_incidents (id, kind, out_trade_no, transaction_id, payment_id, amount, note, source_ref, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (source_ref) DO NOTHING RETURNING id
"""

# $1 payment, $2 status, $3 transaction, $4 paid at.
TAKE_MONEY = """
UPDATE payments SET status = $2, transaction_id = $3, paid_at = greatest($4, created_at), check_at = NULL
WHERE id = $1 RETURNING paid_at
"""

# Orders that waiting payments of these numbers are for.
ORDERS_OF = """
SELECT DISTINCT subject_id FROM payments
WHERE out_trade_no = ANY($1::text[]) AND status = 'waiting' AND subject_kind = 'order'
"""
