// A device's binding to a notifier (spec/easemob.md §2.3).
import { type AppId, type DeviceId, kibibyte, type NotifierName, type UserId } from '@posthouse/protocol'
import { isPlainText } from './username.ts'

/** (user, device, notifier) → device token. */
export interface Binding {
  readonly appId: AppId
  readonly username: UserId
  readonly deviceId: DeviceId
  readonly notifierName: NotifierName
  readonly deviceToken: string
  /** When the token was last bound, epoch ms; a token that died earlier does not unbind it. */
  readonly boundAtMs: number
}

/** Most bindings of one user (spec/easemob.md §2.3). */
export const bindingsPerUserMax = 50

/** Longest device id, characters; clients use UUIDs. */
const deviceIdCharsMax = 256
/** Longest device token, characters; a web push subscription as JSON is the longest real one, with about 600. */
const deviceTokenCharsMax: number = 4 * kibibyte
/** Longest notifier name, characters (spec/easemob.md §3.1). */
export const notifierNameCharsMax = 256

/** The wire name of the member of a binding request that may not be used, or undefined. */
export function bindingTextObjection(input: {
  readonly deviceId: string
  readonly deviceToken: string
  readonly notifierName: string
}): 'device_id' | 'device_token' | 'notifier_name' | undefined {
  if (input.deviceId === '' || !isShortText(input.deviceId, deviceIdCharsMax)) return 'device_id'
  if (!isShortText(input.deviceToken, deviceTokenCharsMax)) return 'device_token'
  return isShortText(input.notifierName, notifierNameCharsMax) ? undefined : 'notifier_name'
}

function isShortText(text: string, charsMax: number): boolean {
  return text.length <= charsMax && isPlainText(text)
}
