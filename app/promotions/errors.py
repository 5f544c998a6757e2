"""What can go wrong with promotions."""

from app.kernel.errors import Conflict, Invalid, NotFound


class PromotionNotFound(NotFound):
    code = "promotion_not_found"
    title = "促销活动不存在"


class PromotionOver(Conflict):
    code = "promotion_over"
    title = "促销活动已结束"
    remedy = "如需继续，请新建一个活动"


class PromotionInThePast(Invalid):
    code = "promotion_in_the_past"
    title = "促销活动的结束时间已过"
    remedy = "请填写未来的结束时间"


class TooManyPromotions(Conflict):
    """Facts: `limit`. Every quote looks at all that run."""

    code = "too_many_promotions"
    title = "进行中和待开始的促销活动过多"
    remedy = "请先结束不用的活动"


class RewardUnknown(Invalid):
    """Facts: `sku_ids` and `coupon_template_ids` that do not exist."""

    code = "promotion_reward_unknown"
    title = "赠品或优惠券不存在"
    remedy = "请核对赠品规格和优惠券活动的编号"
