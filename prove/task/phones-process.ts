// Vendors with very many phones, as a process of their own, which counts how often each phone got something. Started by phones.ts with a
// channel to its parent; it ends when that channel does. Tokens and counts go through files: they are too many for messages.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAuthority, type Simulator, simulators } from '@posthouse/vendors/simulators'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import type { PhonesOrder, PhonesWord } from './phones.ts'

interface Counted {
  readonly vendor: string
  readonly taken: Uint8Array
}

const packageName = 'com.example.task'

async function main(): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? '{}') as PhonesOrder
  await using running = new AsyncDisposableStack()
  const authority = await createAuthority({ nowMs: Date.now() })
  const { certPem, keyPem } = await authority.issue({ names: ['127.0.0.1', 'localhost'] })
  const tls = { certPem, keyPem, caPem: authority.caPem }
  const timing = { now: () => Date.now(), random: () => Math.random(), after: systemClock.after }
  const counted: Counted[] = []
  const apps = []
  const endpoints: Record<string, Readonly<Record<string, string>>> = {}
  for (const vendor of order.vendors) {
    const start = simulators[vendor]
    if (!start) throw new Error(`there is no simulator called ${vendor}`)
    const simulator = running.use(await start({ port: 0, tls, ...timing }))
    endpoints[vendor] = simulator.endpoints
    apps.push({ vendor, credential: await simulator.addApp({ packageName }) })
    counted.push({ vendor, taken: count(simulator, order) })
  }
  writeFileSync(join(order.directory, 'simulators.json'), JSON.stringify({ ca: authority.caPem, vendors: endpoints }))
  say({ kind: 'ready', apps })
  process.on('message', () => {
    for (const { vendor, taken } of counted) writeFileSync(join(order.directory, `${vendor}.taken`), taken)
    say({ kind: 'counted' })
  })
  await new Promise<void>(resolve => process.once('disconnect', resolve))
}

/** Makes the phones; the last place counts what came for no phone. */
function count(simulator: Simulator, { directory, phones }: PhonesOrder): Uint8Array {
  const places = new Map<string, number>()
  for (let place = 0; place < phones; place += 1) places.set(simulator.newToken(packageName, place), place)
  writeFileSync(join(directory, `${simulator.vendor}.tokens`), [...places.keys()].join('\n'))
  // Saturates: more than 255 times is no worse.
  const taken = new Uint8ClampedArray(phones + 1)
  simulator.onDelivered(({ token }) => {
    const place = places.get(token) ?? phones
    taken[place] = (taken[place] ?? 0) + 1
  })
  return new Uint8Array(taken.buffer)
}

function say(word: PhonesWord): void {
  process.send?.(word)
}

if (import.meta.main) await main()
