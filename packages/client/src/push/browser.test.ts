// Pages: the browser's part is played by a stage; a real browser is in the tests of examples/web.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '../ports.ts'
import { type BrowserWorld, createBrowserPush } from './browser.ts'
import type { PushRequest } from './provider.ts'
import { PushError } from './provider.ts'

const key = 'BAECAw'
const request: PushRequest = {
  source: 'webpush',
  appType: 1,
  environment: 'auto',
  isVoip: false,
  foreground: { alert: false, sound: false, badge: false },
  credentials: {},
  changesBadge: false,
  place: { appId: 7, server: 'https://push.example' },
}

const clock: Pick<Clock, 'after'> = { after: () => () => undefined }

interface Stage {
  readonly permission?: 'granted' | 'denied'
  readonly status?: number
  readonly offline?: boolean
  readonly presentKey?: readonly number[]
  /** Who never answers. */
  readonly silent?: 'server' | 'worker' | 'push service'
}

function stageWith({ permission = 'granted', status = 200, offline = false, presentKey, silent }: Stage) {
  const never = new Promise<never>(() => undefined)
  const log: unknown[] = []
  type Hear = (event: { readonly data: unknown; readonly source: { postMessage(word: unknown): void } }) => void
  let hear: Hear = () => undefined
  const subscriptionOf = (bytes: readonly number[]) => ({
    options: { applicationServerKey: new Uint8Array(bytes).buffer },
    unsubscribe: async () => {
      log.push('unsubscribe')
      if (silent === 'push service') await never
    },
    toJSON: () => ({ endpoint: 'https://browser.example/1' }),
  })
  const present = presentKey && subscriptionOf(presentKey)
  const registration = {
    active: { postMessage: (word: unknown) => log.push(word) },
    pushManager: {
      getSubscription: async () => present ?? null,
      subscribe: async ({ applicationServerKey }: { applicationServerKey: string }) => {
        log.push(['subscribe', applicationServerKey])
        if (silent === 'push service') await never
        return subscriptionOf([4, 1, 2, 3])
      },
    },
    showNotification: async (title: string, options: unknown) => log.push(['show', title, options]),
  }
  const world = {
    navigator: {
      serviceWorker: {
        register: async (path: string, options: unknown) => log.push(['register', path, options]),
        ready: silent === 'worker' ? never : Promise.resolve(registration),
        getRegistration: async () => registration,
        addEventListener: (_: string, listener: typeof hear) => {
          hear = listener
        },
      },
      setAppBadge: async (count: number) => void log.push(['badge', count]),
    },
    Notification: { permission, requestPermission: async () => permission },
    fetch: async (url: string) => {
      log.push(url)
      if (silent === 'server') await never
      if (offline) throw new TypeError('fetch failed')
      return { ok: status === 200, status, json: async () => ({ publicKey: key }) }
    },
  } as unknown as BrowserWorld
  const source = { postMessage: (word: unknown) => void log.push(word) }
  return { log, world, tell: (data: unknown) => hear({ data, source }) }
}

test('a page subscribes with the server’s key, and its subscription is the token', async () => {
  const { log, world } = stageWith({})
  const tokens = await createBrowserPush({}, world, clock).acquire(request)
  assert.deepEqual(tokens, [{ source: 'webpush', token: '{"endpoint":"https://browser.example/1"}' }])
  assert.deepEqual(
    log.filter(entry => typeof entry !== 'object' || Array.isArray(entry)),
    [
      'https://push.example/im/apps/7/web-push-key?appType=1',
      ['register', '/posthouse-service-worker.js', { type: 'module' }],
      ['subscribe', key],
    ],
  )
})

test('a subscription of another key is given up, one of this key is kept', async () => {
  const other = stageWith({ presentKey: [4, 9, 9, 9] })
  await createBrowserPush({ publicKey: key }, other.world, clock).acquire(request)
  assert.ok(other.log.includes('unsubscribe'))
  const same = stageWith({ presentKey: [4, 1, 2, 3] })
  await createBrowserPush({ publicKey: key }, same.world, clock).acquire(request)
  assert.ok(!same.log.includes('unsubscribe'))
})

test('each thing that stands in the way has its fault', async () => {
  const cases = [
    [{ permission: 'denied' }, 'other', request],
    [{ status: 404 }, 'credentials', request],
    [{ status: 500 }, 'vendor', request],
    [{ offline: true }, 'offline', request],
    [{}, 'credentials', { ...request, place: undefined }],
  ] as const
  for (const [stage, fault, asked] of cases) {
    const { world } = stageWith(stage)
    const failed = createBrowserPush({}, world, clock).acquire(asked)
    await assert.rejects(failed, cause => cause instanceof PushError && cause.fault === fault)
  }
})

test('whoever never answers is given up, and no timer outlives its answer', async () => {
  const timers = new Map<() => void, number>()
  const ticking: Pick<Clock, 'after'> = {
    after(ms, run) {
      timers.set(run, ms)
      return () => void timers.delete(run)
    },
  }
  const cases = [
    ['server', 'offline'],
    ['worker', 'other'],
    ['push service', 'offline'],
  ] as const
  for (const [silent, fault] of cases) {
    const push = createBrowserPush({}, stageWith({ silent, presentKey: [4, 1, 2, 3] }).world, ticking)
    const ends = silent === 'push service' ? ([() => push.release()] as const) : []
    for (const begin of [() => push.acquire(request), ...ends]) {
      const isLate = assert.rejects(begin(), cause => cause instanceof PushError && cause.fault === fault, silent)
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
      assert.deepEqual([...timers.values()], [30_000])
      for (const run of timers.keys()) run()
      await isLate
      timers.clear()
    }
  }
  const push = createBrowserPush({}, stageWith({}).world, ticking)
  await push.acquire(request)
  await push.release()
  await Promise.resolve()
  assert.equal(timers.size, 0)
})

test('what the worker tells is told once with its time and answered, and other messages are not ours', async () => {
  const { log, world, tell } = stageWith({})
  const push = createBrowserPush({}, world, clock)
  const told: unknown[] = []
  const word = { posthouse: 'clicked', id: 'a', atMs: 7, message: { title: 't', body: 'b', data: { payload: 'p' } } }
  // Nobody listens yet: the worker keeps it.
  tell(word)
  push.listen({ notice: (event, notice) => told.push([event, notice]), renewed: () => undefined })
  await Promise.resolve()
  await Promise.resolve()
  assert.deepEqual(log, [{ posthouse: 'hello' }])
  log.length = 0
  tell(word)
  for (const data of [null, 'x', { posthouse: 'hello' }, { ...word, id: undefined }]) tell(data)
  // It came by itself, and again with what was kept.
  tell(word)
  const notice = { source: 'webpush', title: 't', content: 'b', atMs: 7, extras: { payload: 'p' } }
  assert.deepEqual(told, [['clicked', notice]])
  assert.deepEqual(log, [
    { posthouse: 'heard', id: 'a' },
    { posthouse: 'heard', id: 'a' },
  ])
})
