"""What the catalogue refuses."""

from app.kernel.errors import Invalid, NotFound


class ProductNotFound(NotFound):
    code = "product_not_found"
    title = "商品不存在或已下架"
    remedy = "请浏览其他商品"


class FileNotText(Invalid):
    code = "import_not_text"
    title = "文件不是可识别的文本"
    remedy = "请用 UTF-8 或 GB18030（GBK）编码另存为 CSV 后重新上传"


class WrongColumns(Invalid):
    """Facts: `missing`, `unknown` and `repeated` column names."""

    code = "import_wrong_columns"
    title = "表头列名不符合要求"
    remedy = "请下载模板，按模板的列名填写后重新上传"


class TooManyRows(Invalid):
    code = "import_too_many_rows"
    title = "一次最多导入 5000 行"
    remedy = "请拆分成多个文件分批导入"


class FileTooLarge(Invalid):
    status = 413
    code = "import_too_large"
    title = "文件太大"
    remedy = "请拆分成多个文件分批导入"
