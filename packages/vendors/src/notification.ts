// What a caller wants shown, independent of any vendor. The wire form (`pushMessage`) is turned into this by the server;
// this package refuses to know where a notification came from.
import type { Category } from './category.ts'
import type { JsonObject } from './json.ts'

/** What a tap does (spec/easemob.md §7.2); nothing set opens the app. */
export interface ClickAction {
  readonly url?: string
  readonly action?: string
  readonly activity?: string
}

/** The icon's number (spec/easemob.md §7.2): `setNum` replaces it, `addNum` adds to it. */
export interface Badge {
  readonly addNum?: number
  readonly setNum?: number
  readonly activity?: string
}

/** Basic fields for every vendor, and blocks that override them for one. */
export interface Notification {
  readonly title: string
  readonly subTitle?: string
  readonly content: string
  /** Custom data of the app. */
  readonly ext?: JsonObject
  /** What kind it is; each vendor's own classes follow from it (category.ts). Nothing set: the notifier's settings decide. */
  readonly category?: Category
  readonly clickAction?: ClickAction
  readonly badge?: Badge
  /** How long a vendor may keep it for an absent phone, in seconds. */
  readonly ttlSeconds?: number
  /** Vendor blocks under the caller's own keys (`apns`, `fcm`, `fcmV1`, `huawei`, …), already known to be objects. */
  readonly blocks: Readonly<Record<string, JsonObject>>
}
