// Every vendor Posthouse can send through. Adding one: its folder, and one line here and in simulators.ts.
import { apns } from './apns/index.ts'
import { fcm } from './fcm/index.ts'
import { harmony } from './harmony/index.ts'
import { honor } from './honor/index.ts'
import { huawei } from './huawei/index.ts'
import { meizu } from './meizu/index.ts'
import { oppo } from './oppo/index.ts'
import type { Vendor } from './vendor.ts'
import { vivo } from './vivo/index.ts'
import { webpush } from './webpush/index.ts'
import { xiaomi } from './xiaomi/index.ts'

/**
 * A vendor whose credential and payload types are hidden. Nobody can make such values but the vendor itself: what
 * `parseCredentials` and `render` return goes back into `render`, `open`, `check` and `send` of the same vendor, unread.
 */
export type AnyVendor = Vendor<Opaque<'credentials'>, Opaque<'payload'>>

/** The vendors. */
export const vendors: readonly AnyVendor[] = [
  hidden(apns),
  hidden(fcm),
  hidden(huawei),
  hidden(honor),
  hidden(harmony),
  hidden(xiaomi),
  hidden(oppo),
  hidden(vivo),
  hidden(meizu),
  hidden(webpush),
]

/** A value that only its maker can read. */
export interface Opaque<Kind extends string> {
  readonly [opaque]: Kind
}

declare const opaque: unique symbol

/** The one place that forgets the types: an opaque value comes from this vendor, so it has the type this vendor expects. */
export function hidden<C, P>(vendor: Vendor<C, P>): AnyVendor {
  return vendor as unknown as AnyVendor
}
