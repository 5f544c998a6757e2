"""Goods files: sent in, followed while they are imported, and the whole catalogue as a file."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sanic.response import HTTPResponse

from app.catalog import imports
from app.catalog.export import CONTENT_TYPES, FileFormat, export, template
from app.catalog.goods_file import MOST_BYTES
from app.catalog.request_import import request_import
from app.catalog.states import ImportStatus
from app.http.bodies import Body
from app.http.routes import Call, Route
from app.http.streamed import Streamed
from backoffice_api.access import MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery


class SentFile(Body):
    file_name: str = Field("", max_length=200)


class FormatQuery(Body):
    format: FileFormat = FileFormat.CSV


class GoodsFault(BaseModel):
    """`row` as a spreadsheet counts; the header is row 1."""

    row: int
    field: str
    reason: str


class Imported(BaseModel):
    """What came into the catalogue; rows that said nothing new count nowhere."""

    products_created: int = 0
    products_updated: int = 0
    skus_created: int = 0
    skus_updated: int = 0
    faulty: int = 0


class GoodsImportLine(BaseModel):
    """`checked` of about `rows` rows are checked; `written` good rows are in the catalogue once `status` is done.

    `refusal` says why the whole file was refused; nothing of it was written then.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    file_name: str
    status: ImportStatus
    rows: int
    checked: int
    written: int
    faulty: int
    refusal: str
    report: Imported
    created_by: UUID | None
    created_at: datetime
    finished_at: datetime | None


class GoodsImportDetail(GoodsImportLine):
    """`faults` are the first 1,000; `faulty` counts all rows left out."""

    faults: list[GoodsFault]


class GoodsImportLines(BaseModel):
    items: list[GoodsImportLine]
    next_cursor: UUID | None


async def send_file(call: Call) -> GoodsImportLine:
    return GoodsImportLine.model_validate(await request_import(call.request.body, call.query.file_name, call.by.id))


async def list_imports(call: Call) -> GoodsImportLines:
    limit: int = call.query.limit
    found = [GoodsImportLine.model_validate(one) for one in await imports.imports_page(call.query.cursor, limit + 1)]
    return GoodsImportLines(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def read_import(_: Call, import_id: UUID) -> GoodsImportDetail:
    return GoodsImportDetail.model_validate(await imports.read_import(import_id))


async def download_faults(_: Call, import_id: UUID) -> HTTPResponse:
    return _download(await imports.faults_csv(import_id), FileFormat.CSV, "faults")


async def download_template(call: Call) -> HTTPResponse:
    return _download(template(call.query.format), call.query.format, "goods-template")


async def download_catalogue(call: Call) -> HTTPResponse:
    wanted: FileFormat = call.query.format
    return Streamed(export(wanted), CONTENT_TYPES[wanted], f"goods.{wanted}")


def _download(content: bytes, file_format: FileFormat, name: str) -> HTTPResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{file_format}"'}
    return HTTPResponse(content, 200, disposition, CONTENT_TYPES[file_format])


ROUTES: list[Route] = [
    staff_route(
        "POST",
        "/catalogue/imports",
        send_file,
        MERCHANDISERS,
        "导入商品（CSV 或 XLSX，最多 100000 行）",
        raw_body="application/octet-stream",
        max_body=MOST_BYTES,
        query=SentFile,
        returns=GoodsImportLine,
        status=202,
    ),
    staff_route(
        "GET", "/catalogue/imports", list_imports, MERCHANDISERS, "导入列表", query=PageQuery, returns=GoodsImportLines
    ),
    staff_route(
        "GET",
        "/catalogue/imports/<import_id:uuid>",
        read_import,
        MERCHANDISERS,
        "导入进度与错误",
        returns=GoodsImportDetail,
    ),
    staff_route(
        "GET", "/catalogue/imports/<import_id:uuid>/faults.csv", download_faults, MERCHANDISERS, "下载错误清单（CSV）"
    ),
    staff_route("GET", "/catalogue/template", download_template, MERCHANDISERS, "下载商品导入模板", query=FormatQuery),
    staff_route("GET", "/catalogue/export", download_catalogue, MERCHANDISERS, "导出全部商品", query=FormatQuery),
]
