import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ToApp, ToPhone } from '../../phone/bridge.ts'
import type { Delivery } from './handset.ts'
import { makers } from './makers.ts'
import { Shelf } from './shelf.ts'

/** The tab's storage, in memory. */
function aStorage(): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    clear: () => kept.clear(),
    key: at => [...kept.keys()][at] ?? null,
    getItem: key => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: key => void kept.delete(key),
  }
}

/** An app at the other end of the line, which writes down what it hears. */
function anApp() {
  const heard: ToApp[] = []
  const port = {
    onmessage: null as ((event: MessageEvent) => void) | null,
    postMessage: (word: unknown) => void heard.push(word as ToApp),
  }
  const say = (data: ToPhone): void => port.onmessage?.({ data } as MessageEvent)
  return { heard, port, say }
}

function aShelf(storage = aStorage(), startedAt = 1) {
  const calls: string[] = []
  let tokens = 0
  const shelf = new Shelf({
    api: {
      async newToken(vendor) {
        tokens += 1
        calls.push(`new ${vendor}`)
        return { token: `${vendor}-${startedAt}-${tokens}`, tokenMark: `mark-${vendor}-${tokens}` }
      },
      async setToken(vendor, token, state) {
        calls.push(`${vendor} ${token} ${state}`)
      },
      loginToken: async user => `token of ${user}`,
      async report({ vendor, fate }) {
        calls.push(`${vendor} ${fate}`)
        return true
      },
    },
    storage,
    now: () => 5,
    sandbox: { appId: 7, server: 'http://server', startedAt, position: 100 },
    makers,
    look: () => ({ language: 'en', scheme: 'light' }),
  })
  return { shelf, calls, storage }
}

function aPush(tokenMark: string): Delivery {
  const shown = { title: 'T', body: 'B', click: { kind: 'app' as const } }
  return { position: 101, at: 5, vendor: 'xiaomi', tokenMark, vendorId: 'v', payload: {}, shown }
}

/** A phone whose app runs and has a token. */
async function running(storage?: Storage) {
  const { shelf, calls, storage: kept } = aShelf(storage)
  const app = anApp()
  shelf.open('xiaomi')
  shelf.attach('xiaomi', app.port)
  app.say({ kind: 'ask', id: 1, question: { what: 'device-token' } })
  await shelf.memory.until(() => shelf.memory.handset('xiaomi').token)
  const { mark = '', text = '' } = shelf.memory.handset('xiaomi').token ?? {}
  return { shelf, calls, app, mark, text, storage: kept }
}

/** Everything that only waited for its turn is done. */
function turn(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 0))
}

describe('the shelf', () => {
  it('starts an app with what it needs, and gives it the token that its vendor gave', async () => {
    const { app, text, shelf, mark } = await running()
    const [boot] = app.heard
    assert.ok(boot?.kind === 'boot')
    const { source, platform, appId, server, user } = boot.boot
    assert.deepEqual([source, platform, appId, server, user], ['xiaomi', 3, 7, 'http://server', 'bob'])
    await turn()
    const answer = app.heard.find(({ kind }) => kind === 'answer')
    assert.deepEqual(answer, { kind: 'answer', id: 1, value: { source: 'xiaomi', token: text } })
    assert.deepEqual(shelf.marks(), [mark])
  })

  it('shows a push, tells the running app and reports the arrival; a tap is told and reported too', async () => {
    const { shelf, calls, app, mark } = await running()
    shelf.receive([aPush(mark), aPush('of somebody else')], 101)
    assert.equal(shelf.memory.position, 101)
    const [note] = shelf.memory.handset('xiaomi').notes
    assert.equal(note?.shown.title, 'T')
    shelf.open('xiaomi', note)
    await turn()
    const told = app.heard.find(word => word.kind === 'notice' && word.event === 'clicked')
    assert.ok(told)
    assert.deepEqual(calls.slice(-2), ['xiaomi arrived', 'xiaomi clicked'])
  })

  it('keeps pushes at the vendor while there is no network, and brings them afterwards', async () => {
    const { shelf, app, mark } = await running()
    shelf.setUp('xiaomi', false)
    shelf.receive([aPush(mark)], 101)
    assert.deepEqual(shelf.memory.handset('xiaomi').notes, [])
    shelf.setUp('xiaomi', true)
    assert.equal(shelf.memory.handset('xiaomi').notes.length, 1)
    assert.deepEqual(
      app.heard.flatMap(word => (word.kind === 'network' ? word.isUp : [])),
      [false, true],
    )
  })

  it('refuses orders that wait when the app is killed, and hears nothing of it any more', async () => {
    const { shelf, app } = await running()
    const order = shelf.order('xiaomi', { do: 'logout' })
    await turn()
    assert.equal(app.heard.at(-1)?.kind, 'order')
    shelf.kill('xiaomi')
    await assert.rejects(order, /killed/)
    assert.equal(app.port.onmessage, null)
  })

  it('erases the storage of a deleted app and tells its vendor that the token is dead', async () => {
    const { shelf, calls, text, storage } = await running()
    storage.setItem('phone.xiaomi.app.user', 'bob')
    storage.setItem('phone.apns.app.user', 'alice')
    await shelf.deleteApp('xiaomi')
    assert.deepEqual(
      [storage.getItem('phone.xiaomi.app.user'), storage.getItem('phone.apns.app.user')],
      [null, 'alice'],
    )
    assert.equal(calls.at(-1), `xiaomi ${text} unregistered`)
    assert.deepEqual(shelf.marks(), [])
  })

  it('survives a reload, and brings its tokens to the vendors of another sandbox', async () => {
    const { storage, text, mark } = await running()
    const { shelf, calls } = aShelf(storage, 2)
    assert.equal(shelf.memory.handset('xiaomi').isRunning, true)
    await shelf.adoptTokens()
    assert.deepEqual(calls, [`xiaomi ${text} active`])
    assert.deepEqual(shelf.marks(), [mark])
  })

  it('begins anew where the storage holds something else', () => {
    const storage = aStorage()
    storage.setItem('phones.xiaomi', '{"source":"nokia"}')
    storage.setItem('phones.apns', 'no json')
    const { shelf } = aShelf(storage)
    assert.equal(shelf.memory.handset('xiaomi').source, 'xiaomi')
    assert.equal(shelf.memory.handset('apns').isInstalled, true)
  })
})
