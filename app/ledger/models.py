"""Tables of the ledger. Private to this domain."""

from tortoise import fields
from tortoise.models import Model

from app.ledger.states import AccountKind


class Account(Model):
    """A balance of one owner in one unit. `owner_id` is the company's nil id for the house accounts."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(AccountKind, max_length=32)
    owner_id = fields.UUIDField()
    balance = fields.BigIntField(default=0)

    class Meta:
        table = "ledger_accounts"
        unique_together = (("kind", "owner_id"),)


class Posting(Model):
    """One transfer from an account to another. `source_ref` makes it happen once."""

    id = fields.UUIDField(primary_key=True)
    source_ref = fields.CharField(120, unique=True)
    debit_account_id = fields.UUIDField(db_index=True)
    credit_account_id = fields.UUIDField(db_index=True)
    amount = fields.BigIntField()
    posted_at = fields.DatetimeField()

    class Meta:
        table = "ledger_postings"
