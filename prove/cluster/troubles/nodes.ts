// What happens to nodes: killed at random and at named places, stopped in order, frozen for longer than their leases.
import { setTimeout as pause } from 'node:timers/promises'
import { pushFailpoints } from '../../../packages/server/src/base/failpoint.ts'
import { makeNextVersion } from '../../lab/next-version.ts'
import { stopMsMax } from '../../lab/server-process.ts'
import { type TakeOver, watchTakeOver } from '../leases.ts'
import { goals, type Measure, startDead, type Trouble, type TroubleEnd } from '../trouble.ts'

/** SIGKILL for one node: the others take over, and it comes back. */
export const killed: Trouble = {
  id: 'F18',
  title: 'a node is killed with SIGKILL',
  async run({ site, chance }) {
    const node = chance.pick(site.nodes)
    const gone = node.kill()
    const takeOver = await watchTakeOver(site.record)
    await gone
    await node.start()
    return { note: `${node.name}; ${takeOverText(takeOver)}`, ...judged(takeOver) }
  },
}

/** How long a named place may take to be passed, ms. */
const reachMsMax = 15_000

/** A node dies by itself at a drawn place of a push's way. */
const diesAtPlace: Trouble = {
  id: 'F01-F11',
  title: 'a node dies at a named place',
  async run({ site, chance }) {
    const node = chance.pick(site.nodes)
    const place = chance.pick(pushFailpoints)
    const stopped = await node.stop()
    if (stopped?.code !== 0) return { problem: `${node.name} stopped with ${stopped?.signal ?? stopped?.code}` }
    const isReady = await node.start({ failpoints: [`${place}:1`] }).then(
      () => true,
      () => false,
    )
    const end = await Promise.race([node.ended, pause(reachMsMax)])
    if (isReady && !end) {
      await node.kill()
      await node.start()
      return { problem: `${place} was not passed on ${node.name} within ${reachMsMax} ms` }
    }
    const takeOver = await watchTakeOver(site.record)
    await node.start()
    return { note: `${node.name} at ${place}; ${takeOverText(takeOver)}`, ...judged(takeOver) }
  },
}

/** SIGTERM for one node after the other, each back before the next: what a rolling restart does (F19). */
const rolledOver: Trouble = {
  id: 'F19',
  title: 'every node is stopped and started, one after the other',
  async run({ site }) {
    const stops: string[] = []
    for (const node of site.nodes) {
      const askedMs = performance.now()
      const end = await node.stop()
      const tookMs = Math.round(performance.now() - askedMs)
      stops.push(`${tookMs} ms`)
      await node.start()
      if (end?.code !== 0) return { problem: `SIGTERM: ${node.name} ended with ${end?.signal ?? end?.code}` }
      if (tookMs > stopMsMax) return { problem: `SIGTERM: ${node.name} took ${tookMs} ms` }
    }
    return { note: `stopped in ${stops.join(', ')}` }
  },
}

/** The next version, which has one more step of the schema, takes over node by node, and gives way again node by node (F113). */
const upgraded: Trouble = {
  id: 'F113',
  title: 'every node is upgraded, one after the other, and goes back',
  async run({ site }) {
    await using next = await makeNextVersion(['adds'])
    for (const start of [{ program: next.program }, {}]) {
      for (const node of site.nodes) {
        const end = await node.stop()
        await node.start(start)
        if (end?.code !== 0) return { problem: `SIGTERM: ${node.name} ended with ${end?.signal ?? end?.code}` }
      }
    }
    return {}
  },
}

/** Of an attempt (flows/push/in-flight.ts); those of callbacks are half as long again. */
const leaseMs = 60_000

/** A node stops for longer than its leases last, while others do its work; then it goes on as if nothing had been. */
const frozen: Trouble = {
  id: 'F43, F110',
  title: 'a node is frozen for longer than its leases',
  async run({ site, chance, leaseDivisor }) {
    const node = chance.pick(site.nodes)
    const forMs = Math.round((1.5 * leaseMs) / leaseDivisor) + 1_500
    node.freeze()
    const [takeOver] = await Promise.all([watchTakeOver(site.record), pause(forMs)])
    node.thaw()
    // It may find that it can trust itself no more, and end: then whoever looks after it starts it again.
    await Promise.race([node.ended, pause(1_000)])
    const hasEnded = node.url === undefined
    await startDead(site)
    const ended = hasEnded ? ', and ended by itself' : ''
    return { note: `${node.name} for ${forMs} ms${ended}; ${takeOverText(takeOver)}`, ...judged(takeOver) }
  },
}

/** Of nodes that had nothing under a lease nobody could go on with it. */
function judged(takeOver: TakeOver): Pick<TroubleEnd, 'problem' | 'measures'> {
  const { held, ranOut, lateMsMax, left } = takeOver
  const measure: Measure = { ...goals.takeOver, tookMs: lateMsMax }
  return {
    ...(left > 0 ? { problem: `nobody went on with ${left} of ${held} leased rows` } : {}),
    measures: ranOut > 0 ? [measure] : [],
  }
}

function takeOverText({ held, ranOut, lateMsMax, latest }: TakeOver): string {
  return ranOut === 0
    ? `${held} rows leased, none ran out`
    : `${held} rows leased, ${ranOut} ran out, taken over at most ${lateMsMax} ms later (${latest})`
}

/** All of them. */
export const nodeTroubles: readonly Trouble[] = [killed, diesAtPlace, rolledOver, upgraded, frozen]
