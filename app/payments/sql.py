"""Statements of the hot paths. Times and ids are parameters."""

# Locks the payment, keeps the notification if it fits, and moves a payment that is not yet paid. One row if the
# number is known: `fits` says whether the amount is ours, `applied` whether this call moved it. `$8` null: the truth
# came from a query, there is no notification to keep.
# The channel tells whole seconds, so its word may lie before the payment was owed: then that moment counts.
SETTLE = """
WITH payment AS (
    SELECT id, subject_id, amount, status, transaction_id, greatest($4, created_at) AS paid_at
    FROM payments WHERE out_trade_no = $1::text FOR UPDATE
), fitting AS (
    SELECT * FROM payment WHERE amount = $2 AND coalesce(transaction_id, $3::text) = $3::text
), paid AS (
    UPDATE payments p SET status = 'paid', transaction_id = $3::text, paid_at = f.paid_at, check_at = NULL
    FROM fitting f WHERE p.id = f.id AND f.status <> 'paid' RETURNING p.id
), noted AS (
    INSERT INTO pay_notifications (id, out_trade_no, event_type, outcome, content, received_at)
    SELECT $8::text, $1::text, $6::text, CASE f.status WHEN 'paid' THEN 'already_applied' ELSE 'applied' END,
        $7::jsonb, $5
    FROM fitting f WHERE $8::text IS NOT NULL
    ON CONFLICT (id) DO NOTHING
)
SELECT id, subject_id, amount, paid_at, EXISTS (SELECT FROM fitting) AS fits, EXISTS (SELECT FROM paid) AS applied
FROM payment
"""

# Held until the caller's transaction ends, so that nothing settles meanwhile. Locked in id order.
LOCK_OF_SUBJECTS = """
SELECT id, subject_id, status FROM payments WHERE subject_id = ANY($1::uuid[]) ORDER BY id FOR UPDATE
"""

# Payments whose channel state is to be asked now. The next moment is set before asking, so a crash only delays it.
CLAIM_TO_CHECK = """
WITH due AS (
    SELECT id, checks FROM payments WHERE status = 'waiting' AND check_at <= $1
    ORDER BY check_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
UPDATE payments p SET checks = p.checks + 1, check_at = $1 + ($3::interval[])[p.checks + 1]
FROM due WHERE p.id = due.id RETURNING p.out_trade_no
"""

CLAIM_REFUNDS_TO_CHECK = """
WITH due AS (
    SELECT id FROM refunds WHERE status = 'processing' AND check_at <= $1
    ORDER BY check_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
UPDATE refunds r SET check_at = $1 + $3::interval FROM due WHERE r.id = due.id RETURNING r.out_refund_no
"""

# An accepted refund reaches its end once.
FINISH_REFUND = """
UPDATE refunds SET status = $2, refund_id = $3, last_error = $4, done_at = $5, check_at = $6
WHERE out_refund_no = $1 AND status IN ('requested', 'processing')
"""
