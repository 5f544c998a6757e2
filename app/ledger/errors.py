"""What can go wrong in the ledger."""

from app.kernel.errors import Conflict


class BalanceTooLow(Conflict):
    code = "balance_too_low"
    title = "余额不足"
    remedy = "请核对余额后再操作"


class PostingDiffers(Exception):
    """A source_ref came back with another transfer: a bug of the caller, never a retry."""
