"""What delivery refuses."""

from app.kernel.errors import Conflict, NotFound


class NotDelivered(Conflict):
    """Facts: `template_ids`, whose goods are not sent there (None: the default template's), and `region_code`."""

    code = "not_delivered"
    title = "部分商品不配送到该地区"
    remedy = "请更换收货地址，或移除不配送的商品"


class NoCityDelivery(Conflict):
    code = "no_city_delivery"
    title = "该门店不提供同城配送"
    remedy = "请选择其他门店，或改用快递、到店自提"


class TooFar(Conflict):
    """Facts: `distance_m`, `most_m`."""

    code = "too_far"
    title = "收货地址超出门店配送范围"
    remedy = "请选择更近的门店，或改用快递"


class BelowLeastAmount(Conflict):
    """Facts: `least_amount`, `amount` in fen."""

    code = "below_least_amount"
    title = "未达到起送金额"
    remedy = "请再选购一些商品"


class SlotClosed(Conflict):
    """There is no such slot, or it is too late for it."""

    code = "slot_closed"
    title = "该配送时段不可预约"
    remedy = "请刷新后选择其他时段"


class SlotFull(Conflict):
    code = "slot_full"
    title = "该配送时段已约满"
    remedy = "请选择其他时段"


class FreightTemplateNotFound(NotFound):
    code = "freight_template_not_found"
    title = "运费模板不存在"


class DefaultTemplateNeeded(Conflict):
    code = "default_template_needed"
    title = "不能删除或取消默认运费模板"
    remedy = "请先把另一个模板设为默认"


class TermsNotFound(NotFound):
    code = "city_terms_not_found"
    title = "该门店未设置同城配送"
