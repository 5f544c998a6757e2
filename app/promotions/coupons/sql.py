"""Statements of coupons. Rows are locked in this order: template, allowance, coupons by id; so none deadlock."""

# One statement issues one coupon or says what was missing; the caller rolls back unless all of it happened.
# The template row counts under its lock: a waiting issue sees the stock as the one before left it.
# $1 template, $2 member, $3 coupon id, $4 source_ref, $5 now, $6 order that gives it, $7 whether per_member counts,
# $8 allowance id.
ISSUE = """
WITH template AS (
    SELECT id, coalesce(valid_from, $5) AS valid_from,
        coalesce(valid_until, $5::timestamptz + make_interval(days => valid_days)) AS valid_until
    FROM coupon_templates
    WHERE id = $1 AND active AND NOT EXISTS (SELECT FROM coupons WHERE source_ref = $4)
), counted AS (
    UPDATE coupon_templates t SET issued = t.issued + 1 FROM template
    WHERE t.id = template.id AND t.active AND t.issued < t.stock AND template.valid_until > $5
    RETURNING t.id, t.per_member
), allowed AS (
    INSERT INTO coupon_allowances AS a (id, template_id, member_id, got)
    SELECT $8, id, $2, 1 FROM counted
    ON CONFLICT (template_id, member_id) DO UPDATE SET got = a.got + 1
        WHERE NOT $7 OR a.got < (SELECT per_member FROM counted)
    RETURNING a.template_id
), made AS (
    INSERT INTO coupons (id, template_id, member_id, status, source_ref, valid_from, valid_until, issued_at, given_by,
        taken_back)
    SELECT $3, template.id, $2, 'ready', $4, template.valid_from, template.valid_until, $5, $6, false
    FROM allowed JOIN template ON template.id = allowed.template_id
    ON CONFLICT (source_ref) DO NOTHING
    RETURNING id
)
SELECT EXISTS (SELECT FROM counted) AS counted, EXISTS (SELECT FROM made) AS made
"""

# Whether a template that ISSUE could not count is sold out rather than over.
IS_OPEN = "SELECT active AND coalesce(valid_until > $2, true) FROM coupon_templates WHERE id = $1"

PER_MEMBER = "SELECT per_member FROM coupon_templates WHERE id = $1"

IS_ISSUED = "SELECT id FROM coupons WHERE source_ref = $1"

# Whoever locks the template first knows that ISSUE without `per_member` will do all or nothing. $1 template, $2 now.
LOCK_ISSUABLE = """
SELECT id FROM coupon_templates
WHERE id = $1 AND active AND issued < stock AND coalesce(valid_until > $2, true) FOR UPDATE
"""

OPEN_TEMPLATE = """
SELECT id FROM coupon_templates WHERE id = $1 AND mode = $2 AND active AND issue_from <= $3 AND issue_until > $3
"""

TEMPLATES_TO_GIVE = """
SELECT id FROM coupon_templates
WHERE mode = $1 AND active AND issue_from <= $2 AND issue_until > $2 AND issued < stock AND least_paid <= $3
ORDER BY id LIMIT 20
"""

TAKE_CODE = """
UPDATE coupon_codes SET used_by = $2, used_at = $3 WHERE code = $1 AND used_by IS NULL RETURNING id, template_id
"""

FIND_CODE = "SELECT id FROM coupon_codes WHERE code = $1"

LOCK_TEMPLATE = "SELECT mode, active, stock FROM coupon_templates WHERE id = $1 FOR UPDATE"

COUNT_CODES = "SELECT count(*) FROM coupon_codes WHERE template_id = $1"

# $1 template, $2 ids, $3 codes. A code that exists already, in this batch or before, is left out.
ADD_CODES = """
INSERT INTO coupon_codes (id, template_id, code)
SELECT id, $1, code FROM unnest($2::uuid[], $3::text[]) AS new (id, code)
ON CONFLICT (code) DO NOTHING
"""

