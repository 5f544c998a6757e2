"""What can go wrong with hand-overs."""

from app.kernel.errors import Invalid, NotFound


class HandOverNotFound(NotFound):
    code = "customer_hand_over_not_found"
    title = "客户转接不存在"


class SuccessorIsTheGuide(Invalid):
    code = "successor_is_the_guide"
    title = "接替人不能是原导购本人"
    remedy = "请选择其他在职导购"


class NothingToHandOver(Invalid):
    code = "nothing_to_hand_over"
    title = "所选范围内没有可转接的客户或客户群"
    remedy = "请检查所选范围，或先同步客户与客户群"
