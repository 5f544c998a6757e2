"""What the catalogue refuses."""

from app.kernel.errors import Conflict, Invalid, NotFound


class ProductNotFound(NotFound):
    code = "product_not_found"
    title = "商品不存在或已下架"
    remedy = "请浏览其他商品"


class SkuNotFound(NotFound):
    code = "sku_not_found"
    title = "商品规格不存在"
    remedy = "请检查规格编号"


class BarcodeNotFound(NotFound):
    code = "barcode_not_found"
    title = "没有找到这个条码的商品"
    remedy = "请重新扫码，或在店内搜索商品名称"


class CategoryNotFound(NotFound):
    code = "category_not_found"
    title = "类目不存在"
    remedy = "请先新建类目"


class BrandNotFound(NotFound):
    code = "brand_not_found"
    title = "品牌不存在"
    remedy = "请先新建品牌"


class ImportNotFound(NotFound):
    code = "import_not_found"
    title = "导入记录不存在"
    remedy = "请从导入列表重新进入"


class ProductExists(Conflict):
    """Facts: `code`."""

    code = "product_exists"
    title = "商品编码已被使用"
    remedy = "请换一个商品编码，或编辑已有商品"


class SkuExists(Conflict):
    """Facts: `codes` that are taken, at most 20."""

    code = "sku_exists"
    title = "规格编码已被使用"
    remedy = "请换一个规格编码"


class CategoryExists(Conflict):
    """Facts: `path`."""

    code = "category_exists"
    title = "同级已有同名类目"
    remedy = "请换一个名称"


class CategoryInUse(Conflict):
    code = "category_in_use"
    title = "类目下还有子类目或商品"
    remedy = "请先移走子类目和商品"


class CategoryInsideItself(Invalid):
    code = "category_inside_itself"
    title = "类目不能移到自己的下级"
    remedy = "请选择其他上级类目"


class CategoryTooDeep(Invalid):
    """Facts: `most_levels`, `longest_path`."""

    code = "category_too_deep"
    title = "类目层级太多或路径太长"
    remedy = "请减少层级或缩短名称"


class BrandExists(Conflict):
    code = "brand_exists"
    title = "品牌已存在"
    remedy = "请直接使用已有品牌"


class OutOfBounds(Invalid):
    """A store's price outside head office's bounds. Facts: `price`, `lowest_price`, `highest_price` in fen."""

    code = "price_out_of_bounds"
    title = "门店价超出总部允许的范围"
    remedy = "请按 facts 中的最低价和最高价（单位分）调整"


class BoundsCrossed(Invalid):
    code = "price_bounds_crossed"
    title = "最低价不能高于最高价"
    remedy = "请调整门店价的最低价或最高价"


class StorePricesOutside(Conflict):
    """New bounds that would make prices of stores wrong. Facts: `stores` (how many), `examples` with price in fen."""

    code = "store_prices_outside"
    title = "已有门店价超出新的范围"
    remedy = "请先调整这些门店的价格，再修改范围"


class BadTerms(Invalid):
    """Facts: `field` and `reason`."""

    code = "bad_product_terms"
    title = "商品信息有误"
    remedy = "请按 facts 中的提示修改"


class FileNotText(Invalid):
    code = "import_not_text"
    title = "文件不是可识别的文本"
    remedy = "请用 UTF-8 或 GB18030（GBK）编码另存为 CSV，或存为 XLSX 后重新上传"


class WorkbookUnreadable(Invalid):
    code = "import_not_workbook"
    title = "文件不是可读取的 Excel 工作簿"
    remedy = "请用表格软件打开后另存为 XLSX，再重新上传"


class WrongColumns(Invalid):
    """Facts: `missing`, `unknown` and `repeated` column names."""

    code = "import_wrong_columns"
    title = "表头列名不符合要求"
    remedy = "请下载模板，按模板的列名填写后重新上传"


class TooManyRows(Invalid):
    code = "import_too_many_rows"
    title = "一次最多导入 100000 行"
    remedy = "请拆分成多个文件分批导入"


class FileTooLarge(Invalid):
    status = 413
    code = "import_too_large"
    title = "文件太大"
    remedy = "请拆分成多个文件分批导入"


class Superseded(Exception):
    """Another worker has taken this import over; this run must write nothing more."""
