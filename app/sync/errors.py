"""What can go wrong with syncs."""

from app.kernel.errors import NotFound


class SyncRunNotFound(NotFound):
    code = "sync_run_not_found"
    title = "没有这次同步"
    remedy = "请在同步记录中重新选择"
