// The body that tells of a login or logout (spec/easemob.md §9.9). Pure, like message-callback.ts.
import { type PresenceCallback, securityText } from '@posthouse/protocol'
import type { PresenceChange } from './chat-event.ts'
import type { Signing } from './message-callback.ts'

/** The exact text of the callback; its time is that of the change. */
export function presenceCallbackText(change: PresenceChange, signing: Omit<Signing, 'atMs'>): string {
  const { appkey, user, deviceId, os, reason, ip, host, version, atMs } = change
  const callId = `${appkey}_${signing.uuid}`
  const body: PresenceCallback = {
    callId,
    reason,
    security: signing.md5(securityText(callId, signing.secret, atMs)),
    os,
    ip,
    host,
    appkey,
    user: `${appkey}_${user}@easemob.com/${os}_${deviceId}`,
    version,
    timestamp: atMs,
    status: reason === 'login' ? 'online' : 'offline',
  }
  return JSON.stringify(body)
}
