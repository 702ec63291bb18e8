// From the loss of a receiver's connection to the notification on its phone: where the server hears of the loss, and where the device only
// falls silent, against the limit that the app set. A whole server with real TLS to the vendor's simulator, in this process.
import { pushIdOf } from '@posthouse/protocol/frames'
import type { Delivered } from '@posthouse/vendors/simulators'
import type { RawClient } from '../packages/server/src/gateway/testing/raw-client.ts'
import { startTestServer, type TestServer } from '../packages/server/src/sandbox/test-server.ts'
import { DemoApp } from '../packages/server/src/sandbox/testing/demo-app.ts'
import { median, percentile, printTable } from './report.ts'
import { bench, type Run } from './settings.ts'

const ackWaitMs = 2_000
const packageName = 'com.example.chat'
/** Tokens of the demo's own users come before. */
const firstToken = 1_000

/** Measures and prints. */
export async function handover({ quick }: Run): Promise<void> {
  const receivers = quick ? 10 : 200
  await using server = await startTestServer()
  const app = new DemoApp(server)
  await app.set({ ackWaitMs })
  const lost = await eachLost(server, app, receivers)
  const silent = await allSilent(server, app, receivers)
  printTable(
    `From the loss of a connection to the notification, ${receivers} phones`,
    ['the receiver', 'median ms', 'p99 ms', 'limit ms'],
    [
      ['lost its socket as the message was sent', ...timesText(lost), '–'],
      ['is connected and says nothing', ...timesText(silent), String(ackWaitMs)],
    ],
  )
  const early = silent.filter(ms => ms < ackWaitMs).length
  if (early > 0) throw new Error(`${early} phones were pushed to before the wait was over`)
}

function timesText(timesMs: readonly number[]): readonly [string, string] {
  return [median(timesMs).toFixed(1), percentile(timesMs, 0.99).toFixed(1)]
}

/** One after the other: the socket goes, and in the same moment somebody writes. */
async function eachLost(server: TestServer, app: DemoApp, count: number): Promise<readonly number[]> {
  const timesMs: number[] = []
  for (let index = 0; index < count; index += 1) {
    const { user, token, client } = await receiver(server, app, `lost${index}`, index)
    // Each sender may send ten a second (spec/zego.md §7).
    using sender = await app.client({ user: `writer${index}` })
    const shown = notification(server, token)
    client.web.terminate()
    const lostMs = performance.now()
    // The server notices in its own time; the message does not wait for it.
    await client.ended
    await send(sender, user)
    await shown
    timesMs.push(performance.now() - lostMs)
  }
  return timesMs
}

/** All at once: nobody acknowledges. */
async function allSilent(server: TestServer, app: DemoApp, count: number): Promise<readonly number[]> {
  const timesMs: number[] = []
  await using open = new AsyncDisposableStack()
  const waiting: Promise<unknown>[] = []
  for (let index = 0; index < count; index += 1) {
    const { user, token, client } = await receiver(server, app, `silent${index}`, count + index)
    open.use(client)
    const shown = notification(server, token)
    const other = open.use(await app.client({ user: `sender${index}`, device: 'phone' }))
    const sentMs = performance.now()
    await send(other, user)
    waiting.push(shown.then(() => timesMs.push(performance.now() - sentMs)))
  }
  await Promise.all(waiting)
  return timesMs
}

async function receiver(server: TestServer, app: DemoApp, user: string, index: number) {
  const token = server.simulators.get('apns')?.newToken(packageName, firstToken + index) ?? ''
  const environment = 'production'
  const pushId = pushIdOf({ source: 'apns', token, appType: 1, environment, isVoip: false, version: 'bench' })
  return { user, token, client: await app.client({ user, device: 'phone', pushIds: [pushId] }) }
}

function notification(server: TestServer, token: string): Promise<void> {
  return new Promise(resolve => {
    const stop = server.simulators.get('apns')?.onDelivered((push: Delivered) => {
      if (push.token !== token) return
      stop?.()
      resolve()
    })
  })
}

async function send(sender: RawClient, to: string): Promise<void> {
  const push = { title: 'bench', content: 'a message to someone who is not there' }
  const message = { conversationType: 0, type: 1, content: { message: 'hello' }, priority: 2, push }
  const localId = `${to}-${performance.now()}`
  await sender.call('message.send', { ...message, to, localId })
}

if (import.meta.main) await bench(handover)
