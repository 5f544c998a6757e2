"""What can go wrong with guide tasks."""

from app.kernel.errors import Conflict, Invalid, NotFound


class TaskNotFound(NotFound):
    code = "guide_task_not_found"
    title = "导购任务不存在"
    remedy = "请刷新任务列表后重试"


class TaskStateConflict(Conflict):
    code = "guide_task_state_conflict"
    title = "导购任务的当前状态不允许此操作"
    remedy = "只有草稿可以修改全部内容或发布，进行中的任务只能修改目标与截止时间；请刷新后重试"


class TaskKeyReused(Conflict):
    code = "guide_task_key_reused"
    title = "同一个 Idempotency-Key 已用于另一个导购任务"
    remedy = "请为新任务生成新的 Idempotency-Key"


class DeadlinePassed(Invalid):
    code = "guide_task_deadline_passed"
    title = "截止时间必须晚于现在和开始时间"
    remedy = "请把截止时间改到开始时间之后"


class NobodyAssigned(Invalid):
    code = "guide_task_nobody_assigned"
    title = "任务范围内没有在职导购"
    remedy = "请重新选择门店或导购"


class TooManyAssigned(Invalid):
    code = "guide_task_too_many_assigned"
    title = "任务涉及的导购太多"
    remedy = "请按门店拆成几个任务，或请管理员调高 SIYU_MOST_TASK_GUIDES"


class UnknownAssignees(Invalid):
    code = "guide_task_unknown_assignees"
    title = "任务中的门店或员工不存在或已停用"
    remedy = "请刷新后重新选择"


class UnknownTaskProduct(Invalid):
    code = "guide_task_unknown_product"
    title = "任务中的商品不存在"
    remedy = "请重新选择商品"
