// PushIDs: what the client makes of a vendor's token and hands to whoever wants to push to this installation (spec/zego.md §1.6).
// Opaque to apps: `ph1.` and base64url of UTF-8 JSON. Nothing in it is secret but the token, which is of use to nobody without the app's credentials.
import { base64Of, bytesOf, textOf, utf8Of } from './base64.ts'
import { flag, type Of, object, oneOf, type Shape, ShapeError, text, whole } from './shape.ts'

/** Vendors as the client knows them; `webpush` tokens are subscriptions as JSON. */
export const pushSources = [
  'apns',
  'fcm',
  'huawei',
  'honor',
  'harmony',
  'xiaomi',
  'oppo',
  'vivo',
  'meizu',
  'webpush',
] as const

const contents = object({
  source: oneOf(...pushSources),
  token: text(4096, 1),
  /** Which of the vendor's two certificates: 1 or 2 (spec/zego.md §2.3). */
  appType: whole(1, 2),
  /** Of Apple: which of its two services the token is of; `auto` where the client cannot tell. */
  environment: oneOf('production', 'development', 'auto'),
  isVoip: flag,
  /** Version of the client. */
  version: text(32),
})

/** What a PushID says. */
export type PushIdContents = Of<typeof contents>

const prefix = 'ph1.'
/** Longest PushID, characters. */
export const pushIdCharsMax = 6_144

/** Writes a PushID. */
export function pushIdOf(value: PushIdContents): string {
  const base64 = base64Of(utf8Of(JSON.stringify(contents(value, 'pushId'))))
  return prefix + base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
}

/** Reads a PushID; throws `ShapeError` for what is none. */
export const pushId: Shape<PushIdContents> = (value, at) => {
  const isOne = typeof value === 'string' && value.length <= pushIdCharsMax && value.startsWith(prefix)
  if (!isOne) throw new ShapeError(at, 'a PushID')
  const bytes = bytesOf(value.slice(prefix.length))
  return contents(bytes && parsed(textOf(bytes)), at)
}

function parsed(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json)
  } catch {
    return undefined
  }
}
