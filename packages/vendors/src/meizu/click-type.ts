// What a tap on a Meizu notification does, and the data that the app gets with it (spec/vendors.md §8.5, spec/easemob.md §7.10, §7.14).
import { type JsonObject, type JsonValue, some, textOf } from '../json.ts'
import type { Notification } from '../notification.ts'
import { refuse } from '../render/fields.ts'
import type { MeizuCredentials } from './credentials.ts'

/**
 * The vendor's `clickTypeInfo`: the caller's block (`given`, already read) over the basic fields over the notifier's activity, else
 * type 0, which opens the app. A block that names a type without its companion takes it from the next place that has one.
 */
export function clickTypeInfo(
  { clickAction: basic, ext }: Notification,
  given: JsonObject,
  credentials: MeizuCredentials,
): JsonObject {
  const setting = textOf(given['clickActivity']) ?? credentials.clickActivity
  const pages: Pages = {
    url: given['url'] ?? (basic?.url || undefined),
    activity: given['activity'] ?? activityOf(basic?.activity || setting, credentials.packageName),
    customAttribute: given['customAttribute'],
  }
  const type = given['clickType'] ?? meantBy(given) ?? basicType(pages)
  const parameters = given['parameters'] ?? (ext && Object.keys(ext).length > 0 ? ext : undefined)
  return { clickType: type, ...companion(type, pages), ...some('parameters', parameters) }
}

interface Pages {
  readonly url: JsonValue | undefined
  readonly activity: JsonValue | undefined
  readonly customAttribute: JsonValue | undefined
}

/** A block without a type says what it means by the member it fills. */
function meantBy({ url, activity, customAttribute }: JsonObject): number | undefined {
  if (url !== undefined) return 2
  if (activity !== undefined) return 1
  return customAttribute === undefined ? undefined : 3
}

/** `clickAction.action` has no counterpart at Meizu and is left out. */
function basicType({ url, activity }: Pages): number {
  if (url !== undefined) return 2
  return activity === undefined ? 0 : 1
}

const COMPANIONS: ReadonlyMap<JsonValue, keyof Pages> = new Map<JsonValue, keyof Pages>([
  [1, 'activity'],
  [2, 'url'],
  [3, 'customAttribute'],
])

function companion(type: JsonValue, pages: Pages): JsonObject {
  const name = COMPANIONS.get(type)
  if (name === undefined) return {}
  const value = pages[name]
  if (value !== undefined) return { [name]: value }
  return refuse(`meizu.${name}`, `required for clickType ${type}`, `is required for clickType ${type}`)
}

/** Meizu wants a class name; `package/class` and a class that begins with a dot are written out where the package is known. */
function activityOf(activity: string | undefined, packageName: string | undefined): string | undefined {
  const [, home = packageName, name = activity] = /^([\w.]+)\/([\w.$]+)$/.exec(activity ?? '') ?? []
  return name?.startsWith('.') && home ? home + name : name
}
