// The load: clients that push without pause while the server lives and dies under them. A client that gets no answer either repeats
// with the same key until it is told the truth, or, without a key, now and then repeats blindly (F02, F03).
import { request as httpRequest } from 'undici'
import type { AnswerFact, RequestFact, TaskRoute } from '../audit/facts.ts'
import type { Chance } from './chance.ts'
import type { Journal } from './journal.ts'
import type { World } from './world.ts'

/** A running load. */
export interface Load {
  /** Where the servers are now, which requests go to in turn, the repeats too; while there is none clients wait for one. */
  moveTo(...urls: readonly string[]): void
  /** Pushes to phones, every so often and whatever became of the one before, until one has got it. */
  delivered(): Promise<void>
  /** Sends no new request, repeats what is owed, and resolves when every client has its answer. The server must be up. */
  stop(): Promise<void>
}

/** Clients at work at the same time. */
const clients = 8
/** Pause of a client between two requests, ms. */
const pauseMsMax = 60
/** Tries of one keyed request, the first included. */
const triesMax = 40
const answerTimeoutMs = 15_000
const targetsMax = 10

const shares = {
  task: 0.04,
  paced: 0.25,
  async: 0.5,
  single: 0.35,
  keyed: 0.5,
  repeatKeyed: 0.9,
  repeatBlindly: 0.3,
  repeatAnswered: 0.05,
  rebind: 0.03,
}

interface Wish {
  readonly tag: string
  readonly route: RequestFact['route']
  readonly targets: readonly string[]
  readonly key?: string
  /** Of a task to the users who carry it. */
  readonly label?: string
  /** Of a task that takes its time: most devices in a minute. */
  readonly pacePerMinute?: number
}

/** Starts the clients. `nextTag` makes titles that no request of the lab had before. */
export function startLoad(world: World, journal: Journal, chance: Chance, nextTag: () => string): Load {
  const place = createPlace()
  let isStopping = false
  const parts: Parts = { world, journal, place, nextTag, isStopping: () => isStopping }
  const running = Array.from({ length: clients }, (_, index) => work(parts, chance.stream(`client ${index}`)))
  const probes = new Set<Promise<unknown>>()
  return {
    moveTo: (...urls) => place.set(urls),
    delivered: () => untilDelivered(parts, probes),
    async stop() {
      isStopping = true
      place.wakeAll()
      await Promise.all([...running, ...probes])
    },
  }
}

/** Between two of these pushes, ms. */
const probeEveryMs = 200

async function untilDelivered(parts: Parts, probes: Set<Promise<unknown>>): Promise<void> {
  const withPhone = [...parts.world.homes].flatMap(([user, devices]) => (devices.includes('') ? [] : [user]))
  let isDelivered = false
  for (let count = 0; !isDelivered && !parts.isStopping(); count += 1) {
    // Users stand in the order of their vendors: a vendor that is told to be slow does not hold up the next ones.
    const user = withPhone[(count * 5) % withPhone.length] ?? ''
    const probe = ask(parts, { tag: parts.nextTag(), route: 'sync', targets: [user] }).then(answer => {
      probes.delete(probe)
      if (answer.kind === 'answered' && answer.results.includes('SUCCESS')) isDelivered = true
    })
    probes.add(probe)
    const next = pause(probeEveryMs)
    await Promise.race([probe, next])
    if (!isDelivered) await next
  }
}

interface Parts {
  readonly world: World
  readonly journal: Journal
  readonly place: Place
  readonly nextTag: () => string
  readonly isStopping: () => boolean
}

async function work(parts: Parts, chance: Chance): Promise<void> {
  let isFirst = true
  while (!parts.isStopping()) {
    const url = await parts.place.next()
    if (url === undefined) continue
    if (chance.happens(shares.rebind)) await rebind(url, parts.world, chance)
    await see(parts, chance, isFirst ? rareWish(parts, chance) : makeWish(parts, chance))
    isFirst = false
    await pause(chance.integer(0, pauseMsMax))
  }
}

