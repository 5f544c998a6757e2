"""Statements of posting: every paid order runs them."""

OPEN_ACCOUNTS = """
INSERT INTO ledger_accounts (id, kind, owner_id, balance)
SELECT id, kind, owner_id, 0 FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS opened (id, kind, owner_id)
ON CONFLICT (kind, owner_id) DO NOTHING
"""

# $1 ids, then source_refs, debited kinds and owners, credited kinds and owners, amounts; $8 moment, $9 kinds that may
# be negative, $10 the house. Nothing happens unless every account is open (`known`). An account's changes are added up
# before they are judged; the locked row has the newest balance, a check on an older one would refuse what is allowed.
# The house's accounts are everybody's: they are locked last and for the shortest time.
POST = """
WITH wanted AS (
    SELECT w.id, w.source_ref, d.id AS debit_account_id, c.id AS credit_account_id, w.amount
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::uuid[], $7::bigint[])
        AS w (id, source_ref, debit_kind, debit_owner, credit_kind, credit_owner, amount)
    JOIN ledger_accounts d ON d.kind = w.debit_kind AND d.owner_id = w.debit_owner
    JOIN ledger_accounts c ON c.kind = w.credit_kind AND c.owner_id = w.credit_owner
), posted AS (
    INSERT INTO ledger_postings (id, source_ref, debit_account_id, credit_account_id, amount, posted_at)
    SELECT id, source_ref, debit_account_id, credit_account_id, amount, $8 FROM wanted
    WHERE (SELECT count(*) FROM wanted) = cardinality($1::uuid[])
    ORDER BY source_ref
    ON CONFLICT (source_ref) DO NOTHING
    RETURNING source_ref, debit_account_id, credit_account_id, amount
), changes AS (
    SELECT account_id, sum(change)::bigint AS change FROM (
        SELECT debit_account_id, -amount FROM posted UNION ALL SELECT credit_account_id, amount FROM posted
    ) AS sides (account_id, change) GROUP BY account_id
), locked AS (
    SELECT a.id, a.kind, c.change, a.balance + c.change AS balance
    FROM changes c JOIN ledger_accounts a ON a.id = c.account_id
    ORDER BY a.owner_id = $10, a.id FOR UPDATE OF a
), short AS (
    SELECT FROM locked WHERE change < 0 AND balance < 0 AND kind <> ALL ($9::text[])
), changed AS (
    UPDATE ledger_accounts a SET balance = l.balance FROM locked l
    WHERE a.id = l.id AND NOT EXISTS (SELECT FROM short)
)
SELECT (SELECT count(*) FROM wanted) AS known, (SELECT array_agg(source_ref) FROM posted) AS posted,
    EXISTS (SELECT FROM short) AS too_low
"""

SAME_POSTINGS = """
SELECT count(*)
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::bigint[])
    AS w (source_ref, debit_kind, debit_owner, credit_kind, credit_owner, amount)
JOIN ledger_postings p ON p.source_ref = w.source_ref AND p.amount = w.amount
JOIN ledger_accounts d ON d.id = p.debit_account_id AND d.kind = w.debit_kind AND d.owner_id = w.debit_owner
JOIN ledger_accounts c ON c.id = p.credit_account_id AND c.kind = w.credit_kind AND c.owner_id = w.credit_owner
"""

LOCK_OWNER = """
SELECT kind, balance FROM ledger_accounts WHERE owner_id = $1 AND kind = ANY($2::text[]) ORDER BY id FOR UPDATE
"""
LOCK_KIND = """
SELECT FROM ledger_accounts WHERE kind = $1 AND owner_id = ANY($2::uuid[]) ORDER BY id FOR UPDATE
"""

BALANCE = "SELECT balance FROM ledger_accounts WHERE kind = $1 AND owner_id = $2"
BALANCES = "SELECT kind, balance FROM ledger_accounts WHERE owner_id = $1 AND kind = ANY($2::text[])"
POSTED = "SELECT EXISTS (SELECT FROM ledger_postings WHERE source_ref = ANY($1::text[]))"

# $1 owner, $2 kinds, $3 before this posting, $4 how many. Newest first; ids are sorted by time.
ENTRIES = """
WITH mine AS (
    SELECT id, kind FROM ledger_accounts WHERE owner_id = $1 AND kind = ANY($2::text[])
), touched AS (
    SELECT p.* FROM mine, LATERAL (
        SELECT * FROM ledger_postings WHERE debit_account_id = mine.id AND id < $3
        ORDER BY id DESC LIMIT $4
    ) AS p
    UNION
    SELECT p.* FROM mine, LATERAL (
        SELECT * FROM ledger_postings WHERE credit_account_id = mine.id AND id < $3
        ORDER BY id DESC LIMIT $4
    ) AS p
)
SELECT t.id, t.source_ref, t.amount, t.posted_at, d.kind AS debited, c.kind AS credited
FROM touched t LEFT JOIN mine d ON d.id = t.debit_account_id LEFT JOIN mine c ON c.id = t.credit_account_id
ORDER BY t.id DESC LIMIT $4
"""
