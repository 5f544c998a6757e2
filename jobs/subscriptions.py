"""Every event and who reacts to it, on one page. A reaction may run twice: each effect has a unique source_ref."""

from collections.abc import Mapping

from app.acquisition.create_channel_code import create_channel_code
from app.acquisition.end_channel_code import remove_way
from app.acquisition.group_code_way import keep_group_code
from app.acquisition.link_at_wecom import keep_link
from app.acquisition.name_friend import remark_friend, tag_friend
from app.acquisition.send_welcome import send_welcome
from app.acquisition.update_way import turn_for_friend, update_way
from app.aftersale import reactions as aftersale
from app.aftersale.weigh_lost_friend import weigh_lost_friend
from app.campaigns import reactions as campaigns
from app.campaigns.create_broadcast import create_broadcast
from app.campaigns.follow_owner import follow_owner
from app.events.acquisition import (
    ChannelCodeDue,
    ChannelCodeEnded,
    ChannelCodeRequested,
    GroupCodeDue,
    LinkDue,
    WelcomeOwed,
)
from app.events.aftersale import AfterSaleMoved, ExchangeGranted, GoodsRefunded
from app.events.campaigns import BroadcastConfirmed, BroadcastCreated, BroadcastPlanned
from app.events.catalog import GoodsImportRequested
from app.events.content import ContentSent
from app.events.fulfilment import (
    ParcelDelivered,
    ParcelShipped,
    PickUpExpired,
    PickUpExpiring,
    PickUpReady,
    ShippingUploadOwed,
)
from app.events.guides import FriendAdded, FriendLost, GroupOwnerChanged, NoticeQueued
from app.events.handover import CustomersHandedOver, HandOverDue
from app.events.members import MemberJoined
from app.events.notices import MemberNoticeQueued
from app.events.orders import (
    OrderCancelled,
    OrderClosed,
    OrderCompleted,
    OrderPaid,
    OrderPlaced,
    OrderReceived,
    OrderShipped,
)
from app.events.payments import (
    IncidentOpened,
    PaymentAbandoned,
    PaymentSucceeded,
    RefundRequested,
    RefundSucceeded,
)
from app.events.promotions import CouponExpiring
from app.events.radar import GuideLinkFollowed, ProductsViewed
from app.events.reviews import ReviewWritten
from app.events.robots import RobotDue
from app.events.sync import SyncContinued
from app.events.tags import (
    MarksOwed,
    TagChanged,
    TagGroupChanged,
    TagMadeAtWeCom,
    TagsGiven,
    TagsTaken,
)
from app.events.wecom import CallbackStored, GreetingAwaited, MenuWanted
from app.fulfilment.make_parcels import make_parcels
from app.fulfilment.resend import resend
from app.fulfilment.upload_shipping import upload_owed
from app.guides import reactions as guides
from app.guides.mark_tags import mark_for_friend, mark_given, mark_owed, mark_taken
from app.guides.send_notice import send_notice
from app.handover.advance import advance as advance_hand_over
from app.inventory.import_goods import run_import
from app.invoices import reactions as invoices
from app.kernel.outbox import Subscriptions
from app.notices import reactions as notices
from app.notices.send import send_queued
from app.orders import reactions as orders
from app.payments import reactions as payments
from app.promotions.coupons import reactions as coupons
from app.radar.reactions import record_order
from app.referral.accrue import accrue
from app.referral.move import move_commission
from app.referral.reverse import reverse_commission
from app.reviews.check import check as check_review
from app.robots.say import say
from app.sync.run_slice import run_slice
from app.tags.marking import owe_marks
from app.tags.push import push_group, push_tag
from app.tasks import reactions as tasks
from app.tasks.move import follow_hand_over
from app.wallet import earn as points
from app.wallet import reactions as wallet
from wecom.bot.menu import menu_wanted
from wecom.callbacks.greet import greet
from wecom.callbacks.process import process

SUBSCRIPTIONS: Subscriptions = {
    CallbackStored: [process],
    GreetingAwaited: [greet],
    MenuWanted: [menu_wanted],
    ChannelCodeRequested: [create_channel_code],
    ChannelCodeDue: [update_way],
    ChannelCodeEnded: [remove_way],
    FriendAdded: [turn_for_friend, remark_friend, tag_friend, mark_for_friend, tasks.count_friend],
    GroupCodeDue: [keep_group_code],
    LinkDue: [keep_link],
    RobotDue: [say],
    WelcomeOwed: [send_welcome],
    FriendLost: [weigh_lost_friend],
    NoticeQueued: [send_notice],
    MemberNoticeQueued: [send_queued],
    OrderPlaced: [record_order],
    OrderCancelled: [],
    PaymentSucceeded: [orders.take_payment, wallet.credit_top_up],
    PaymentAbandoned: [payments.close_at_channel],
    RefundRequested: [payments.refund_at_channel],
    OrderPaid: [
        make_parcels,
        points.earn,
        accrue,
        campaigns.attribute_order,
        guides.tell_order_paid,
        guides.attribute_purchase,
        coupons.thank,
        coupons.give_rewards,
        notices.tell_order_paid,
        tasks.count_order,
    ],
    OrderShipped: [],
    OrderReceived: [points.make_usable],
    OrderCompleted: [],
    OrderClosed: [],
    RefundSucceeded: [aftersale.refund_arrived],
    IncidentOpened: [],
    ParcelShipped: [aftersale.replacement_shipped, notices.tell_shipped],
    ParcelDelivered: [aftersale.replacement_fetched],
    PickUpReady: [notices.tell_pick_up_ready],
    PickUpExpiring: [notices.tell_pick_up_expiring],
    PickUpExpired: [aftersale.never_fetched],
    ShippingUploadOwed: [upload_owed],
    GoodsRefunded: [
        points.reverse,
        reverse_commission,
        notices.tell_refunded,
        invoices.take_refund,
        tasks.take_returned,
    ],
    AfterSaleMoved: [points.freeze, notices.tell_after_sale],
    ExchangeGranted: [resend],
    MemberJoined: [coupons.welcome, tasks.count_member],
    CouponExpiring: [notices.tell_coupon_expiring],
    GoodsImportRequested: [run_import],
    ReviewWritten: [check_review],
    BroadcastPlanned: [create_broadcast],
    BroadcastCreated: [campaigns.tell_owner],
    BroadcastConfirmed: [tasks.count_broadcast],
    ContentSent: [tasks.count_content],
    SyncContinued: [run_slice],
    ProductsViewed: [guides.notice_views],
    TagsGiven: [mark_given],
    TagsTaken: [mark_taken],
    MarksOwed: [mark_owed],
    TagChanged: [push_tag],
    TagGroupChanged: [push_group],
    TagMadeAtWeCom: [owe_marks],
    HandOverDue: [advance_hand_over],
    CustomersHandedOver: [move_commission, follow_hand_over],
    GroupOwnerChanged: [follow_owner],
    GuideLinkFollowed: [guides.attribute_entry],
}

# Their jobs overtake a backlog, higher first: a welcome has 20 seconds, and until a full guide is out of the way more
# friends come. Of many friends at once each is greeted before the next one's callback is read, and every callback is
# read, which owes its welcome, before the rest of what a friend brings.
URGENT: Mapping[type, int] = {WelcomeOwed: 4, GreetingAwaited: 3, CallbackStored: 2, FriendAdded: 1}
