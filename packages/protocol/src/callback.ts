// Callback bodies as they cross the wire (seeds 000 and 001, spec/easemob.md §9). One closed union; hashing is the server's.
import type { JsonObject } from './json.ts'

/** `status` of a push callback. */
export type PushStatus = 'success' | 'fail' | 'error'

/** The push callback (seed 000), members in the order of spec/easemob.md §9.4. */
export interface PushCallback {
  /** `{appkey}_{msg_id}` (seed 001). */
  readonly callId: string
  readonly appkey: string
  readonly channel?: string
  readonly chat_type: 'chat' | 'groupchat'
  /** The vendor's response. */
  readonly data?: unknown
  /** Why it failed; present exactly when `status` is `fail`. */
  readonly detail?: string
  readonly device_id?: string
  readonly device_token?: string
  readonly e_message?: string
  readonly from: string
  readonly group_id?: string
  readonly msg_id: string
  readonly notifier_name?: string
  readonly payload: JsonObject
  /** Lower-case hex MD5 of `callId + secret + timestamp`. */
  readonly security: string
  readonly status: PushStatus
  readonly step: 'push'
  readonly target: string
  /** Epoch ms of the event; a JSON number (spec/easemob.md §12 row 3). */
  readonly timestamp: number
  /** Ours: this outcome may have reached the phone more than once (reliability I4). Absent when not. */
  readonly possibleDuplicate?: true
}

/** What every request about a message carries (spec/easemob.md §9.7, §9.8). */
interface AboutMessage {
  /** `{appkey}_{uuid}` (spec/easemob.md §12 row 40). */
  readonly callId: string
  /** Epoch ms. */
  readonly timestamp: number
  /** `chat`, `groupchat` (rooms as well), or the kind of an event about messages: `notify`, `recall`, `read_ack`. */
  readonly chat_type: string
  /** Only in groups and rooms. */
  readonly group_id?: string
  readonly from: string
  readonly to: string
  readonly msg_id: string
  readonly payload: JsonObject
  readonly securityVersion: '1.0.0'
  /** Lower-case hex MD5 of `callId + secret + timestamp`. */
  readonly security: string
}

/** The message callback (spec/easemob.md §9.7). */
export interface MessageCallback extends AboutMessage {
  readonly eventType: 'chat' | 'chat_offline'
  readonly appkey: string
  /** `chat:user:text`, `chat:group:image`, `chat:room:voice`, …; of messages, not of events about them. */
  readonly content_type?: string
  /** The message that is taken back. */
  readonly recall_id?: string
  /** The routing field of the message. */
  readonly env?: string
}

/** The question whether a message may be delivered (spec/easemob.md §9.8). */
export type BeforeDeliveryRequest = AboutMessage

/** The login and logout callback (spec/easemob.md §9.9). */
export interface PresenceCallback {
  readonly callId: string
  readonly reason: 'login' | 'logout' | 'replaced'
  readonly security: string
  readonly os: 'android' | 'ios' | 'webim'
  readonly ip: string
  readonly host: string
  readonly appkey: string
  /** `{appkey}_{user id}@easemob.com/{os}_{deviceId}`. */
  readonly user: string
  readonly version: string
  readonly timestamp: number
  readonly status: 'online' | 'offline'
}

/** Every body that a callback may carry. */
export type CallbackBody = PushCallback | MessageCallback | PresenceCallback

/** What `security` is the MD5 of (spec/easemob.md §9.2). */
export function securityText(callId: string, secret: string, timestampMs: number): string {
  return `${callId}${secret}${timestampMs}`
}

/** What a Standard Webhooks signature covers: id, seconds and the exact body bytes, joined by dots. */
export function signedContent(id: string, timestampSeconds: number, body: string): string {
  return `${id}.${timestampSeconds}.${body}`
}
