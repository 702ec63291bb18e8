import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { systemClock, systemPorts } from './system-ports.ts'

const names = ['document', 'localStorage', 'uni', 'addEventListener', 'removeEventListener'] as const
const before = names.map(name => Object.getOwnPropertyDescriptor(globalThis, name))

function surround(name: (typeof names)[number], descriptor: PropertyDescriptor): void {
  Object.defineProperty(globalThis, name, { configurable: true, ...descriptor })
}

afterEach(() => {
  for (const [at, name] of names.entries()) {
    Reflect.deleteProperty(globalThis, name)
    const own = before[at]
    if (own) Object.defineProperty(globalThis, name, own)
  }
})

/** Listeners by the name of their event. */
function aTarget(): { readonly heard: Map<string, () => void>; readonly target: object } {
  const heard = new Map<string, () => void>()
  const target = {
    addEventListener: (event: string, run: () => void) => void heard.set(event, run),
    removeEventListener: (event: string) => void heard.delete(event),
  }
  return { heard, target }
}

describe('the time of the engine', () => {
  it('F106 lets a wait of months last for months, and calls it off', t => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const dayMs = 86_400_000
    const ended: string[] = []
    systemClock.after(60 * dayMs, () => void ended.push('waited'))
    const cancel = systemClock.after(60 * dayMs, () => void ended.push('called off'))
    for (let days = 0; days < 59; days += 1) t.mock.timers.tick(dayMs)
    assert.deepEqual(ended, [])
    cancel()
    // The engine's stand-in begins each part at the end of the tick that ended the part before.
    for (let days = 0; days < 4; days += 1) t.mock.timers.tick(dayMs)
    assert.deepEqual(ended, ['waited'])
  })
})

describe('the ports of a page', () => {
  it('keep for as long as the page where the browser lets it keep nothing', async () => {
    surround('document', { value: {} })
    surround('localStorage', {
      get: () => {
        throw new Error('SecurityError')
      },
    })
    const { shelf } = systemPorts({})
    await shelf.set('a', '1')
    assert.equal(await shelf.get('a'), '1')
  })

  it('wake when the network is back and when the page is seen again, and stop', () => {
    const [page, window] = [aTarget(), aTarget()]
    const document = Object.assign(page.target, { visibilityState: 'hidden' })
    surround('document', { value: document })
    for (const [name, value] of Object.entries(window.target)) surround(name as (typeof names)[number], { value })
    let woken = 0
    const stop = systemPorts({}).onWake(() => {
      woken += 1
    })
    page.heard.get('visibilitychange')?.()
    assert.equal(woken, 0)
    document.visibilityState = 'visible'
    page.heard.get('visibilitychange')?.()
    window.heard.get('online')?.()
    assert.equal(woken, 2)
    stop()
    assert.deepEqual([page.heard.size, window.heard.size], [0, 0])
  })
})

describe('the ports of a uni-app', () => {
  it('wake when the network is back and when the app comes to the front, and stop', () => {
    const run = new Map<string, (status?: object) => void>()
    const nothing = (): void => {}
    surround('uni', {
      value: {
        ...{ connectSocket: nothing, getStorageSync: nothing, setStorageSync: nothing, removeStorageSync: nothing },
        getSystemInfoSync: () => ({ osName: 'iOS' }),
        onNetworkStatusChange: (told: () => void) => void run.set('network', told),
        offNetworkStatusChange: () => void run.delete('network'),
        onAppShow: (told: () => void) => void run.set('front', told),
        offAppShow: () => void run.delete('front'),
      },
    })
    const ports = systemPorts({})
    assert.equal(ports.platform, 2)
    let woken = 0
    const stop = ports.onWake(() => {
      woken += 1
    })
    run.get('network')?.({ isConnected: false })
    assert.equal(woken, 0)
    run.get('network')?.({ isConnected: true })
    run.get('front')?.()
    assert.equal(woken, 2)
    stop()
    assert.equal(run.size, 0)
  })
})
