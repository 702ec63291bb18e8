// A notification as the service's JSON, once for all devices of a notifier. Pure. Refuses to know devices and connections.

import { isObject, type JsonObject, parsedJson } from '../json.ts'
import type { Notification } from '../notification.ts'
import { fit } from '../render/fit.ts'
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
  const write = (shortTitle?: string, body?: string): JsonObject => ({ title: shortTitle, body, ttlSeconds, data: ext })
  const message = parsedJson(fit({ title, body: content, write }, PAYLOAD_BYTES_MAX)?.json ?? '')
  if (isObject(message)) return { message }
  throw new PayloadError('payload', `${PAYLOAD_BYTES_MAX} bytes`, 'The message is too large even without its text.')
}

/** The request body with a placeholder for the token. */
export function preview(payload: TemplatePayload): unknown {
  return { ...payload.message, token: '<token>' }
}
