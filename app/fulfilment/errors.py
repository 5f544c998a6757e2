"""What can go wrong between payment and the member's hands."""

from app.kernel.errors import Conflict, Invalid, NotFound


class ParcelNotFound(NotFound):
    code = "parcel_not_found"
    title = "包裹不存在"
    remedy = "请刷新包裹列表后重试"


class ParcelNotWaiting(Conflict):
    """Somebody else shipped it, or a refund emptied it."""

    code = "parcel_not_waiting"
    title = "包裹已发出或已取消"
    remedy = "请刷新包裹列表，勿重复发货"


class ParcelNotOnItsWay(Conflict):
    code = "parcel_not_on_its_way"
    title = "包裹不在配送途中"
    remedy = "只有已发出、未送达的包裹可以这样操作，请刷新后重试"


class OtherKind(Conflict):
    code = "parcel_of_other_kind"
    title = "该包裹的配送方式不支持此操作"
    remedy = "自提包裹请用取货码核销，快递包裹请填写运单号发货"


class NotInParcel(Conflict):
    """More pieces than the parcel holds, or a line that is not in it."""

    code = "pieces_not_in_parcel"
    title = "包裹中没有这么多件商品"
    remedy = "请刷新包裹后按现有件数操作"


class AlreadyShipped(Conflict):
    """Fewer pieces wait than are to be withheld. `facts` say what still waits."""

    code = "already_shipped"
    title = "商品已发出，无法直接扣留"
    remedy = "请改为收到退货后退款"


class CarrierUnknown(Invalid):
    code = "carrier_unknown"
    title = "不支持的快递公司"
    remedy = "请从快递公司列表中选择"


class TrackingNumberBad(Invalid):
    code = "tracking_number_bad"
    title = "运单号格式有误"
    remedy = "运单号为 6–32 位字母或数字，请核对面单"


class TrackingNumberUsed(Conflict):
    """One order's parcels each have a number of their own: the same one again is a repeated click."""

    code = "tracking_number_used"
    title = "该运单号已用于此订单的另一个包裹"
    remedy = "若已发货请勿重复提交，否则请核对运单号"


class PickUpCodeUnknown(NotFound):
    code = "pick_up_code_unknown"
    title = "取货码无效"
    remedy = "请顾客在订单页重新出示取货码"


class PickUpElsewhere(Conflict):
    code = "pick_up_elsewhere"
    title = "该订单不在本店取货"
    remedy = "请顾客到订单所选门店取货"


class AlreadyHandedOver(Conflict):
    code = "already_handed_over"
    title = "该码已核销过"
    remedy = "请勿重复交付，可在包裹详情查看核销人与时间"


class PickUpOver(Conflict):
    code = "pick_up_over"
    title = "取货码已过期或订单已退款"
    remedy = "请顾客查看订单状态，如需商品请重新下单"


class UploadNotFound(NotFound):
    code = "shipping_upload_not_found"
    title = "没有该订单的发货信息上报记录"
    remedy = "请核对订单"


class PushRefused(Invalid):
    """Not signed with our salt, or not a push at all."""

    status = 400
    code = "courier_push_refused"
    title = "推送签名无效"
    remedy = "请核对快递100的授权与回调配置"
