"""Statements of posting: every paid order runs them."""

FIND_ACCOUNTS = """
SELECT a.id, a.kind, a.owner_id FROM unnest($1::text[], $2::uuid[]) AS wanted (kind, owner_id)
JOIN ledger_accounts a ON a.kind = wanted.kind AND a.owner_id = wanted.owner_id
"""
OPEN_ACCOUNTS = """
INSERT INTO ledger_accounts (id, kind, owner_id, balance)
SELECT id, kind, owner_id, 0 FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS opened (id, kind, owner_id)
ON CONFLICT (kind, owner_id) DO NOTHING
"""
INSERT_POSTING = """
INSERT INTO ledger_postings (id, source_ref, debit_account_id, credit_account_id, amount, posted_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (source_ref) DO NOTHING
"""
SAME_POSTING = """
SELECT debit_account_id = $2 AND credit_account_id = $3 AND amount = $4 FROM ledger_postings WHERE source_ref = $1
"""
CHANGE_BALANCE = """
UPDATE ledger_accounts SET balance = balance + $2
WHERE id = $1 AND ($2 > 0 OR balance + $2 >= 0 OR kind = ANY($3::text[]))
"""
BALANCE = "SELECT balance FROM ledger_accounts WHERE kind = $1 AND owner_id = $2"
