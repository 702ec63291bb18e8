// A task for everybody over PostgreSQL, with one worker and with several: from its creation until every outcome is durable. Users come by
// plain inserts; each has an iPhone, and nghttpd answers for it.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { call } from '../house.ts'
import { writeRoot } from '../nghttp2.ts'
import { medians } from '../report.ts'
import { insertCrowd } from './crowd.ts'
import { counting, type Nodes, type Site, startNodes, type Variant } from './site.ts'

/** One task. Costs are µs of CPU time per device. */
export interface TaskRound {
  readonly devices: number
  readonly rate: number
  readonly nodeUs: number
  readonly databaseUs: number
  readonly walBytes: number
  /** What the database grew by, per device. */
  readonly diskBytes: number
}

/** Gives the variant's app so many users more, with a phone each. */
export async function addCrowd({ material, vendors }: Site, variant: Variant, count: number): Promise<void> {
  const tokens = Array.from({ length: count }, () => randomBytes(32).toString('hex'))
  await writeRoot(material.root, new Map(tokens.map(token => [join('/3/device', token), ''])))
  await insertCrowd(variant, { prefix: 'crowd-', notifier: vendors.credential.name, tokens })
}

/** Sends to everybody so many times, by the same processes; resolves with the medians, as those of the job queues are. */
export async function tasksForAll(site: Site, variant: Variant, times: number): Promise<TaskRound> {
  await using nodes = await startNodes(variant, 'api,worker')
  const rounds: TaskRound[] = []
  while (rounds.length < times) rounds.push(await taskForAll(site, variant, nodes))
  return medians(rounds)
}

async function taskForAll(site: Site, { house, url = '' }: Variant, nodes: Nodes): Promise<TaskRound> {
  const server = nodes.urls[0] ?? ''
  const size = await site.database.sizeBytes(url)
  const counted = await counting(site, nodes.programs)
  const pushMessage = { title: '环信推送', content: '你好，欢迎使用环信推送服务', sub_title: '环信' }
  const created = await fetch(`${server}${house.base}/push/task`, {
    method: 'POST',
    headers: { authorization: `Bearer ${house.token}` },
    body: JSON.stringify({ pushMessage }),
  })
  // More digits than a JavaScript number has.
  const text = await created.text()
  const id = /"data":(\d+)/.exec(text)?.[1]
  if (id === undefined) throw new Error(`the task was not created: ${text}`)
  const devices = await finished(server, house, id)
  const { nodesMs, databaseMs, elapsedMs, walBytes } = await counted()
  return {
    devices,
    rate: (devices * 1_000) / elapsedMs,
    nodeUs: (nodesMs * 1_000) / devices,
    databaseUs: (databaseMs * 1_000) / devices,
    walBytes: walBytes / devices,
    diskBytes: ((await site.database.sizeBytes(url)) - size) / devices,
  }
}

/** Waits until nothing is open; resolves with how many devices accepted. Throws where one did not. */
async function finished(server: string, { base, token }: Variant['house'], id: string): Promise<number> {
  for (;;) {
    const { data } = await call(server, token, 'GET', `${base}/push/task/${id}`)
    const { state, statistics } = data as TaskReply
    const { open, accepted, targeted } = statistics.all
    if (state === 'finished' && open === 0) {
      if (accepted !== targeted) throw new Error(`${accepted} of ${targeted} were accepted`)
      return accepted
    }
    await pause(100)
  }
}

interface TaskReply {
  readonly state: string
  readonly statistics: { readonly all: Readonly<Record<'open' | 'accepted' | 'targeted', number>> }
}
