// `em_apns_ext` of a message (spec/easemob.md §8.5): how Apple's devices show it. Texts for all vendors, which it also holds, are read in
// extension.ts.
import type { JsonObject } from '@posthouse/protocol'
import { isOnAt, textAt, wholeAt } from './members.ts'

/** What a message says about its notification at Apple. */
export interface ApnsExtension {
  readonly alertTitle: string | undefined
  readonly alertSubTitle: string | undefined
  readonly alertBody: string | undefined
  readonly category: string | undefined
  readonly sound: string | undefined
  readonly badge: number | undefined
  readonly threadId: string | undefined
  readonly isMutable: boolean
  readonly isContentAvailable: boolean
}

/** Ours: longest value that cannot be cut, UTF-16 units; Apple takes 4 KiB of everything together. Longer ones are ignored. */
const unitsMax = 128

/** Reads the object; an empty one says nothing. */
export function readApnsExtension(apns: JsonObject): ApnsExtension {
  return {
    alertTitle: textAt(apns, 'em_alert_title'),
    alertSubTitle: textAt(apns, 'em_alert_subTitle', unitsMax),
    alertBody: textAt(apns, 'em_alert_body'),
    category: textAt(apns, 'em_push_category', unitsMax),
    sound: textAt(apns, 'em_push_sound', unitsMax),
    badge: wholeAt(apns, 'em_push_badge', 0),
    threadId: textAt(apns, 'thread_id', unitsMax),
    isMutable: isOnAt(apns, 'em_push_mutable_content'),
    isContentAvailable: isOnAt(apns, 'em_push_content_available'),
  }
}

/** The same as a vendor block (spec/easemob.md §7.4); members that say nothing are not there. */
export function apnsBlock(apns: ApnsExtension, isCall: boolean): JsonObject {
  return {
    ...(isCall ? { pushType: 'voip' } : {}),
    ...(apns.alertTitle === undefined ? {} : { title: apns.alertTitle }),
    ...(apns.alertSubTitle === undefined ? {} : { subTitle: apns.alertSubTitle }),
    ...(apns.alertBody === undefined ? {} : { content: apns.alertBody }),
    ...(apns.category === undefined ? {} : { categoryName: apns.category }),
    ...(apns.sound === undefined ? {} : { sound: apns.sound }),
    ...(apns.badge === undefined ? {} : { badge: apns.badge }),
    ...(apns.threadId === undefined ? {} : { threadId: apns.threadId }),
    ...(apns.isMutable ? { mutableContent: true } : {}),
    ...(apns.isContentAvailable ? { contentAvailable: true } : {}),
  }
}
