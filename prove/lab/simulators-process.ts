// The vendors, as a process of their own: they must not die with the server, and they must not share its luck. Started by
// simulators.ts with a channel to its parent; it ends when that channel does.
import { createAuthority, type Received, type Simulator, simulators } from '@posthouse/vendors/simulators'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import type { SendFact } from '../audit/facts.ts'
import type { SimulatorsOrder, SimulatorsWord, VendorApp } from './simulators.ts'

/** Vendors of the lab; the others differ in nothing that a crash could touch. */
const vendorNames = ['apns', 'fcm', 'huawei'] as const
/** How often what arrived is taken over: the simulators keep only the last 10,000 requests. */
const takeOverMs = 50
const packageName = 'com.example.kill'

interface Watched {
  readonly simulator: Simulator
  /** Everything that arrived, in order. */
  readonly sends: { atMs: number; token: string; tag: string; shipmentId?: string }[]
  /** How often a phone got (title, token). */
  readonly taken: Map<string, number>
  last: Received | undefined
}

async function main(): Promise<void> {
  await using running = new AsyncDisposableStack()
  const authority = await createAuthority({ nowMs: Date.now() })
  const { certPem, keyPem } = await authority.issue({ names: ['127.0.0.1', 'localhost'] })
  const watched = new Map<string, Watched>()
  const apps: VendorApp[] = []
  for (const name of vendorNames) {
    const start = simulators[name]
    if (!start) throw new Error(`there is no simulator called ${name}`)
    const simulator = running.use(
      await start({
        port: 0,
        tls: { certPem, keyPem, caPem: authority.caPem },
        now: () => Date.now(),
        random: () => Math.random(),
        after: systemClock.after,
      }),
    )
    apps.push(await appOf(name, simulator))
    watched.set(name, watch(simulator))
  }
  const endpoints = Object.fromEntries([...watched].map(([name, { simulator }]) => [name, simulator.endpoints]))
  say({ kind: 'ready', places: { ca: authority.caPem, vendors: endpoints }, apps })
  const timer = setInterval(() => takeOver(watched.values()), takeOverMs)
  running.defer(() => clearInterval(timer))
  process.on('message', (order: SimulatorsOrder) => obey(order, watched))
  await new Promise<void>(resolve => process.once('disconnect', resolve))
}

/** An app at the vendor, with tokens that live and tokens that its users have uninstalled. */
async function appOf(vendor: string, simulator: Simulator): Promise<VendorApp> {
  const credential = await simulator.addApp({ packageName })
  const counts = JSON.parse(process.argv[2] ?? '{}') as { readonly live: number; readonly dead: number }
  const tokens = Array.from({ length: counts.live }, (_, index) => simulator.newToken(packageName, index))
  const deadTokens = Array.from({ length: counts.dead }, (_, index) => simulator.newToken(packageName, 10_000 + index))
  for (const token of deadTokens) simulator.setToken(token, packageName, { kind: 'unregistered', atMs: Date.now() })
  return { vendor, credential, tokens, deadTokens }
}

function watch(simulator: Simulator): Watched {
  const watched: Watched = { simulator, sends: [], taken: new Map(), last: undefined }
  simulator.onDelivered(({ token, shown }) => {
    const key = `${shown?.title ?? ''} ${token}`
    watched.taken.set(key, (watched.taken.get(key) ?? 0) + 1)
  })
  return watched
}

function takeOver(all: Iterable<Watched>): void {
  for (const one of all) {
    const { received } = one.simulator
    const from = one.last === undefined ? 0 : received.lastIndexOf(one.last) + 1
    for (const request of received.slice(from)) if (request.on === 'push') one.sends.push(...sendsOf(request))
    one.last = received.at(-1)
  }
}

/** One per token; the title is found by its shape, which is the same for all vendors' bodies. */
function sendsOf({ atMs, path, headers, body }: Received): Watched['sends'] {
  const tag = /"title"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? ''
  const shipmentId = headers['apns-id']
  const tokens = tokensOf(path, body)
  return tokens.map(token => ({ atMs, token, tag, ...(shipmentId === undefined ? {} : { shipmentId }) }))
}

function tokensOf(path: string, body: string): readonly string[] {
  const ofPath = /^\/3\/device\/([0-9a-fA-F]+)$/.exec(path)?.[1]
  if (ofPath !== undefined) return [ofPath]
  const { message } = JSON.parse(body) as { readonly message?: { readonly token?: string | readonly string[] } }
  return [message?.token ?? []].flat()
}

function obey(order: SimulatorsOrder, watched: ReadonlyMap<string, Watched>): void {
  switch (order.kind) {
    case 'arm':
      watched.get(order.vendor)?.simulator.arm(order.fault)
      return
    case 'disarm':
      for (const { simulator } of watched.values()) simulator.disarm()
      return
    case 'report':
      takeOver(watched.values())
      say({ kind: 'report', sends: [...watched].flatMap(([vendor, one]) => factsOf(vendor, one)) })
  }
}

/** Of several sends of the same push to the same token the first ones count as taken, as often as a phone got it. */
function factsOf(vendor: string, { sends, taken }: Watched): readonly SendFact[] {
  const left = new Map(taken)
  const facts = sends.map(send => {
    const key = `${send.tag} ${send.token}`
    const count = left.get(key) ?? 0
    left.set(key, count - 1)
    return { vendor, ...send, taken: count > 0 }
  })
  const lost = [...left].filter(([, count]) => count > 0)
  if (lost.length > 0) throw new Error(`${vendor} took ${lost.length} pushes that no request brought: ${lost[0]?.[0]}`)
  return facts
}

function say(word: SimulatorsWord): void {
  process.send?.(word)
}

if (import.meta.main) await main()
