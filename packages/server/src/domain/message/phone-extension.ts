// `em_android_push_ext` and `em_harmony_push_ext` of a message (spec/easemob.md §8.6): what overrides a notifier's settings for this one
// message, and the vendor blocks that say so. Values that a vendor would refuse are ignored, so that no message is lost for them.
import type { JsonObject } from '@posthouse/protocol'
import { isOnAt, objectAt, oneAt, textAt, wholeAt } from './members.ts'

/** Blocks by vendor, in the words of `pushMessage` (spec/easemob.md §7); a vendor about which nothing is said has none. */
export type PhoneExtension = Readonly<Record<string, JsonObject>>

/** Reads both; `apns` holds a channel too, in older senders' messages. */
export function readPhoneExtension(android: JsonObject, harmony: JsonObject, apns: JsonObject): PhoneExtension {
  const channelId =
    textAt(android, 'em_push_channel_id', nameUnitsMax) ?? textAt(apns, 'em_push_channel_id', nameUnitsMax)
  const common: Common = {
    channelId,
    sound: textAt(android, 'em_push_sound', nameUnitsMax),
  }
  const blocks = {
    fcmV1: fcmBlock(android, common),
    huawei: huaweiBlock(android, common),
    honor: honorBlock(android),
    xiaomi: xiaomiBlock(android, common),
    oppo: oppoBlock(android, common),
    vivo: vivoBlock(android),
    meizu: meizuBlock(android),
    harmonyOS: harmonyBlock(harmony),
  }
  return Object.fromEntries(Object.entries(blocks).flatMap(([name, block]) => (block ? [[name, block]] : [])))
}

/** What is not said for one vendor. */
interface Common {
  readonly channelId: string | undefined
  readonly sound: string | undefined
}

/** Longest name of a channel or category, and longest target of a tap, UTF-16 units: the strictest of the vendors (vendors' blocks). */
const nameUnitsMax = 128
const targetUnitsMax = 255

function fcmBlock(android: JsonObject, { channelId, sound }: Common): JsonObject | undefined {
  const options = objectAt(android, 'fcm_options')
  const label = textAt(options, 'analytics_label') ?? textAt(options, 'analyticsLabel')
  const shown = filled({ channelId: textAt(android, 'fcm_channel_id', nameUnitsMax) ?? channelId, sound })
  return filled({
    // The one option that FCM has (spec/vendors.md §2.5).
    options: label !== undefined && /^[\w.~%-]{1,50}$/.test(label) ? { analytics_label: label } : undefined,
    androidConfig: shown && { androidNotification: shown },
  })
}

function huaweiBlock(android: JsonObject, { channelId, sound }: Common): JsonObject | undefined {
  const shown = filled({
    channelId: textAt(android, 'huawei_channel_id', nameUnitsMax) ?? channelId,
    sound,
    clickAction: actionBlock(textAt(android, 'huawei_click_action', targetUnitsMax)),
  })
  const config = filled({
    category: textAt(android, 'huawei_category', nameUnitsMax),
    receiptId: textAt(android, 'huawei_receipt_id', nameUnitsMax),
    targetUserType: oneAt(android, 'huawei_target_user_type', [0, 1]),
    notification: shown,
  })
  return config && { message: { android: config } }
}

function honorBlock(android: JsonObject): JsonObject | undefined {
  const shown = filled({
    clickAction: actionBlock(textAt(android, 'honor_click_action', targetUnitsMax)),
    importance: oneAt(android, 'honor_importance', ['LOW', 'NORMAL']),
  })
  const config = filled({
    targetUserType: oneAt(android, 'honor_target_user_type', [0, 1]),
    androidNotification: shown,
  })
  return config && { androidConfig: config }
}

function xiaomiBlock(android: JsonObject, { channelId }: Common): JsonObject | undefined {
  return filled({
    channelId: textAt(android, 'xiaomi_channel_id', nameUnitsMax) ?? channelId,
    clickAction: textAt(android, 'xiaomi_click_action', targetUnitsMax),
  })
}

function oppoBlock(android: JsonObject, { channelId }: Common): JsonObject | undefined {
  const activity = textAt(android, 'oppo_click_activity', targetUnitsMax)
  return filled({
    channelId: textAt(android, 'oppo_channel_id', nameUnitsMax) ?? channelId,
    category: textAt(android, 'oppo_category', nameUnitsMax),
    notifyLevel: oneAt(android, 'oppo_notify_level', [1, 2, 16]),
    ...(activity === undefined ? {} : { clickActionType: 4, clickActionActivity: activity }),
  })
}

function vivoBlock(android: JsonObject): JsonObject | undefined {
  const category = textAt(android, 'vivo_category')
  return filled({
    category: category !== undefined && /^[A-Z][A-Z_]{0,63}$/.test(category) ? category : undefined,
    clickActivity: textAt(android, 'vivo_click_activity', targetUnitsMax),
  })
}

function meizuBlock(android: JsonObject): JsonObject | undefined {
  return filled({
    noticeMsgType: oneAt(android, 'meizu_notice_type', [0, 1]),
    clickActivity: textAt(android, 'meizu_click_activity', targetUnitsMax),
  })
}

function harmonyBlock(harmony: JsonObject): JsonObject | undefined {
  const action = textAt(harmony, 'click_action', targetUnitsMax)
  const shown = filled({
    category: textAt(harmony, 'category', nameUnitsMax),
    clickAction: action === undefined ? undefined : { actionType: 1, action },
    notifyId: wholeAt(harmony, 'notify_id', 0),
  })
  const options = filled({
    testMessage: isOnAt(harmony, 'is_test_message') || undefined,
    receiptId: textAt(harmony, 'receipt_id', nameUnitsMax),
  })
  return filled({ payload: shown && { notification: shown }, pushOptions: options })
}

function actionBlock(action: string | undefined): JsonObject | undefined {
  return action === undefined ? undefined : { type: 1, action }
}

/** Without the members that say nothing; undefined where none is left. */
function filled(members: JsonObject): JsonObject | undefined {
  const set = Object.entries(members).filter(([, value]) => value !== undefined)
  return set.length > 0 ? Object.fromEntries(set) : undefined
}
