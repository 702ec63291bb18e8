// From a sender's push configuration to the notification that vendors render (spec/zego.md §6.1 to §6.3): the sender's own texts and
// payload, word for word, with the options that the app keeps for its vendors under `resourcesId`. Pure.
import type { JsonObject, JsonValue } from '@posthouse/protocol'
import type { PushConfig } from '@posthouse/protocol/frames'
import { type Notification, shorten, units } from '@posthouse/vendors'
import type { ResourceOptions } from './resource.ts'

/** What the notification is of, and for whom. */
export interface ConfigFacts {
  readonly what: 'message' | 'call' | 'recall' | 'call-end'
  /** Of the message or call. */
  readonly subjectId: string
  /** The number that the receiver's app had set; increments are added to it. */
  readonly badge: number
  /** How long it is of use, seconds. */
  readonly ttlSeconds: number
}

/** Ours: longest title, content and payload, UTF-16 units (spec/zego.md §7: not documented; vendors cut further). */
const titleUnitsMax = 256
const contentUnitsMax = 1_024
export const payloadUnitsMax = 1_024
/** Largest number that may be added to the badge; more is this (spec/zego.md §3.2). */
const badgeIncrementMax = 99

/** The notification. A payload that is too long is left out: half of one is of no use to an app. */
export function configNotification(push: PushConfig, options: ResourceOptions, facts: ConfigFacts): Notification {
  return {
    ...textsOf(push),
    ext: { payload: payloadOf(push) },
    ...badgeOf(push, facts.badge),
    ttlSeconds: Math.max(1, facts.ttlSeconds),
    blocks: blocksOf(push, options, facts),
  }
}

function textsOf({ title = '', content = '' }: PushConfig): { readonly title: string; readonly content: string } {
  return { title: shorten(title, titleUnitsMax, units), content: shorten(content, contentUnitsMax, units) }
}

function payloadOf({ payload = '' }: PushConfig): string {
  return payload.length <= payloadUnitsMax ? payload.toWellFormed() : ''
}

function badgeOf({ enableBadge, badgeIncrement = 0 }: PushConfig, stored: number): Pick<Notification, 'badge'> {
  if (enableBadge !== true) return {}
  return { badge: { setNum: stored + Math.min(badgeIncrement, badgeIncrementMax) } }
}

/** Only vendors that have something to say get a block. */
function blocksOf(push: PushConfig, options: ResourceOptions, facts: ConfigFacts): Record<string, JsonObject> {
  const isCall = facts.what === 'call'
  const blocks = {
    apns: appleBlock(push, options.apns),
    fcmV1: googleBlock(push, options.fcm, facts),
    huawei: huaweiBlock(options.huawei, isCall),
    oppo: oppoBlock(push, options.oppo),
    xiaomi: defined({ channelId: options.xiaomi?.channelId }),
    vivo: vivoBlock(push, options.vivo, facts),
    harmonyOS: harmonyBlock(options.harmony),
  }
  return Object.fromEntries(Object.entries(blocks).filter(([, block]) => !isEmpty(block)))
}

const appleKinds = { alert: undefined, silent: 'background', voip: 'voip' } as const

function appleBlock({ threadId, voip }: PushConfig, options: ResourceOptions['apns']): JsonObject {
  const pushType = options?.kind === undefined ? undefined : appleKinds[options.kind]
  const isVoip = pushType === 'voip'
  return defined({
    pushType,
    sound: options?.sound,
    mutableContent: options?.mutableContent,
    threadId,
    // Read by the client where CallKit is told of the call (spec/zego.md §3.2).
    ext: isVoip && voip ? { voIPConfig: voipValues(voip) } : undefined,
  })
}

function voipValues({ handleType, handleValue, hasVideo }: NonNullable<PushConfig['voip']>): JsonObject {
  return { iOSVoIPHandleType: handleType, iOSVoIPHandleValue: handleValue, iOSVoIPHasVideo: hasVideo }
}

/** A data message carries its texts as `title` and `content`, beside the payload (spec/zego.md §6.2). */
function googleBlock(push: PushConfig, options: ResourceOptions['fcm'], facts: ConfigFacts): JsonObject {
  const priority = options?.priority?.toUpperCase() ?? (facts.what === 'call' ? 'HIGH' : undefined)
  const isData = options?.kind === 'data'
  const shown = defined({ channelId: options?.channelId, sound: options?.sound })
  const android = defined({ priority, androidNotification: isData || isEmpty(shown) ? undefined : shown })
  return defined({
    type: isData ? 'DATA' : undefined,
    androidConfig: isEmpty(android) ? undefined : android,
    data: isData
      ? { ...textsOf(push), payload: payloadOf(push), EPush: { report: { subject_id: facts.subjectId } } }
      : undefined,
  })
}

function huaweiBlock(options: ResourceOptions['huawei'], isCall: boolean): JsonObject {
  const shown = defined({ channelId: options?.channelId })
  const android = defined({
    category: options?.category,
    urgency: isCall ? 'HIGH' : undefined,
    targetUserType: options?.isTest ? 1 : undefined,
    notification: isEmpty(shown) ? undefined : shown,
  })
  return isEmpty(android) ? {} : { message: { android } }
}

/** A template's parameters are JSON objects as text; what is none is left out (spec/zego.md §3.2). */
function oppoBlock({ template }: PushConfig, options: ResourceOptions['oppo']): JsonObject {
  return defined({
    channelId: options?.channelId,
    category: options?.category,
    notifyLevel: options?.notifyLevel,
    privateMsgTemplateId: template?.id === '' ? undefined : template?.id,
    privateTitleParameters: template && parameters(template.title),
    privateContentParameters: template && parameters(template.content),
  })
}

function parameters(text: string): JsonObject | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as JsonObject) : undefined
  } catch {
    return undefined
  }
}

/** Most characters of vivo's custom data as JSON, less those of `EPush` (spec/vendors.md §7.5): a longer payload is left out there. */
const vivoPayloadCharsMax = 900

/** vivo refuses a message whose custom data is too long; without the payload it is shown at least. */
function vivoBlock(push: PushConfig, options: ResourceOptions['vivo'], { subjectId }: ConfigFacts): JsonObject {
  const classes = { operation: 0, system: 1 } as const
  const fits = JSON.stringify(payloadOf(push)).length <= vivoPayloadCharsMax
  return defined({
    category: options?.category,
    classification: options?.classification === undefined ? undefined : classes[options.classification],
    pushMode: options?.isTest ? 1 : undefined,
    clientCustomMap: fits ? undefined : { payload: '', EPush: { report: { subject_id: subjectId } } },
  })
}

const harmonyKinds = { notification: undefined, background: 6, voip: 10 } as const

function harmonyBlock(options: ResourceOptions['harmony']): JsonObject {
  const pushType = options?.kind === undefined ? undefined : harmonyKinds[options.kind]
  const click = options?.click === 'detail' ? { actionType: 1, uri: options.uri ?? '' } : undefined
  const shown = defined({ category: options?.category, clickAction: click })
  const isShown = pushType === undefined
  return defined({
    pushType,
    payload: isShown && !isEmpty(shown) ? { notification: shown } : undefined,
    pushOptions: options?.isTest ? { testMessage: true } : undefined,
  })
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0
}

function defined(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
