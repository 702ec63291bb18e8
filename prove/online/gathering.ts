// The clients of a lab, from their app to the audit of what they were given: makes the app, starts the processes of clients and their groups,
// and reads their journals. Knows no fault.
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { call } from '../../packages/server/src/sandbox/rest.ts'
import type { RecordPlace } from '../audit/reading.ts'
import { createApp, type Rest } from '../lab/app.ts'
import { auditOnline, type OnlineReport } from './audit.ts'
import { Crowd } from './crowd.ts'
import { type CrowdOrder, linesOf } from './orders.ts'

/** Who gathers where. */
export interface Gathering {
  /** Takes shelves and journals. */
  readonly directory: string
  /** Where the app is made. */
  readonly server: string
  readonly adminKey: string
  /** The address at which clients reach whatever server there is. */
  readonly door: string
  readonly clients: number
  /** All clients together. */
  readonly messages: number
  readonly seed: number
}

const processes = 4
const groupSize = 20
/**
 * How long clients may take to have everything once the last message was sent, ms. A client whose connection fell silent in the last moment
 * is behind for half a minute, also where the time for sending was up: what it lacks until then is not lost.
 */
const settleMsMax = 120_000
const lookMs = 1_000

/** Makes the app and starts the clients, who make their users; then the groups. All are logged in, and begin to send, when it resolves. */
export async function gather({ directory, server, adminKey, door, ...wanted }: Gathering): Promise<readonly Crowd[]> {
  const made = await createApp(server, adminKey, { org: 'lab', name: 'online' })
  const users = Array.from({ length: wanted.clients }, (_, index) => `client${index}`)
  const folder = join(directory, 'clients')
  await mkdir(folder)
  const { appID, appSign } = made
  const shared = { appID, appSign, server: door, folder, everybody: users, seed: wanted.seed }
  const messages = Math.ceil(wanted.messages / wanted.clients)
  const crowds = Array.from({ length: Math.min(processes, wanted.clients) }, (_, place) => {
    const own = users.filter((_, index) => index % processes === place)
    const order: CrowdOrder = { ...shared, users: own, messages, journal: journalOf(directory, place) }
    return new Crowd(order)
  })
  await Promise.all(crowds.map(crowd => crowd.start()))
  const groups = await makeGroups(made, users)
  for (const crowd of crowds) crowd.go({ groups })
  return crowds
}

/** Audits again and again until nothing is missing, or the clients had time enough. */
export async function settle(record: RecordPlace, directory: string): Promise<OnlineReport> {
  const lastMs = performance.now() + settleMsMax
  for (;;) {
    const journals = await Promise.all(
      Array.from({ length: processes }, async (_, place) =>
        linesOf(await readFile(journalOf(directory, place), 'utf8').catch(() => '')),
      ),
    )
    const report = await auditOnline(record, journals)
    if (report.lostCount === 0 || performance.now() > lastMs) return report
    await pause(lookMs)
  }
}

function journalOf(directory: string, place: number): string {
  return join(directory, 'clients', `journal-${place}.log`)
}

/** Every user is in one group; resolves with whose is which. */
async function makeGroups(
  { server, base, token }: Rest,
  users: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const groups: Record<string, readonly string[]> = {}
  for (let first = 0; first < users.length; first += groupSize) {
    const [owner = '', ...members] = users.slice(first, first + groupSize)
    const body = { groupname: owner, description: 'lab', public: true, maxusers: groupSize, owner, members }
    const { data } = (await call(server, token, 'POST', `${base}/chatgroups`, body)) as {
      readonly data: { readonly groupid: string }
    }
    for (const user of [owner, ...members]) groups[user] = [data.groupid]
  }
  return groups
}
