// What a tap does, for Huawei and Honor alike (spec/vendors.md §3.5, §4.5; spec/easemob.md §7.11, §7.12, §7.14): both require the object
// in every notification, so this room never answers without one; and reading it back as what the phone does.
import { type JsonObject, type JsonValue, objectOf } from '../json.ts'
import type { ClickAction } from '../notification.ts'
import { integerFrom, type Row, refuse, shapeOf, text } from '../render/fields.ts'
import type { ShownClick } from '../shown.ts'

/** What the notifier adds to a wish. */
export interface ClickSettings {
  /** The vendor's name for people. */
  readonly brand: string
  /** Completes a class name. */
  readonly packageName: string | undefined
  /** The action of notifications that name none. */
  readonly clickAction: string | undefined
}

/** The vendor's object: the caller's block as a whole, else the basic fields, else the notifier's, else 3: open the app. */
export function clickActionOf(
  basic: ClickAction | undefined,
  block: JsonValue | undefined,
  path: string,
  { brand, packageName, clickAction }: ClickSettings,
): JsonObject {
  if (block !== undefined && block !== null) return fromBlock(block, path, brand)
  if (basic?.url) return { type: 2, url: secureUrl(basic.url, 'config.clickAction.url', brand) }
  if (basic?.action) return { type: 1, action: basic.action }
  if (basic?.activity) return { type: 1, intent: intentOf(basic.activity, packageName) }
  return clickAction === undefined ? { type: 3 } : { type: 1, action: clickAction }
}

/** What the phone does with the object. */
export function shownClick({ type, intent, action, url }: JsonObject): ShownClick {
  if (type === 2 && typeof url === 'string') return { kind: 'url', target: url }
  if (type === 1 && typeof action === 'string') return { kind: 'action', target: action }
  if (type === 1 && typeof intent === 'string') return { kind: 'activity', target: intent }
  return { kind: 'app' }
}

const ROWS: readonly Row[] = [
  ['type', 'type', integerFrom(1, 3)],
  ['intent', 'intent', text],
  ['url', 'url', text],
  ['action', 'action', text],
]

function fromBlock(block: JsonValue, path: string, brand: string): JsonObject {
  const { type, intent, url, action } = objectOf(shapeOf(ROWS)(block, path))
  // A block without a type says what it means by the member it fills.
  const meant = type ?? (url ? 2 : intent || action ? 1 : 3)
  if (meant === 2) return { type: 2, url: secureUrl(typeof url === 'string' ? url : '', `${path}.url`, brand) }
  if (meant === 3) return { type: 3 }
  if (!intent && !action) return refuse(path, 'intent or action', 'of type 1 needs an intent or an action')
  return { type: 1, ...(intent ? { intent } : {}), ...(action ? { action } : {}) }
}

function secureUrl(url: string, field: string, brand: string): string {
  return /^https:\/\//i.test(url) ? url : refuse(field, 'https', `must be an https URL for ${brand}`)
}

/**
 * Basic `activity` names a component; the vendors want the text form of an Android intent. A class name, alone (then within the
 * notifier's package) or as `package/class`, is wrapped; anything else is already an intent and passes as it is.
 */
function intentOf(activity: string, packageName: string | undefined): string {
  if (/^[\w.]+\/[\w.$]+$/.test(activity)) return `intent:#Intent;component=${activity};end`
  if (packageName !== undefined && /^[\w$]*(\.[\w$]+)+$/.test(activity)) {
    return `intent:#Intent;component=${packageName}/${activity};end`
  }
  return activity
}
