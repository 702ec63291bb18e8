// A process that stores a credential, replaces it, rotates the master key and replaces it again, in the directory of its first
// argument, and dies at the commit that its other arguments name: the how-many-th after the first credential, and whether before it,
// while it is under way, or once it is durable. For tests of F14.
import { join } from 'node:path'
import { vendors } from '@posthouse/vendors'
import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import { systemRandom } from '../../base/random.ts'
import { createApp } from '../../flows/registry/apps.ts'
import { rotateKey } from '../../flows/registry/rotate-key.ts'
import { createNotifier, editNotifier } from '../../flows/registry/store-notifier.ts'
import { unlock } from '../../flows/registry/unlock.ts'
import { openStore } from '../../store/open.ts'

const [directory = '', nth = '0', moment = 'before'] = process.argv.slice(2)
const path = join(directory, 'master.key')
const random = systemRandom
const opened = await openStore({ url: join(directory, 'posthouse.db'), clock: systemClock, log: silentLog })
let commits = Number.NEGATIVE_INFINITY

const die = (): never => {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('dead')
}
const store: Pick<typeof opened, 'commit' | 'tables'> = {
  tables: opened.tables,
  async commit(writes) {
    commits += 1
    const isLast = commits === Number(nth)
    if (isLast && moment === 'before') die()
    const done = opened.commit(writes)
    // The group is under way in the writer's thread from the next turn on.
    if (isLast && moment === 'during') setImmediate(die)
    const results = await done
    if (isLast) die()
    return results
  },
}

const sealer = await unlock({ store, random }, path)
const vendorOf = (provider: string) => vendors.find(vendor => vendor.provider === provider)
const channels = {
  vendorOf,
  examine: async (provider: string, input: Parameters<(typeof vendors)[number]['parseCredentials']>[0]) => {
    vendorOf(provider)?.parseCredentials(input)
    return { expiresAtMs: undefined }
  },
}
const deps = { store, sealer, channels, random, clock: systemClock, bus: { announce: async () => undefined } }
const { app } = await createApp(deps, { org: 'acme', name: 'demo' })
const form = (certificate: string) => ({ provider: 'HUAWEIPUSH', name: '100200300', certificate })
const { uuid } = await createNotifier(deps, app, form('canary-secret-1'))
process.send?.({ appId: app.id, uuid, secret: 1 })
commits = 0
await editNotifier(deps, app, uuid, form('canary-secret-2'))
process.send?.({ appId: app.id, uuid, secret: 2 })
await rotateKey({ store, sealer, random }, path, new AbortController().signal)
await editNotifier(deps, app, uuid, form('canary-secret-3'))
process.send?.({ appId: app.id, uuid, secret: 3 })
process.disconnect?.()
await opened[Symbol.asyncDispose]()
