// What a tap on a vivo notification does: `skipType` and `skipContent` (spec/vendors.md §7.5, spec/easemob.md §7.8 and §7.14).
import { type JsonObject, type JsonValue, some, textOf } from '../json.ts'
import type { ClickAction } from '../notification.ts'
import { refuse } from '../render/fields.ts'
import type { VivoCredentials } from './credentials.ts'

/** 1 opens the app, 2 a URL, 3 is left to the app, 4 opens a page. */
export const SKIP_TYPES = [1, 2, 3, 4] as const

/** Most characters of `skipContent`, UTF-16 units (spec/vendors.md §7.5). */
export const SKIP_CHARS_MAX = 1024
/** Most characters of a URL (spec/easemob.md §7.8, which is the stricter). */
const URL_CHARS_MAX = 1000

/** The pair as it goes on the wire. */
export interface Skip extends JsonObject {
  readonly skipType: number
  readonly skipContent?: string
}

/**
 * The caller's block over the basic fields over the notifier's settings; nothing said opens the app. A block that names a type without
 * its content takes it from the next place that has one. Throws `PayloadError` naming
 * `vivo.skipContent` or `config.clickAction.<member>`.
 */
export function skipOf(given: Given, basic: ClickAction | undefined, settings: VivoCredentials): Skip {
  const { skipType, skipContent, clickActivity } = given
  const credentials = { ...settings, ...some('clickActivity', textOf(clickActivity)) }
  if (skipContent === undefined && (skipType === 2 || skipType === 4)) {
    const { url, ...pages } = basic ?? {}
    const skip = fromBasic(skipType === 2 ? some('url', url) : pages, credentials)
    if (skip.skipType === skipType) return skip
  }
  if (skipType !== undefined || skipContent !== undefined) return fromBlock(skipType, skipContent)
  return fromBasic(basic, credentials)
}

function fromBasic(basic: ClickAction | undefined, credentials: VivoCredentials): Skip {
  if (basic?.url) return { skipType: 2, skipContent: checkedUrl(basic.url, 'config.clickAction.url') }
  if (basic?.action) return page(actionIntent(basic.action), 'config.clickAction.action')
  const activity = basic?.activity || credentials.clickActivity
  return activity
    ? page(activityIntent(activity, credentials.packageName), 'config.clickAction.activity')
    : { skipType: 1 }
}

interface Given {
  readonly skipType?: JsonValue | undefined
  readonly skipContent?: JsonValue | undefined
  readonly clickActivity?: JsonValue | undefined
}

/** A block without a type says what it means by what its content is. */
function fromBlock(type: JsonValue | undefined, content: JsonValue | undefined): Skip {
  const text = typeof content === 'string' ? content : undefined
  const skipType = type ?? (isUrl(text ?? '') ? 2 : 4)
  if (skipType === 1) return { skipType: 1 }
  if (text === undefined) return refuse('vivo.skipContent', 'required', `is required for skipType ${String(skipType)}`)
  if (skipType === 2) return { skipType: 2, skipContent: checkedUrl(text, 'vivo.skipContent') }
  return { skipType: Number(skipType), skipContent: checked(text, 'vivo.skipContent', SKIP_CHARS_MAX) }
}

function page(intent: string, field: string): Skip {
  return { skipType: 4, skipContent: checked(intent, field, SKIP_CHARS_MAX) }
}

function checkedUrl(url: string, field: string): string {
  if (!isUrl(url)) refuse(field, 'http or https', 'must be an http or https URL for vivo')
  return checked(url, field, URL_CHARS_MAX)
}

function checked(text: string, field: string, most: number): string {
  return text.length <= most
    ? text
    : refuse(field, `${most} characters`, `must have at most ${most} characters for vivo`)
}

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text)
}

/** vivo wants the text form of an Android intent; an action's bare name is wrapped. */
function actionIntent(action: string): string {
  return /^[\w.-]+$/.test(action) ? `intent:#Intent;action=${action};end` : action
}

/** A class name, alone (then within the notifier's package) or as `package/class`, is wrapped; anything else passes as it is. */
function activityIntent(activity: string, packageName: string | undefined): string {
  if (/^[\w.]+\/[\w.$]+$/.test(activity)) return `intent:#Intent;component=${activity};end`
  if (packageName !== undefined && /^[\w$]*(\.[\w$]+)+$/.test(activity)) {
    return `intent:#Intent;component=${packageName}/${activity};end`
  }
  return activity
}
