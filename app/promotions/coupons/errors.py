"""What can go wrong with coupons."""

from app.kernel.errors import Conflict, Invalid, NotFound


class TemplateNotFound(NotFound):
    code = "coupon_template_not_found"
    title = "优惠券活动不存在"


class OfferNotFound(NotFound):
    """There is no such offer, or nobody may claim it now."""

    code = "coupon_offer_not_found"
    title = "该优惠券不可领取"
    remedy = "活动可能已结束，请刷新列表"


class SoldOut(Conflict):
    code = "coupon_sold_out"
    title = "优惠券已领完"
    remedy = "请看看其他优惠券"


class EnoughOfIt(Conflict):
    """Facts: `limit`, how many of it one member may have."""

    code = "coupon_limit_reached"
    title = "您已领过该优惠券"
    remedy = "每人领取数量有限，请使用已领取的优惠券"


class IssuedBefore(Conflict):
    """The reason for this coupon has brought one already. Only for those who react to events, which may come twice."""

    code = "coupon_issued_before"
    title = "该优惠券已发放"
    remedy = "请在我的优惠券中查看"


class CouponNotFound(NotFound):
    """Unknown or someone else's: the two are not told apart. Facts: `coupon_ids`."""

    code = "coupon_not_found"
    title = "优惠券不存在"
    remedy = "请刷新优惠券列表后重新选择"


class CouponNotUsable(Conflict):
    """Facts: `coupons`, a list of {"coupon_id", "reason"}: used, locked, expired, void or not_yet."""

    code = "coupon_not_usable"
    title = "所选优惠券现在不能使用"
    remedy = "优惠券可能已使用、已过期、未到使用时间或被另一笔未支付订单占用，请重新选择"


class CodeNotFound(NotFound):
    code = "coupon_code_not_found"
    title = "兑换码不正确"
    remedy = "请核对兑换码后重新输入"


class CodeUsed(Conflict):
    code = "coupon_code_used"
    title = "兑换码已被使用"
    remedy = "每个兑换码只能兑换一次"


class CodesNotAllowed(Conflict):
    code = "coupon_codes_not_allowed"
    title = "该优惠券不是兑换码方式或已停发"
    remedy = "请选择发放方式为兑换码且未停发的优惠券"


class TooManyCodes(Invalid):
    """Facts: `left`, how many more codes the stock allows."""

    code = "coupon_too_many_codes"
    title = "兑换码数量超过优惠券库存"
    remedy = "请减少数量或新建库存更大的优惠券"
