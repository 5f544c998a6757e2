"""What stores refuse."""

from app.kernel.errors import Conflict, Invalid, NotFound


class StoreNotFound(NotFound):
    code = "store_not_found"
    title = "门店不存在"
    remedy = "请刷新门店列表后重试"


class StoreCodeTaken(Conflict):
    code = "store_code_taken"
    title = "门店编号已被使用"
    remedy = "请换一个门店编号，或编辑已有门店"


class HoursInvalid(Invalid):
    """Facts: `day` (1–7, Monday is 1, or a date) and `fault` in Chinese."""

    code = "store_hours_invalid"
    title = "营业时间有误"
    remedy = "请按 HH:MM 填写每天的营业时间段，例如 09:00 至 21:30"