/** A phone whose token the vendor has called dead reports it once more; that no answer comes is part of the day. */
async function rebind(url: string, world: World, chance: Chance): Promise<void> {
  const { user, device, notifier, token } = chance.pick(world.gone)
  try {
    const answered = await httpRequest(`${url}${world.base}/users/${user}/push/binding`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${world.token}` },
      body: JSON.stringify({ device_id: device, device_token: token, notifier_name: notifier }),
      signal: AbortSignal.timeout(answerTimeoutMs),
    })
    await answered.body.dump()
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
  }
}

/** One wish, until it is answered or given up. */
async function see(parts: Parts, chance: Chance, wish: Wish): Promise<void> {
  const first = await ask(parts, wish)
  if (isKnown(first)) {
    if (wish.key !== undefined && chance.happens(shares.repeatAnswered)) await ask(parts, wish)
    return
  }
  if (wish.key !== undefined) {
    if (chance.happens(shares.repeatKeyed)) await repeat(parts, wish)
  } else if (chance.happens(shares.repeatBlindly)) {
    await parts.place.present()
    await pause(pauseMsMax)
    await see(parts, chance, { ...wish, tag: parts.nextTag() })
  }
}

async function repeat(parts: Parts, wish: Wish): Promise<void> {
  for (let tries = 1; tries < triesMax; tries += 1) {
    await parts.place.present()
    if (isKnown(await ask(parts, wish))) return
    await pause(pauseMsMax)
  }
}

/** A 5xx says as little as a lost connection; 409 and 429 ask for another try. */
function isKnown(answer: AnswerFact): boolean {
  return answer.kind === 'answered' && answer.status < 500 && answer.status !== 409 && answer.status !== 429
}

function makeWish(parts: Parts, chance: Chance): Wish {
  const tag = parts.nextTag()
  const audience = chance.happens(shares.task) ? taskAudience(parts.world, chance) : audienceOf(parts.world, chance)
  return { tag, ...audience, ...(chance.happens(shares.keyed) ? { key: `key-${tag}` } : {}) }
}

/** A task with a key: what a client begins with, so that the audit has some to look at on a slow machine too. */
function rareWish(parts: Parts, chance: Chance): Wish {
  const tag = parts.nextTag()
  return { tag, ...taskAudience(parts.world, chance), key: `key-${tag}` }
}

/** A paced task to everybody is on its way for half a second. */
const pacePerMinute = 6_000

type Audience = Pick<Wish, 'route' | 'targets' | 'label' | 'pacePerMinute'>

function audienceOf({ users }: World, chance: Chance): Audience {
  const drawn = chance.fraction()
  const route = drawn < shares.async ? 'async' : drawn < shares.async + shares.single ? 'single' : 'sync'
  return { route, targets: chance.sample(users, route === 'single' ? chance.integer(1, targetsMax) : 1) }
}

function taskAudience(world: World, chance: Chance): Audience {
  return { ...whoOf(world, chance), ...(chance.happens(shares.paced) ? { pacePerMinute } : {}) }
}

/** Everybody is the dearest: a list is asked for twice as often. */
function whoOf({ users, registered, labels }: World, chance: Chance): Audience {
  const route = chance.pick<TaskRoute>(['list', 'list', 'label', 'all'])
  if (route === 'list') return { route, targets: chance.sample(users, chance.integer(1, targetsMax)) }
  if (route === 'all') return { route, targets: registered }
  const label = chance.pick([...labels.keys()])
  return { route, label, targets: labels.get(label) ?? [] }
}

async function ask({ world, journal, place }: Parts, wish: Wish): Promise<AnswerFact> {
  const { label: _, pacePerMinute: __, ...asked } = wish
  const url = place.now()
  const atMs = Date.now()
  const answer: AnswerFact =
    url === undefined ? { kind: 'none', cause: 'there was no server' } : await post(`${url}${world.base}`, world, wish)
  journal.add({ ...asked, atMs, answer })
  return answer
}

async function post(base: string, world: World, wish: Wish): Promise<AnswerFact> {
  try {
    const answered = await httpRequest(`${base}/${pathOf(wish)}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${world.token}`,
        ...(wish.key === undefined ? {} : { 'idempotency-key': wish.key }),
      },
      body: JSON.stringify(bodyOf(wish)),
      signal: AbortSignal.timeout(answerTimeoutMs),
    })
    const text = await answered.body.text()
    const { data } = JSON.parse(text) as { readonly data?: readonly { readonly pushStatus?: string }[] }
    const ids = String(answered.headers['posthouse-msg-id'] ?? '')
    // A bare number, or a member of it: with more digits than a JSON reader keeps.
    const taskId = /"(?:data|taskId)"\s*:\s*(\d+)/.exec(text)?.[1]
    return {
      kind: 'answered',
      status: answered.statusCode,
      pushIds: ids === '' ? [] : ids.split(','),
      results: Array.isArray(data) ? data.map(item => String(item.pushStatus)) : [],
      ...(taskId === undefined ? {} : { taskId }),
    }
  } catch (cause) {
    return { kind: 'none', cause: cause instanceof Error ? cause.message : String(cause) }
  }
}

function pathOf({ route, targets }: Wish): string {
  switch (route) {
    case 'all':
      return 'push/task'
    case 'list':
      return 'push/list'
    case 'label':
      return 'push/list/label'
    case 'single':
      return 'push/single'
    default:
      return `push/${route}/${targets[0]}`
  }
}

function bodyOf({ route, targets, label, pacePerMinute: pace, tag }: Wish): object {
  const pushMessage = { title: tag, content: `message ${tag}` }
  const paced = pace === undefined ? {} : { pacePerMinute: pace }
  if (route === 'label') return { targets: [label], pushMessage, ...paced }
  return route === 'single' || route === 'list' ? { targets, pushMessage, ...paced } : { pushMessage, ...paced }
}

interface Place {
  set(urls: readonly string[]): void
  /** The next in turn. */
  now(): string | undefined
  /** Resolves once there is a server, or when everybody is woken to stop. */
  next(): Promise<string | undefined>
  /** Resolves once there is a server. */
  present(): Promise<void>
  wakeAll(): void
}

function createPlace(): Place {
  let urls: readonly string[] = []
  let turn = 0
  let onChange = Promise.withResolvers<void>()
  const wakeAll = (): void => {
    onChange.resolve()
    onChange = Promise.withResolvers<void>()
  }
  const now = (): string | undefined => {
    turn += 1
    return urls[turn % urls.length]
  }
  return {
    set(next) {
      urls = next
      wakeAll()
    },
    now,
    async next() {
      if (urls.length === 0) await onChange.promise
      return now()
    },
    async present() {
      while (urls.length === 0) await onChange.promise
    },
    wakeAll,
  }
}

function pause(forMs: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, forMs))
}
