// Translates the block `fcm`, written for Google's old HTTP interface, into parts of a version 1 message. The service behind it
// ended on 2024-07-22 (spec/vendors.md §2.1), its callers did not. Refuses to know what other layers a message has.

import type { JsonObject } from '../json.ts'
import {
  anyObject,
  bareSeconds,
  COLOR,
  dataMap,
  flag,
  matching,
  object,
  readBlock,
  type Shape,
  text,
  texts,
  word,
} from './block.ts'

/** What a legacy block says, in version 1 words. */
export interface LegacyParts {
  readonly message: JsonObject
  readonly validateOnly: boolean
}

const ANDROID: Shape = {
  priority: ['priority', word('NORMAL', 'HIGH')],
  timeToLive: ['ttl', bareSeconds],
  collapseKey: ['collapse_key', text],
  restrictedPackageName: ['restricted_package_name', text],
}

/** Members the old interface kept in one object and version 1 keeps apart by platform. */
const NOTIFICATION: Shape = { title: ['title', text], body: ['body', text] }
const ANDROID_NOTIFICATION: Shape = {
  androidChannelId: ['channel_id', text],
  icon: ['icon', text],
  sound: ['sound', text],
  tag: ['tag', text],
  color: ['color', matching(COLOR, '#rrggbb')],
  clickAction: ['click_action', text],
  titleLocKey: ['title_loc_key', text],
  titleLocArgs: ['title_loc_args', texts],
  bodyLocKey: ['body_loc_key', text],
  bodyLocArgs: ['body_loc_args', texts],
}

/**
 * Reads `fcm` (spec/easemob.md §7.5). `condition` is checked and left out: a push goes to one device, and FCM takes exactly one
 * target. Throws PayloadError naming `fcm.<member>`.
 */
export function readLegacyBlock(block: JsonObject): LegacyParts {
  const known = readBlock(block, 'fcm', {
    condition: ['condition', text],
    dryRun: ['dryRun', flag],
    data: ['data', dataMap],
    notification: ['notification', anyObject],
  })
  const { data, notification, dryRun } = known
  const shown = (notification ?? {}) as JsonObject
  const android = readBlock(block, 'fcm', ANDROID)
  const androidNotification = readBlock(shown, 'fcm.notification', ANDROID_NOTIFICATION)
  return {
    message: {
      notification: object(NOTIFICATION)(shown, 'fcm.notification'),
      ...(data === undefined ? {} : { data }),
      android: { ...android, notification: androidNotification },
    },
    validateOnly: dryRun === true,
  }
}