CARRIED = """
SELECT c.id AS coupon_id, c.template_id, c.status, t.kind, t.title, t.terms, t.scope, t.stacking_group
"""
# $1 member, $2 coupons, $3 at.
TERMS = f"""
{CARRIED}, c.valid_from > $3 AS too_early, c.valid_until <= $3 AS too_late
FROM coupons c JOIN coupon_templates t ON t.id = c.template_id
WHERE c.member_id = $1 AND c.id = ANY($2::uuid[]) AND c.status <> 'void'
"""
# $1 member, $2 at, $3 how many.
USABLE = f"""
{CARRIED} FROM coupons c JOIN coupon_templates t ON t.id = c.template_id
WHERE c.member_id = $1 AND c.status = 'ready' AND c.valid_from <= $2 AND c.valid_until > $2
ORDER BY c.valid_until, c.id LIMIT $3
"""

# $1 member, $2 coupons, $3 order, $4 now.
LOCK = """
WITH free AS (
    SELECT id FROM coupons WHERE id = ANY($2::uuid[]) AND member_id = $1 ORDER BY id FOR UPDATE
)
UPDATE coupons c SET status = 'locked', order_id = $3 FROM free
WHERE c.id = free.id AND c.status = 'ready' AND c.valid_from <= $4 AND c.valid_until > $4
"""

USE = "UPDATE coupons SET status = 'used', used_at = $2 WHERE order_id = $1 AND status = 'locked'"

# A coupon comes back as it was: its time has gone on, and a gift whose order was refunded meanwhile is void.
BACK = """
    status = CASE WHEN c.taken_back THEN 'void' WHEN c.valid_until <= $2 THEN 'expired' ELSE 'ready' END,
    order_id = NULL, used_at = NULL
"""
RELEASE = f"""
WITH held AS (
    SELECT id FROM coupons WHERE order_id = ANY($1::uuid[]) AND status = 'locked' ORDER BY id FOR UPDATE
)
UPDATE coupons c SET {BACK} FROM held WHERE c.id = held.id
"""
GIVE_BACK = f"""
UPDATE coupons c SET {BACK} FROM coupon_templates t
WHERE c.order_id = $1 AND c.status = 'used' AND t.id = c.template_id AND t.return_on_refund
"""

REMEMBER_REFUND = "INSERT INTO coupon_refunded_orders (order_id) VALUES ($1) ON CONFLICT DO NOTHING"

IS_REFUNDED = "SELECT EXISTS (SELECT FROM coupon_refunded_orders WHERE order_id = $1)"

TAKE_BACK_GIFTS = """
UPDATE coupons SET taken_back = true, status = CASE WHEN status = 'ready' THEN 'void' ELSE status END
WHERE given_by = $1 AND status IN ('ready', 'locked')
"""

# $1 now, $2 how many.
EXPIRE = """
WITH over AS (
    SELECT id FROM coupons WHERE status = 'ready' AND valid_until <= $1
    ORDER BY valid_until LIMIT $2 FOR UPDATE SKIP LOCKED
)
UPDATE coupons c SET status = 'expired' FROM over WHERE c.id = over.id
"""

# $1 now, $2 ending before, $3 how many. A coupon that lives no longer than a day is not worth a reminder.
REMIND = """
WITH due AS (
    SELECT id FROM coupons
    WHERE status = 'ready' AND reminded_at IS NULL AND valid_until > $1 AND valid_until <= $2
        AND valid_until - greatest(valid_from, issued_at) > interval '1 day'
    ORDER BY valid_until LIMIT $3 FOR UPDATE SKIP LOCKED
)
UPDATE coupons c SET reminded_at = $1 FROM due, coupon_templates t
WHERE c.id = due.id AND t.id = c.template_id
RETURNING c.id AS coupon_id, c.member_id, t.title, c.valid_until AS until
"""

# $1 template, $2 now.
CLAIMABLE = """
SELECT title FROM coupon_templates
WHERE id = $1 AND mode = 'claim' AND active AND issue_from <= $2 AND issue_until > $2 AND issued < stock
    AND coalesce(valid_until > $2, true)
"""
