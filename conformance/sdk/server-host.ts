// The host of the SDK's suite: a whole server with its simulators in this process, for cases here or in a page.
import { randomBytes } from 'node:crypto'
import type { Delivered, Simulator } from '@posthouse/vendors/simulators'
import { makeToken04 } from '../../packages/server/src/base/testing/make-token04.ts'
import type { TestServer } from '../../packages/server/src/sandbox/test-server.ts'
import type { Host, Maker, TakenPush, TokenWish } from './host.ts'

const packageName = 'com.example.chat'
/** Tokens of the demo's own users have the first numbers. */
const firstToken = 1_000
/** Longest wait for a push, ms. */
const waitMsMax = 12_000
/** The least that an app may set, so that a frozen device is pushed to while a case watches, ms. */
const ackWaitMs = 500

/** The server's app as cases of the suite want it. */
export async function furnish(server: TestServer): Promise<void> {
  const { status } = await server.admin('PUT', 'settings', { chat: { ackWaitMs } })
  if (status !== 200) throw new Error(`the settings were not taken: ${status}`)
}

/** What cases may ask of this server. */
export function hostOf(server: TestServer): Host {
  let phones = 0
  const simulator = (maker: Maker): Simulator => {
    const found = server.simulators.get(maker)
    if (!found) throw new Error(`no simulator of ${maker}`)
    return found
  }
  return {
    app: (method, path, body) => server.app(method, path, body),
    admin: (method, path, body) => server.admin(method, path, body),
    token: async wish => tokenOf(server, wish),
    handset: async maker => {
      phones += 1
      return simulator(maker).newToken(packageName, firstToken + phones)
    },
    shown: async (maker, token) =>
      simulator(maker)
        .delivered.filter(push => push.token === token)
        .map(taken),
    notification: async (maker, token) => taken(await firstPush(simulator(maker), token)),
  }
}

function firstPush(simulator: Simulator, token: string): Promise<Delivered> {
  const there = simulator.delivered.find(push => push.token === token)
  if (there) return Promise.resolve(there)
  return new Promise((resolve, reject) => {
    const deadline = AbortSignal.timeout(waitMsMax)
    const stop = simulator.onDelivered(push => {
      if (push.token !== token) return
      stop()
      resolve(push)
    })
    deadline.addEventListener('abort', () => reject(new Error('no notification came')), { once: true })
  })
}

function taken({ shown, payload }: Delivered): TakenPush {
  return JSON.parse(JSON.stringify({ shown, payload })) as TakenPush
}

function tokenOf({ demo }: TestServer, wish: TokenWish): string {
  const { user, lastsSeconds, mode = 'gcm', appId = demo.appId, secret = demo.serverSecret } = wish
  const ctime = Math.floor(Date.now() / 1_000)
  const expire = ctime + lastsSeconds
  const plain = JSON.stringify({ app_id: appId, user_id: user, nonce: -5, ctime, expire, payload: '' })
  const start = mode === 'gcm' ? randomBytes(12) : randomBytes(16)
  return makeToken04({ secret, plain, expiresAtSeconds: expire, start, mode })
}
