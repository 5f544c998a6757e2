"""What invoices refuse."""

from app.kernel.errors import Conflict, Invalid, NotFound


class InvoiceNotFound(NotFound):
    code = "invoice_not_found"
    title = "发票不存在"
    remedy = "请在发票列表中查看"


class RedInvoiceNotFound(NotFound):
    code = "red_invoice_not_found"
    title = "红字发票不存在"
    remedy = "请刷新待开红字发票列表"


class NotForInvoice(Conflict):
    """Facts: `status` of the order."""

    code = "order_not_for_invoice"
    title = "订单当前状态不能申请发票"
    remedy = "请在确认收货后申请发票"


class NothingToInvoice(Conflict):
    code = "nothing_to_invoice"
    title = "该订单没有可开票的金额"
    remedy = "积分与优惠抵扣、已退款的部分不能开票"


class InvoiceAskedAlready(Conflict):
    """Facts: `status` of the invoice."""

    code = "invoice_asked_already"
    title = "该订单已申请发票"
    remedy = "开具前可以修改发票信息"


class InvoiceWrongState(Conflict):
    """Facts: `status`, the invoice's state now."""

    code = "invoice_wrong_state"
    title = "发票当前状态不允许此操作"
    remedy = "请刷新发票后再操作"


class InvoiceChanged(Conflict):
    """Facts: `revision` and `amount` as they are now."""

    code = "invoice_changed"
    title = "发票内容已变动"
    remedy = "请刷新，按新的抬头与金额开具"


class InvoiceNumberUsed(Conflict):
    code = "invoice_number_used"
    title = "该发票号码已登记"
    remedy = "请核对发票号码"


class BuyerInvalid(Invalid):
    code = "invoice_buyer_invalid"
    title = "发票抬头信息有误"
    remedy = "企业须填写 15–20 位税号（数字与大写字母），个人不填税号"
