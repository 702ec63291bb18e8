// Identifiers that cross a wire, branded so that one kind never stands in for another.

declare const brand: unique symbol
type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** An app's number (ZEGO calls it AppID); a positive safe integer. */
export type AppId = Brand<number, 'AppId'>
/** `org#app`, the app's name in the Easemob interface. */
export type Appkey = Brand<string, 'Appkey'>
/** A user's id within an app, always lower-case (spec/easemob.md §1.1). */
export type UserId = Brand<string, 'UserId'>
/** A device's id within a user, made by the client. */
export type DeviceId = Brand<string, 'DeviceId'>
/** A push's `msg_id`: 63 bits, 18 or 19 decimal digits; never a `number`. */
export type MsgId = Brand<bigint, 'MsgId'>
/** The name that links bindings to a notifier, unique within an app. */
export type NotifierName = Brand<string, 'NotifierName'>

/** The app's name in the Easemob interface. */
export function appkeyOf(org: string, app: string): Appkey {
  return `${org}#${app}` as Appkey
}

/** Folds a user id to the form it is stored in. */
export function userIdOf(text: string): UserId {
  return text.toLowerCase() as UserId
}

/** Reads a decimal `msg_id`; undefined where the text is no positive 63-bit number. */
export function msgIdOf(text: string): MsgId | undefined {
  if (!/^[1-9][0-9]{0,18}$/.test(text)) return undefined
  const value = BigInt(text)
  return value < 2n ** 63n ? (value as MsgId) : undefined
}
