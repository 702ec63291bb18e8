// What a tap on an OPPO notification does and which data the app gets with it (spec/vendors.md §6.5, spec/easemob.md §7.14). Pure.
import { type JsonObject, type JsonValue, some } from '../json.ts'
import type { ClickAction } from '../notification.ts'
import { refuse } from '../render/fields.ts'
import { CLICK_URL_CHARS_MAX, data, unitsUpTo } from './block.ts'
import { ACTIVITY_CHARS_MAX, type OppoCredentials } from './credentials.ts'

type Given = Readonly<Record<string, JsonValue>>

/**
 * `click_action_type` and its companions: the block's, which takes a target that it does not name from the basic fields or the notifier
 * (spec/easemob.md §7.1), else the basic fields', else the notifier's; nothing opens the app.
 */
export function clickOf(basic: ClickAction | undefined, given: Given, credentials: OppoCredentials): JsonObject {
  const { click_action_type: type, click_action_activity: activity, click_action_url: url } = given
  if (type !== undefined || activity !== undefined || url !== undefined) {
    const wished = type === undefined ? {} : targetOf(type, basic, credentials)
    return fromBlock(type, activity ?? wished.activity, url ?? wished.url)
  }
  if (basic?.url) return { click_action_type: TAP.url, click_action_url: basicUrl(basic.url) }
  if (basic?.action) return pageOf(TAP.action, basic.action, 'action')
  if (basic?.activity) return pageOf(TAP.activity, basic.activity, 'activity')
  const { clickActivity } = credentials
  return clickActivity === undefined ? {} : { click_action_type: TAP.activity, click_action_activity: clickActivity }
}

/** `action_parameters`: JSON text, the block's or the basic `ext`. */
export function dataOf(ext: JsonObject | undefined, given: Given): JsonObject {
  return { action_parameters: given['action_parameters'] ?? (ext === undefined ? undefined : data(ext, 'ext')) }
}

/** Values of `click_action_type`. */
export const TAP = { app: 0, action: 1, url: 2, activity: 4, intent: 5 } as const

interface Target {
  readonly activity?: JsonValue
  readonly url?: JsonValue
}

/** What a tap of this type opens where the block does not say. */
function targetOf(type: JsonValue, basic: ClickAction | undefined, { clickActivity }: OppoCredentials): Target {
  if (type === TAP.url || type === TAP.intent) return basic?.url ? { url: basicUrl(basic.url) } : {}
  if (type === TAP.action) return basic?.action ? { activity: basicPage(basic.action, 'action') } : {}
  if (type !== TAP.activity) return {}
  return some('activity', basic?.activity ? basicPage(basic.activity, 'activity') : clickActivity)
}

/** A block without a type says what it means by the member it fills; an activity is then a class, as the console's setting is. */
function fromBlock(
  given: JsonValue | undefined,
  activity: JsonValue | undefined,
  url: JsonValue | undefined,
): JsonObject {
  const type = given ?? (url === undefined ? TAP.activity : TAP.url)
  if ((type === TAP.action || type === TAP.activity) && activity === undefined) {
    return refuse('oppo.clickActionActivity', 'activity', `is required for clickActionType ${type}`)
  }
  if ((type === TAP.url || type === TAP.intent) && url === undefined) {
    return refuse('oppo.clickActionUrl', 'URL', `is required for clickActionType ${type}`)
  }
  return { click_action_type: type, click_action_activity: activity, click_action_url: url }
}

function pageOf(type: number, target: string, member: 'action' | 'activity'): JsonObject {
  return { click_action_type: type, click_action_activity: basicPage(target, member) }
}

function basicPage(target: string, member: 'action' | 'activity'): JsonValue {
  return unitsUpTo(ACTIVITY_CHARS_MAX)(target, `config.clickAction.${member}`)
}

function basicUrl(url: string): JsonValue {
  return unitsUpTo(CLICK_URL_CHARS_MAX)(url, 'config.clickAction.url')
}
