// The kinds of push APNs knows, and what each fixes about topic, priority and size (spec/vendors.md §1.5, §1.8).

/** What differs by push type. */
export interface PushTypeRule {
  /** What follows the bundle id in `apns-topic`. */
  readonly topicSuffix: string
  /** Bytes of UTF-8 of the JSON document. */
  readonly payloadBytesMax: number
  /** `alert`: shows texts; `silent`: carries custom data only; `activity`: updates a Live Activity. */
  readonly content: 'alert' | 'silent' | 'activity'
  readonly defaultPriority: 10 | 5
}

/** Types a notification can be rendered as. `mdm` is not a notification; `widgets` and `controls` are unconfirmed. */
export const PUSH_TYPES: Readonly<Record<PushType, PushTypeRule>> = {
  alert: { topicSuffix: '', payloadBytesMax: 4096, content: 'alert', defaultPriority: 10 },
  background: { topicSuffix: '', payloadBytesMax: 4096, content: 'silent', defaultPriority: 5 },
  voip: { topicSuffix: '.voip', payloadBytesMax: 5120, content: 'alert', defaultPriority: 10 },
  liveactivity: {
    topicSuffix: '.push-type.liveactivity',
    payloadBytesMax: 4096,
    content: 'activity',
    defaultPriority: 10,
  },
  complication: { topicSuffix: '.complication', payloadBytesMax: 4096, content: 'silent', defaultPriority: 10 },
  fileprovider: { topicSuffix: '.pushkit.fileprovider', payloadBytesMax: 4096, content: 'silent', defaultPriority: 10 },
  location: { topicSuffix: '.location-query', payloadBytesMax: 4096, content: 'silent', defaultPriority: 10 },
  pushtotalk: { topicSuffix: '.voip-ptt', payloadBytesMax: 4096, content: 'silent', defaultPriority: 10 },
}

/** A push type as `apns-push-type` carries it. */
export type PushType =
  | 'alert'
  | 'background'
  | 'voip'
  | 'liveactivity'
  | 'complication'
  | 'fileprovider'
  | 'location'
  | 'pushtotalk'

/** Every value of `apns-push-type` that APNs takes, the ones we do not render included. */
export const KNOWN_PUSH_TYPES: readonly string[] = [...Object.keys(PUSH_TYPES), 'mdm', 'widgets', 'controls']

/** The names, for reading a caller's choice. */
export const pushTypeNames: readonly PushType[] = Object.keys(PUSH_TYPES).filter(name => isPushType(name))

/** `apns-topic` for a bundle id. */
export function topicOf(pushType: PushType, bundleId: string): string {
  return bundleId + PUSH_TYPES[pushType].topicSuffix
}

/** True for a push type that we render. */
export function isPushType(text: string): text is PushType {
  return Object.hasOwn(PUSH_TYPES, text)
}

/** The bundle id inside a topic; the topic itself where it has no known suffix. */
export function bundleIdOfTopic(topic: string): string {
  const suffix = topicSuffixes.find(candidate => topic.endsWith(candidate))
  return suffix === undefined ? topic : topic.slice(0, -suffix.length)
}

const topicSuffixes: readonly string[] = Object.values(PUSH_TYPES)
  .map(rule => rule.topicSuffix)
  .filter(suffix => suffix !== '')
