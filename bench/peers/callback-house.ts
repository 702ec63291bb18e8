// The callback lane with the record, the guarded egress and the rules it works with, as the server composes them, in a process of
// its own: `callback-house.ts <directory> <live URL> [dead URL]`. For each number on standard input it stores so many callbacks per
// rule, lets a lane deliver them, and says `done <ms> <CPU ms>` once the live rule's are all recorded as delivered.
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { systemClock as clock } from '../../packages/server/src/base/clock.ts'
import { createIds } from '../../packages/server/src/base/ids.ts'
import { silentLog as log } from '../../packages/server/src/base/log.ts'
import { systemRandom as random } from '../../packages/server/src/base/random.ts'
import { createSealer, masterKeyOf } from '../../packages/server/src/base/seal.ts'
import { createLocalBus } from '../../packages/server/src/bus/local.ts'
import { callbacksFor } from '../../packages/server/src/flows/callback/emit.ts'
import { createRuleBook } from '../../packages/server/src/flows/callback/rule-book.ts'
import { createRule } from '../../packages/server/src/flows/callback/rules.ts'
import { createEgress } from '../../packages/server/src/net/egress.ts'
import type { FencedWrites, Store } from '../../packages/server/src/ports/store.ts'
import { openStore } from '../../packages/server/src/store/open.ts'
import { createCallbackLane } from '../../packages/server/src/worker/callback-lane.ts'
import { app, settledOf } from './message.ts'

const [place = '', liveUrl = '', deadUrl] = process.argv.slice(2)
const rowsPerCommit = 1_000

const store = await openStore({ url: join(place, 'record.db'), clock, log })
const { callbacks, rules: ruleTable, apps } = store.tables
const sealer = createSealer([masterKeyOf(random.bytes(32))], random)
const bus = createLocalBus()
const rules = createRuleBook({ rules: ruleTable, sealer, bus, clock })
const addresses = { allowHttp: true, allowLoopback: true, allowCidrs: [], ownAddresses: [], extraPorts: 'any' } as const
const egress = createEgress(clock, addresses)
const ids = createIds(clock, 1)
const secret = new Uint8Array([1])
await store.commit([apps.insert(app, { clientSecret: secret, appSign: secret, serverSecret: secret })])
const ruleParts = { rules: ruleTable, callbacks, store, egress, sealer, bus, clock, random, ids }
const live = await createRule(ruleParts, app.id, { name: 'live', url: liveUrl, secret: 'bench-secret-1' })
if (deadUrl !== undefined) await createRule(ruleParts, app.id, { name: 'dead', url: deadUrl, secret: 'bench-secret-2' })

let delivered = 0
let wanted = Promise.withResolvers<void>()
let wantedCount = 0
const ofLive = new WeakSet<object>()
/** The store, counting what is recorded as delivered to the live rule. */
const counted: Pick<Store, 'commit' | 'commitFenced' | 'tables'> = {
  commit: writes => store.commit(writes),
  async commitFenced(units: readonly FencedWrites[]) {
    const held = await store.commitFenced(units)
    for (const [index, { fence }] of units.entries()) if (held[index] && ofLive.has(fence)) delivered += 1
    if (delivered >= wantedCount) wanted.resolve()
    return held
  },
  tables: {
    ...store.tables,
    callbacks: {
      ...callbacks,
      tried(callback, epoch, made, next) {
        const fence = callbacks.tried(callback, epoch, made, next)
        if (callback.ruleId === live.rule.id && next.state === 'delivered') ofLive.add(fence)
        return fence
      },
    },
  },
}

async function prepare(count: number): Promise<void> {
  const ready = await rules.rulesOf(app.id)
  for (let made = 0; made < count; made += rowsPerCommit) {
    const rows = Array.from({ length: Math.min(rowsPerCommit, count - made) }, () =>
      callbacksFor({ callbacks, ids }, ready, settledOf(ids.next(), clock.now())),
    )
    await store.commit(rows.flatMap(({ writes }) => writes))
  }
}

async function run(count: number): Promise<void> {
  await prepare(count)
  delivered = 0
  wantedCount = count
  wanted = Promise.withResolvers()
  const lane = createCallbackLane({ store: counted, egress, rules, bus, clock, random, log })
  const startedMs = performance.now()
  const cpu = process.cpuUsage()
  lane.start()
  await wanted.promise
  const { user, system } = process.cpuUsage(cpu)
  process.stdout.write(`done ${performance.now() - startedMs} ${(user + system) / 1_000}\n`)
  await lane[Symbol.asyncDispose]()
}

// The product's timers keep no process alive.
setInterval(() => undefined, 60_000)
process.stdout.write('ready to deliver\n')
for await (const line of createInterface(process.stdin)) await run(Number(line))
