"""What inventory refuses."""

from app.kernel.errors import Conflict, NotFound


class OutOfStock(Conflict):
    """Facts: `short`, a list of {"sku_id", "wanted", "available"}."""

    code = "out_of_stock"
    title = "库存不足"
    remedy = "请减少数量或移除缺货商品后重新提交"


class LocationNotFound(NotFound):
    code = "location_not_found"
    title = "库存地点不存在"
    remedy = "请先建立仓库或门店库存地点"
