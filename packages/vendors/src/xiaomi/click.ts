// What a tap on a Xiaomi notification does (spec/vendors.md §5.5, spec/easemob.md §7.7 and §7.14). Pure.
import { type JsonObject, type JsonValue, some, textOf } from '../json.ts'
import type { ClickAction } from '../notification.ts'
import { refuse } from '../render/fields.ts'
import type { XiaomiCredentials } from './credentials.ts'

/** Values of `extra.notify_effect`. */
const EFFECT = { app: 1, page: 2, web: 3 } as const

/**
 * The effect and what it needs, field by field: the block's over the basic click action's over the notifier's; nothing opens the app. A
 * block without an effect means the one whose target it names.
 */
export function clickOf(
  basic: ClickAction | undefined,
  given: Readonly<Record<string, JsonValue>>,
  credentials: XiaomiCredentials,
): JsonObject {
  const wished = basicClick(basic, { ...credentials, ...some('clickAction', textOf(given['clickAction'])) })
  const own = { intent: given['extra.intent_uri'], web: given['extra.web_uri'] }
  const meant = own.web !== undefined ? EFFECT.web : own.intent !== undefined ? EFFECT.page : effectOf(wished)
  const effect = Number(given['extra.notify_effect'] ?? meant)
  if (effect === EFFECT.app) return { 'extra.notify_effect': effect }
  if (effect === EFFECT.page) {
    const intent = own.intent ?? wished.intent ?? refuse('xiaomi.intentUri', 'intent', 'is required for notifyEffect 2')
    return { 'extra.notify_effect': effect, 'extra.intent_uri': intent }
  }
  const web = own.web ?? wished.web ?? refuse('xiaomi.webUri', 'URL', 'is required for notifyEffect 3')
  return { 'extra.notify_effect': effect, 'extra.web_uri': web }
}

interface Wished {
  readonly intent?: string
  readonly web?: string
}

function effectOf({ intent, web }: Wished): number {
  if (web !== undefined) return EFFECT.web
  return intent === undefined ? EFFECT.app : EFFECT.page
}

function basicClick(basic: ClickAction | undefined, { packageName, clickAction }: XiaomiCredentials): Wished {
  if (basic?.url) return target(basic.url)
  if (basic?.action) return { intent: actionIntent(basic.action) }
  const page = basic?.activity || clickAction
  return page === undefined ? {} : { intent: pageIntent(page, packageName) }
}

/** Xiaomi opens web pages as such; any other URL is one that an app has registered, which Android opens as an intent. */
function target(url: string): Wished {
  if (/^https?:\/\//i.test(url)) return { web: url }
  const [, scheme, rest] = /^([a-z][\w+.-]*):(\/\/[^#]*)$/i.exec(url) ?? []
  return { intent: scheme === undefined ? url : `intent:${rest}#Intent;scheme=${scheme};end` }
}

function actionIntent(action: string): string {
  // Android decodes the members of an intent URI, so nothing in a name can end its member.
  return action.startsWith('intent:') ? action : `intent:#Intent;action=${encode(action)};end`
}

/** A class name, alone (then within the notifier's package) or as `package/class`; anything else is an intent already. */
function pageIntent(page: string, packageName: string): string {
  if (/^[\w.]+\/[\w.$]+$/.test(page)) return `intent:#Intent;component=${encode(page)};end`
  if (/^[\w$]*(\.[\w$]+)+$/.test(page)) return `intent:#Intent;component=${packageName}/${encode(page)};end`
  return page
}

function encode(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replaceAll('%2F', '/')
}
