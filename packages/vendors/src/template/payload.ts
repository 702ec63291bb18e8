// A notification as the service's JSON, once for all devices of a notifier. Pure. Refuses to know devices and connections.
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import { PayloadError, type RenderTarget } from '../vendor.ts'
import type { TemplateCredentials } from './credentials.ts'

/** Most bytes of the message as JSON. */
export const PAYLOAD_BYTES_MAX = 2048
/** Longest time a message is kept for an absent phone. */
export const TTL_MS_MAX = 86_400_000

/** A rendered message, without the device's token. */
export interface TemplatePayload {
  readonly message: JsonObject
}

/** Renders; the text is cut between characters where the message is too large. Throws {@link PayloadError} where that cannot help. */
export function render(notification: Notification, target: RenderTarget<TemplateCredentials>): TemplatePayload {
  const { title, content, ext = {} } = notification
  const ttlSeconds = Math.floor(Math.min(target.expiresAtMs - target.nowMs, TTL_MS_MAX) / 1000)
  const write = (body: string): JsonObject => ({ title, body, ttlSeconds, data: ext })
  if (sizeOf(write(content)) <= PAYLOAD_BYTES_MAX) return { message: write(content) }
  const characters = [...content]
  let fits = -1
  let tooLong = characters.length
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1
    if (sizeOf(write(cut(characters, middle))) <= PAYLOAD_BYTES_MAX) fits = middle
    else tooLong = middle
  }
  if (fits >= 0) return { message: write(cut(characters, fits)) }
  throw new PayloadError('payload', `${PAYLOAD_BYTES_MAX} bytes`, 'The message is too large even without its text.')
}

/** The request body with a placeholder for the token. */
export function preview(payload: TemplatePayload): unknown {
  return { ...payload.message, token: '<token>' }
}

function sizeOf(message: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(message))
}

function cut(characters: readonly string[], count: number): string {
  return `${characters.slice(0, count).join('')}…`
}
