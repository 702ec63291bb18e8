// What a text is, within an app: every look-up that its form allows, at once, each on an index of its own. Ids, devices and tokens match
// whole; names by how they begin.
import { type DeviceId, msgIdOf } from '@posthouse/protocol'
import { pushId, ShapeError } from '@posthouse/protocol/frames'
import { fingerprint } from '../../base/crypto.ts'
import type { App } from '../../domain/app.ts'
import { isPlainText } from '../../domain/username.ts'
import { foundById } from './by-id.ts'
import { foundByName } from './by-name.ts'
import { type Found, foundPerKindMax, type SearchDeps } from './found.ts'

/** Most that is answered. */
const foundMax = 20
/** Searches; what no database could hold is found nowhere. */
export async function search(deps: SearchDeps, app: Pick<App, 'id'>, text: string): Promise<readonly Found[]> {
  const sought = text.trim()
  if (sought === '' || !isPlainText(sought)) return []
  const id = msgIdOf(sought.startsWith(webhookPrefix) ? sought.slice(webhookPrefix.length) : sought)
  const found = await Promise.all([
    id === undefined ? nothing : foundById(deps, app.id, id, sought.startsWith(webhookPrefix)),
    foundByToken(deps, app, sought),
    foundByDevice(deps, app, sought),
    foundByName(deps, app.id, sought),
  ])
  return found.flat().slice(0, foundMax)
}

const nothing: readonly Found[] = []

/** Before the id of a callback in the header `webhook-id`. */
const webhookPrefix = 'msg_'

async function foundByToken({ store }: SearchDeps, app: Pick<App, 'id'>, text: string): Promise<readonly Found[]> {
  const inside = tokenInPushId(text)
  const token = inside ?? text
  const bindings = await store.tables.lookups.tokens(app.id, token, foundPerKindMax)
  return bindings.map(({ username: user, deviceId: device, notifierName: title }) => {
    return { kind: inside === undefined ? 'token' : 'push-id', id: fingerprint(token), title, where: { user, device } }
  })
}

/** A PushID holds the token that it was made of (spec/zego.md §1.6). */
function tokenInPushId(text: string): string | undefined {
  try {
    return pushId(text, 'q').token
  } catch (cause) {
    if (cause instanceof ShapeError) return undefined
    throw cause
  }
}

async function foundByDevice({ store }: SearchDeps, app: Pick<App, 'id'>, text: string): Promise<readonly Found[]> {
  const devices = await store.tables.lookups.devices(app.id, text as DeviceId, foundPerKindMax)
  return devices.map(({ username: user, deviceId: device }) => {
    return { kind: 'device', id: device, title: user, where: { user, device } }
  })
}
