"""What inventory refuses."""

from app.kernel.errors import Conflict, Invalid, NotFound


class OutOfStock(Conflict):
    """Facts: `short`, a list of {"sku_id", "wanted", "available"}."""

    code = "out_of_stock"
    title = "库存不足"
    remedy = "请减少数量或移除缺货商品后重新提交"


class LocationNotFound(NotFound):
    code = "location_not_found"
    title = "库存地点不存在"
    remedy = "请先建立仓库或门店库存地点"


class NobodyServes(Conflict):
    """No location may serve it at all. Facts: `fulfilment`, and `tried`, what each rule found."""

    code = "nobody_serves"
    title = "没有可以发货的门店或仓库"
    remedy = "请换一个收货地址、门店或配送方式"


class UnknownSkus(Invalid):
    """Facts: `sku_ids`, those the catalogue does not have."""

    code = "unknown_sku"
    title = "商品规格不存在"
    remedy = "请先在商品中建立这些规格，再提交库存"


class LocationCodeTaken(Conflict):
    code = "location_code_taken"
    title = "库存地点编号已被使用"
    remedy = "请换一个编号，或编辑已有的库存地点"


class SourcingRuleNotFound(NotFound):
    code = "sourcing_rule_not_found"
    title = "发货规则不存在"
    remedy = "请刷新规则列表后重试"


class CountBelowHeld(Conflict):
    """Facts: `below`, a list of {"sku_id", "counted", "held"}."""

    code = "count_below_held"
    title = "盘点数量少于已被订单占用的数量"
    remedy = "请核对实物；确实缺货时先取消占用这些库存的待付款订单，再重新盘点"


class TransferNotFound(NotFound):
    code = "transfer_not_found"
    title = "调拨单不存在"
    remedy = "请刷新调拨单列表后重试"


class TransferNumberTaken(Conflict):
    code = "transfer_number_taken"
    title = "调拨单号已被使用"
    remedy = "请换一个调拨单号；重试时请保持内容不变"


class TransferToItself(Invalid):
    code = "transfer_to_itself"
    title = "调出与调入地点相同"
    remedy = "请选择不同的调入地点"


class TransferOver(Conflict):
    code = "transfer_over"
    title = "调拨单已收货或已取消"
    remedy = "请刷新调拨单查看结果"


class WrongArrival(Invalid):
    """Facts: `sent`, a list of {"sku_id", "sent"}."""

    code = "transfer_wrong_arrival"
    title = "收货数量与调拨单不符"
    remedy = "收货数量应在 0 与发出数量之间，且只含调拨单内的商品；多出的货请另行入库"
