// Who is connected, and what waits for those who are not (spec/easemob.md §2.2). Only translation.
import { type connectionEndpoints, type MsgId, userIdOf } from '@posthouse/protocol'
import { isDelivered, waitingMessages } from '../../flows/chat/waiting.ts'
import { type EditUserDeps, knownUser } from '../../flows/registry/edit-users.ts'
import type { Handlers } from '../../http/handler.ts'
import type { Presence } from '../../ports/presence.ts'

/** What these endpoints use. */
export interface ConnectionApiDeps extends Pick<EditUserDeps, 'store'> {
  readonly presence: Presence
}

/** Handlers of the endpoints about connections. */
export function connectionHandlers(deps: ConnectionApiDeps): Handlers<typeof connectionEndpoints> {
  const { presence } = deps
  return {
    async userStatus({ params }, { app }) {
      const { username } = await knownUser(deps, app, params.username)
      const online = await presence.online(app.id, [username])
      return { data: { [username]: statusOf(online.has(username)) } }
    },
    async userStatusBatch({ body }, { app }) {
      const online = await presence.online(app.id, body.usernames.map(userIdOf))
      const data = body.usernames.map(name => ({ [name]: statusOf(online.has(userIdOf(name))) }))
      return { action: 'get batch user status', data }
    },
    async userResources({ params }, { app }) {
      const { username } = await knownUser(deps, app, params.username)
      const devices = await presence.devicesOf(app.id, username)
      return {
        entities: [],
        data: devices.map(({ resource, deviceId, name }) => ({
          res: resource,
          device_uuid: deviceId,
          device_name: name,
        })),
      }
    },
    async userDisconnect({ params }, { app }) {
      const { username } = await knownUser(deps, app, params.username)
      await presence.disconnect(app.id, username, undefined)
      return { data: { result: true } }
    },
    async deviceDisconnect({ params }, { app }) {
      const { username } = await knownUser(deps, app, params.username)
      await presence.disconnect(app.id, username, params.resource)
      return { data: { result: true } }
    },
    async offlineCount({ params }, { app }) {
      const { username } = await knownUser(deps, app, params.username)
      return { entities: [], data: { [username]: await waitingMessages(deps, app.id, username) }, count: 0 }
    },
    async offlineStatus({ params }, { app }) {
      const { username } = await knownUser(deps, app, params.username)
      const { msgId } = params
      const isThere = isDigits(msgId) && (await isDelivered(deps, app.id, username, BigInt(msgId) as MsgId))
      return { entities: [], data: { [msgId]: isThere ? 'delivered' : 'undelivered' }, count: 0 }
    },
  }
}

/** Whether it can be a message's id. */
function isDigits(text: string): boolean {
  return /^[0-9]{1,19}$/.test(text) && BigInt(text) < 2n ** 63n
}

function statusOf(isOnline: boolean): 'online' | 'offline' {
  return isOnline ? 'online' : 'offline'
}
