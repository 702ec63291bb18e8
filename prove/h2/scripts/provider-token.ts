// F66: APNs calls the provider token expired. Through the APNs channel and its simulator: one refresh and one more try, for all
// together and not for each, and none at all where the token is too young to be replaced.
import { apns } from '../../../packages/vendors/src/apns/index.ts'
import { startApnsSimulator } from '../../../packages/vendors/src/apns/simulator.ts'
import type { Received } from '../../../packages/vendors/src/simulator/contract.ts'
import type { SendResult } from '../../../packages/vendors/src/vendor.ts'
import { createChance } from '../../lab/chance.ts'
import { Ledger } from '../ledger.ts'
import type { Papers } from '../papers.ts'
import { type Verdict, verdict } from '../session.ts'
import { WarpedClock, watched } from '../time.ts'

const APP = 'com.example.chat'
const EPOCH_MS = 1_800_000_000_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** The channel's limit of a batch. */
const BATCH_MAX = 256

/** One session: a token grows old, or the two clocks differ, and batches meet it. */
export async function providerTokenExpires(papers: Papers, seed: number): Promise<Verdict> {
  const chance = createChance(seed)
  using clock = new WarpedClock(EPOCH_MS)
  const own = watched(clock)
  const ledger = new Ledger()
  let aheadMs = 0
  const simulator = await startApnsSimulator({
    port: 0,
    tls: { ...papers.good, caPem: papers.caPem },
    now: () => clock.now() + aheadMs,
    random: () => chance.fraction(),
    countsTokenUpdates: true,
  })
  const credentials = apns.parseCredentials(await simulator.addApp({ packageName: APP }))
  const io = { clock: own, random: () => chance.fraction(), endpoints: simulator.endpoints, ca: [papers.caPem] }
  const channel = apns.open(credentials, io)
  let index = 0
  const send = async (count: number): Promise<readonly SendResult[]> => {
    const nowMs = clock.now()
    const context = { credentials, nowMs, expiresAtMs: nowMs + HOUR_MS }
    const payload = apns.render({ title: 'Li', content: 'hi', blocks: {} }, context)
    const shipments = Array.from({ length: count }, () => {
      index += 1
      return { token: simulator.newToken(APP, index), payload, id: idOf(index) }
    })
    clock.pace = () => 'held'
    const results = await channel.send(shipments, new AbortController().signal)
    clock.pace = () => 'free'
    return results
  }
  await send(chance.integer(1, 5))
  const isOld = chance.happens(0.7)
  // Renewed at 50 minutes in any case; replaced from 20 on if APNs asks for it.
  await clock.sleep(isOld ? chance.integer(21, 48) * MINUTE_MS : chance.integer(0, 18) * MINUTE_MS)
  aheadMs = HOUR_MS + MINUTE_MS - (clock.now() - EPOCH_MS) + chance.integer(0, 10) * MINUTE_MS
  const before = simulator.received.length
  const batches = Array.from({ length: chance.integer(1, 3) }, () => send(chance.integer(1, BATCH_MAX)))
  const results = (await Promise.all(batches)).flat()
  const received = simulator.received.slice(before)
  judge(ledger, { isOld, results, received })
  await channel[Symbol.asyncDispose]()
  if (own.pending > 0) ledger.leaks.push(`${own.pending} timers set after the channel was closed`)
  await simulator[Symbol.asyncDispose]()
  const { violations } = verdict(seed, ledger)
  const answered = received.filter(({ status }) => status !== 'none').length
  return { ...verdict(seed, ledger), violations, requests: received.length, answered }
}

interface Outcome {
  readonly isOld: boolean
  readonly results: readonly SendResult[]
  readonly received: readonly Received[]
}

function judge({ counts }: Ledger, { isOld, results, received }: Outcome): void {
  const kinds = results.map(result => result.kind)
  const wanted = isOld ? 'accepted' : 'rejected'
  counts.push({ what: `pushes that were not ${wanted}`, count: kinds.filter(kind => kind !== wanted).length, max: 0 })
  const perPush = Object.values(Object.groupBy(received, ({ path }) => path)).map(same => same?.length ?? 0)
  counts.push({ what: 'requests for one push', count: Math.max(...perPush), max: isOld ? 2 : 1 })
  const taken = received.filter(({ status }) => status === 200).map(({ path }) => path)
  counts.push({ what: 'pushes taken twice', count: taken.length - new Set(taken).size, max: 0 })
  const updates = received.filter(({ reason }) => reason === 'TooManyProviderTokenUpdates').length
  counts.push({ what: 'requests with a second new token', count: updates, max: 0 })
}

function idOf(index: number): string {
  return `6f9619ff-8b86-4d01-b42d-${String(index).padStart(12, '0')}`
}
