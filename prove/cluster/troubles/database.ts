// What happens to PostgreSQL and to the way there: killed, frozen, cut in a commit, full, held up by somebody's long transaction.
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { goals, measured, type Scene, startDead, type Trouble } from '../trouble.ts'

/** SIGKILL for the postmaster, and its return. */
export const databaseKilled: Trouble = {
  id: 'F35',
  title: 'PostgreSQL is killed and comes back',
  async run({ site, journal, load }) {
    await site.postgres.kill()
    await site.postgres.restart()
    const accepted = measured(goals.accepted, journal.nextAccepted())
    const delivered = measured(goals.delivered, load.delivered())
    // Nodes that ended because they could not know what became of a commit are started again meanwhile.
    const [first, second] = await Promise.all([accepted, delivered, startDead(site)])
    await startDead(site)
    return { measures: [first, second] }
  },
}

const cutsMax = 6
const cutEveryMs = 400

/** Connections are reset between COMMIT and its answer, on one node after the other. */
const commitsCut: Trouble = {
  id: 'F36',
  title: 'connections are cut during COMMIT',
  async run({ site }) {
    let cuts = 0
    for (let turn = 0; turn < cutsMax; turn += 1) {
      const node = site.nodes[turn % site.nodes.length]
      const cut = await Promise.race([node?.database.cutAfter('COMMIT').then(() => true), pause(2_000, false)])
      if (cut) cuts += 1
      await pause(cutEveryMs)
      await startDead(site)
    }
    return { note: `${cuts} commits cut`, ...(cuts === 0 ? { problem: 'no COMMIT passed' } : {}) }
  },
}

/** A minute in the catalogue; the answers are the same after some seconds. */
const hangMs = 6_000

/** PostgreSQL and all that it does for us stop, and go on later; connections stay open. */
const databaseFrozen: Trouble = {
  id: 'F37',
  title: 'PostgreSQL hangs',
  async run({ site, journal }) {
    const { pid } = site.postgres
    const pids = [pid, ...(await childrenOf(pid))]
    for (const one of pids) signal(one, 'SIGSTOP')
    await pause(hangMs)
    for (const one of pids) signal(one, 'SIGCONT')
    const accepted = await measured(goals.accepted, journal.nextAccepted())
    await startDead(site)
    return { note: `${pids.length} processes for ${hangMs} ms`, measures: [accepted] }
  },
}

const heldMs = 2_000
/** More than PostgreSQL allows by default. */
const connectionsMax = 120

/** Somebody takes every connection that is left, a node loses its own, and none is free for a while. */
const connectionsHeld: Trouble = {
  id: 'F41',
  title: 'no connection of PostgreSQL is free',
  async run({ site, journal, chance }) {
    const held: Client[] = []
    while (held.length < connectionsMax) {
      const client = new Client({ connectionString: site.record })
      client.on('error', () => {})
      try {
        await client.connect()
        held.push(client)
      } catch {
        // Full at last.
        break
      }
    }
    const node = chance.pick(site.nodes)
    const cut = node.database.cut()
    await pause(heldMs)
    await Promise.all(held.map(client => client.end()))
    const accepted = await measured(goals.accepted, journal.nextAccepted())
    await startDead(site)
    return { note: `${held.length} connections held, ${cut} of ${node.name} cut`, measures: [accepted] }
  },
}

/** Ten minutes in the catalogue. */
const pinnedMs = 8_000

/** A transaction of somebody else's keeps every dead row alive. */
const horizonPinned: Trouble = {
  id: 'F42',
  title: 'a long transaction pins the horizon of PostgreSQL',
  async run(scene) {
    const client = new Client({ connectionString: scene.site.record })
    await client.connect()
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await client.query('SELECT 1')
    const before = await acceptedIn(scene, pinnedMs / 4)
    await pause(pinnedMs / 2)
    const after = await acceptedIn(scene, pinnedMs / 4)
    await client.end()
    return { note: `${before} requests accepted in its first quarter, ${after} in its last` }
  },
}

async function acceptedIn({ journal }: Scene, forMs: number): Promise<number> {
  const before = journal.requests.length
  await pause(forMs)
  return journal.requests.slice(before).filter(({ answer }) => answer.kind === 'answered' && answer.status < 300).length
}

/** Linux tells a process's parent in its fourth field, after a name that may hold anything. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const all = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const parents = await Promise.all(
    all.map(async name => {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
      return [Number(name), Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2])] as const
    }),
  )
  return parents.flatMap(([child, parent]) => (parent === pid ? [child] : []))
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name)
  } catch (cause) {
    // A connection's process may have ended meanwhile.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause
  }
}

/** All of them. */
export const databaseTroubles: readonly Trouble[] = [
  databaseKilled,
  commitsCut,
  databaseFrozen,
  connectionsHeld,
  horizonPinned,
]
