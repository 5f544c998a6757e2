"""Statements of invoices. They read orders, which are below."""

REFUNDED = "SELECT coalesce(sum(amount), 0)::bigint FROM invoice_refunds WHERE order_id = $1"
# $1 id, $2 order, $3 source_ref, $4 fen, $5 now
KEEP_REFUND = """
INSERT INTO invoice_refunds (id, order_id, source_ref, amount, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (source_ref) DO NOTHING RETURNING id
"""
# $1 fen, $2 order, $3 why it is refused when nothing is left
SHRINK = """
UPDATE invoices SET amount = amount - $1, revision = revision + 1,
    status = CASE WHEN amount = $1 THEN 'refused' ELSE status END,
    refusal = CASE WHEN amount = $1 THEN $3 ELSE refusal END
WHERE order_id = $2 AND status = 'requested'
"""
NUMBER_USED = """
SELECT EXISTS (SELECT 1 FROM invoices WHERE invoice_no = $1)
    OR EXISTS (SELECT 1 FROM red_invoices WHERE invoice_no = $1)
"""
# $1 red invoice, $2 number, $3 file, $4 now
ISSUE_RED = """
WITH issued AS (
    UPDATE red_invoices SET invoice_no = $2, file_url = $3, issued_at = $4
    WHERE id = $1 AND invoice_no IS NULL RETURNING invoice_id, amount
)
UPDATE invoices i SET reversed = i.reversed + issued.amount,
    status = CASE WHEN i.reversed + issued.amount = i.amount THEN 'reversed' ELSE i.status END
FROM issued WHERE i.id = issued.invoice_id
"""
ORDER_OF_RED = "SELECT i.order_id FROM red_invoices r JOIN invoices i ON i.id = r.invoice_id WHERE r.id = $1"

_SHOWN = """
    SELECT i.*, o.number AS order_number, coalesce((
        SELECT json_agg(json_build_object('id', r.id, 'amount', r.amount, 'invoice_no', r.invoice_no, 'file_url',
            r.file_url, 'created_at', r.created_at, 'issued_at', r.issued_at) ORDER BY r.id)
        FROM red_invoices r WHERE r.invoice_id = i.id), '[]')::text AS reds
    FROM invoices i JOIN orders o ON o.id = i.order_id
"""
ONE = f"{_SHOWN} WHERE i.id = $1"
OF_ORDER = f"{_SHOWN} WHERE i.order_id = $1 AND i.member_id = $2"
_NEWEST = "i.id < coalesce($1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY i.id DESC LIMIT $2"
# $1 cursor, $2 limit, $3 the member or the status
ALL = f"{_SHOWN} WHERE {_NEWEST}"
OF_MEMBER = f"{_SHOWN} WHERE i.member_id = $3 AND {_NEWEST}"
WITH_STATUS = f"{_SHOWN} WHERE i.status = $3 AND {_NEWEST}"
# $1 cursor, $2 limit; oldest first, as they are to be worked off.
RED_OWED = """
SELECT r.id, r.invoice_id, r.amount, r.created_at, i.invoice_no AS of_invoice_no, i.buyer_sealed,
    o.number AS order_number
FROM red_invoices r JOIN invoices i ON i.id = r.invoice_id JOIN orders o ON o.id = i.order_id
WHERE r.invoice_no IS NULL AND r.id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')
ORDER BY r.id LIMIT $2
"""
