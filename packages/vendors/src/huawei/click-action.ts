// What a tap on a Huawei notification does (spec/vendors.md §3.5, spec/easemob.md §7.11 and §7.14). Huawei requires the
// object in every notification; this room never answers without one.

import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import type { ClickAction } from '../notification.ts'
import { integerFrom, pick, type Row, refuse, text } from '../render/fields.ts'
import type { HuaweiCredentials } from './credentials.ts'

/** The vendor's `click_action`: the caller's block as a whole, else the basic fields, else the notifier's, else 3: open the app. */
export function clickActionOf(
  basic: ClickAction | undefined,
  block: JsonValue | undefined,
  path: string,
  credentials: HuaweiCredentials,
): JsonObject {
  if (block !== undefined && block !== null) return fromBlock(block, path)
  if (basic?.url) return { type: 2, url: secureUrl(basic.url, 'config.clickAction.url') }
  if (basic?.action) return { type: 1, action: basic.action }
  if (basic?.activity) return { type: 1, intent: intentOf(basic.activity, credentials.packageName) }
  return credentials.clickAction === undefined ? { type: 3 } : { type: 1, action: credentials.clickAction }
}

const ROWS: readonly Row[] = [
  ['type', 'type', integerFrom(1, 3)],
  ['intent', 'intent', text],
  ['url', 'url', text],
  ['action', 'action', text],
]

function fromBlock(block: JsonValue, path: string): JsonObject {
  if (!isObject(block)) return refuse(path, 'object', 'must be an object')
  const { type, intent, url, action } = pick(block, ROWS, path)
  // A block without a type says what it means by the member it fills.
  const meant = type ?? (url ? 2 : intent || action ? 1 : 3)
  if (meant === 1) return customPage(intent, action, path)
  if (meant === 2) return { type: 2, url: secureUrl(typeof url === 'string' ? url : '', `${path}.url`) }
  return { type: 3 }
}

function customPage(intent: JsonValue | undefined, action: JsonValue | undefined, path: string): JsonObject {
  if (!intent && !action) return refuse(path, 'intent or action', 'of type 1 needs an intent or an action')
  return { type: 1, ...(intent ? { intent } : {}), ...(action ? { action } : {}) }
}

function secureUrl(url: string, field: string): string {
  return /^https:\/\//i.test(url) ? url : refuse(field, 'https', 'must be an https URL for Huawei')
}

/**
 * Basic `activity` names a component; Huawei wants the text form of an Android intent. A class name, alone (then within the
 * notifier's package) or as `package/class`, is wrapped; anything else is already an intent and passes as it is.
 */
function intentOf(activity: string, packageName: string | undefined): string {
  if (/^[\w.]+\/[\w.$]+$/.test(activity)) return `intent:#Intent;component=${activity};end`
  if (packageName !== undefined && /^[\w$]*(\.[\w$]+)+$/.test(activity)) {
    return `intent:#Intent;component=${packageName}/${activity};end`
  }
  return activity
}
