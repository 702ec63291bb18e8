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

/** Every body that a callback may carry. */
export type CallbackBody = PushCallback

/** What `security` is the MD5 of (spec/easemob.md §9.2). */
export function securityText(callId: string, secret: string, timestampMs: number): string {
  return `${callId}${secret}${timestampMs}`
}

/** What a Standard Webhooks signature covers: id, seconds and the exact body bytes, joined by dots. */
export function signedContent(id: string, timestampSeconds: number, body: string): string {
  return `${id}.${timestampSeconds}.${body}`
}
