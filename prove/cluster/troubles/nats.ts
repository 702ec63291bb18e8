// What happens to NATS and to the way there: killed, gone for long, cut off from one node, too fast for one node, and full of what nobody said.
import { setTimeout as pause } from 'node:timers/promises'
import { everybodyHears, goals, measured, type Trouble } from '../trouble.ts'

/** SIGKILL for NATS, and its return. */
export const natsKilled: Trouble = {
  id: 'F46',
  title: 'NATS is killed and comes back',
  async run({ site }) {
    await site.nats.kill()
    await pause(500)
    await site.nats.restart()
    return { measures: [await measured(goals.hints, everybodyHears(site.nodes))] }
  },
}

/** An hour in the catalogue; polling takes a second, so ten are as good. */
const goneMs = 10_000

/** No NATS for long: everything goes on by looking. */
const natsGone: Trouble = {
  id: 'F47',
  title: 'NATS is gone for a while',
  async run({ site, load }) {
    await site.nats.kill()
    await pause(goneMs / 2)
    const delivered = await measured({ name: 'without NATS, next push on a phone', goalMs: 5_000 }, load.delivered())
    await pause(goneMs / 2)
    await site.nats.restart()
    return { measures: [delivered, await measured(goals.hints, everybodyHears(site.nodes))] }
  },
}

const repeatedMs = 5_000
const cutEveryMs = 500

/** Hints are repeated, late and out of order by a stranger, and lost by connections that are cut again and again. */
const hintsMangled: Trouble = {
  id: 'F48',
  title: 'hints are lost, repeated and reordered',
  async run({ site, stranger, chance }) {
    const stop = stranger.repeatAll(chance)
    let cuts = 0
    for (let spentMs = 0; spentMs < repeatedMs; spentMs += cutEveryMs) {
      await pause(cutEveryMs)
      cuts += chance.pick(site.nodes).nats.cut()
    }
    const repeated = stop()
    return {
      note: `${repeated} messages said again, ${cuts} connections cut`,
      ...(repeated === 0 ? { problem: 'the stranger heard nothing' } : {}),
      measures: [await measured(goals.hints, everybodyHears(site.nodes))],
    }
  },
}

const apartMs = 8_000

/** One node and NATS do not hear each other, and nobody is told. */
const nodeApart: Trouble = {
  id: 'F50',
  title: 'a node is cut off from NATS without a word',
  async run({ site, chance, journal }) {
    const node = chance.pick(site.nodes)
    node.nats.set({ kind: 'black-hole' })
    await pause(apartMs)
    const accepted = await measured({ name: 'a node apart, next push accepted', goalMs: 5_000 }, journal.nextAccepted())
    const heard = everybodyHears(site.nodes)
    node.nats.set({ kind: 'clear' })
    return { note: `${node.name} for ${apartMs} ms`, measures: [accepted, await measured(goals.hints, heard)] }
  },
}

/** More than the 64 MiB that nats-server keeps for one who does not read (`max_pending`). */
const floodBytes = 80_000_000

/** A node does not read while NATS is flooded, until the server lets go of it. */
const slowConsumer: Trouble = {
  id: 'F51, F52',
  title: 'a node reads too slowly and is let go by NATS',
  async run({ site, chance, stranger }) {
    const node = chance.pick(site.nodes)
    node.nats.set({ kind: 'black-hole' })
    await stranger.flood(floodBytes)
    await pause(500)
    const heard = everybodyHears(site.nodes)
    node.nats.set({ kind: 'clear' })
    return { note: `${node.name}, ${floodBytes / 1_000_000} MB`, measures: [await measured(goals.hints, heard)] }
  },
}

/** What nobody can read, on every subject. */
const poisoned: Trouble = {
  id: 'F53',
  title: 'a stranger says what nobody can read',
  async run({ site, stranger, load }) {
    const before = stranger.heard
    const said = stranger.poison()
    await load.delivered()
    const dead = site.nodes.filter(({ url }) => url === undefined)
    const problem = dead.length > 0 ? `${dead.map(({ name }) => name).join()} ended` : undefined
    const isLoop = stranger.heard - before > said * 5 + 50_000
    return {
      note: `${said} messages`,
      ...(said === 0 ? { problem: 'no subject was known' } : {}),
      ...(problem === undefined ? {} : { problem }),
      ...(isLoop ? { problem: `${stranger.heard - before} messages followed: a loop` } : {}),
    }
  },
}

/** All of them. */
export const natsTroubles: readonly Trouble[] = [natsKilled, natsGone, hintsMangled, nodeApart, slowConsumer, poisoned]
