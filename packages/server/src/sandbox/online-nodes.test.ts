// The online channel over two whole servers with one PostgreSQL and one NATS: devices of a user on both, with NATS and without it.
import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { pushIdOf, type ServerFrame } from '@posthouse/protocol/frames'
import type { RawClient } from '../gateway/testing/raw-client.ts'
import { startReceiver } from './test-server.ts'
import { startTwoNodes, type TwoNodes, until } from './testing/two-nodes.ts'

const [iphone, android] = [2, 3]

describe('the online channel on two nodes', () => {
  let nodes: TwoNodes
  before(async () => {
    nodes = await startTwoNodes()
  })
  after(() => nodes[Symbol.asyncDispose]())

  it('sees devices of other nodes, and hands them what is appended and what passes', async () => {
    using phone = await nodes.client(0, 'ann', 'phone')
    using page = await nodes.client(1, 'ann', 'page', { platform: 6 })
    using friend = await nodes.client(1, 'ben', 'desk')
    for (const node of [0, 1] as const) deepEqual(await nodes.devices(node, 'ann'), ['page', 'phone'])
    const [first] = nodes.servers
    deepEqual((await first.app('GET', 'users/ben/status')).body.data, { ben: 'online' })
    const sent = await friend.call('message.send', {
      ...{ localId: 'one', to: 'ann', conversationType: 0, type: 1, content: { message: 'hello' }, priority: 2 },
    })
    for (const client of [phone, page]) await client.until(() => client.entries.length > 0)
    deepEqual(
      [phone, page].map(({ entries }) => entries.map(one => one.position)),
      [[sent.position], [sent.position]],
    )
    await first.app('POST', 'messages/users', { from: 'ben', to: ['ann'], type: 'cmd', body: { action: 'x' } })
    for (const client of [phone, page]) await client.frame(isPassing)
  })

  it('F94 leaves one of two connections of a device, whichever nodes they are on', async () => {
    await using receiver = await startReceiver()
    await nodes.servers[0].admin('POST', 'callbacks/rules', {
      ...{ name: 'presence', url: receiver.url, events: ['presence'] },
    })
    using first = await nodes.client(0, 'carl', 'phone', { platform: iphone })
    using second = await nodes.client(1, 'carl', 'phone', { platform: iphone })
    equal((await first.bye()).reason, 'kicked-out')
    deepEqual(await nodes.devices(0, 'carl'), ['phone'])
    await second.call('session.logout', {})
    // Others' devices may still be on their way out.
    const told = () =>
      receiver.received
        .map(({ text }) => JSON.parse(text))
        .filter(one => one.user.includes('_carl@'))
        .map(one => one.reason)
    for (let count = 4; told().length < 4; count += 1) await receiver.came(count)
    deepEqual(told().sort(), ['login', 'login', 'logout', 'replaced'])
  })

  it('F94 of logins at the same instant one stays where one may be', async () => {
    await nodes.apps[0].set({ loginPolicy: 'single' })
    await until(async () => (await policyOf(nodes, 1)) === 'single')
    for (let round = 0; round < 4; round += 1) {
      const user = `race-${round}`
      const clients = await Promise.all([0, 1, 0, 1].map(node => nodes.apps[node as 0 | 1].connect()))
      const claim = (at: number) => ({
        app: nodes.id,
        user,
        device: `d${at}`,
        platform: android,
        sign: nodes.apps[0].sign,
      })
      await Promise.all(clients.map((client, at) => client.logIn(claim(at)).catch(() => undefined)))
      const isOpen = (at: number) => clients[at]?.web.readyState === 1
      await until(() => [0, 1, 2, 3].filter(isOpen).length === 1)
      const states = await nodes.apps[0].states(user)
      const present = Object.keys(states).filter(device => states[device] === 'present')
      deepEqual(
        present,
        [0, 1, 2, 3].filter(isOpen).map(at => `d${at}`),
      )
      for (const client of clients) client[Symbol.dispose]()
    }
    await nodes.apps[0].set(null)
  })

  it('F98 ends connections on other nodes by a word of the REST interface', async () => {
    using one = await nodes.client(1, 'dora', 'one')
    using two = await nodes.client(1, 'dora', 'two')
    const [{ res }] = (await nodes.servers[0].app('GET', 'users/dora/resources')).body.data
    const [named, other] = res === sessionOf(one) ? [one, two] : [two, one]
    await nodes.servers[0].app('DELETE', `users/dora/disconnect/${res}`)
    equal((await named.bye()).reason, 'disconnected')
    await nodes.servers[0].app('POST', 'users/dora/deactivate')
    equal((await other.bye()).reason, 'unregistered')
  })

  it('F91 leaves alone a device that has a message on another node, and pushes to one that is silent there', async () => {
    const pushId = (token: string) =>
      pushIdOf({ source: 'fcm', token, appType: 1, environment: 'auto', isVoip: false, version: '1' })
    await nodes.apps[0].set({ ackWaitMs: 500 })
    using loud = await nodes.client(1, 'loud', 'phone', { pushIds: [pushId('loud')] })
    using _mute = await nodes.client(1, 'mute', 'phone', { pushIds: [pushId('mute')] })
    using friend = await nodes.client(0, 'friend', 'desk')
    const send = (to: string) =>
      friend.call('message.send', {
        ...{ localId: `to ${to}`, to, conversationType: 0, type: 1, content: { message: 'hello' }, priority: 2 },
        push: { title: 'a', content: 'b' },
      })
    const { id, position } = await send('loud')
    await loud.until(() => loud.position >= position)
    loud.send({ t: 'ack', position })
    const silent = await send('mute')
    const ends = async (of: string) => {
      const { events } = (await nodes.servers[0].admin('GET', `messages/${of}/trace`)).body
      return events.map(({ text }: { text: { en: string } }) => text.en).join(' ')
    }
    await until(async () => /no acknowledgement in time: 1 \(mute\)/.test(await ends(silent.id)))
    await until(async () => /the devices have it: 1 \(loud\)/.test(await ends(id)))
    await nodes.apps[0].set(null)
  })

  it('F47 keeps its promises with NATS away, and hears the others again when it is back', async () => {
    using phone = await nodes.client(0, 'eve', 'phone')
    using page = await nodes.client(1, 'eve', 'page', { platform: 6 })
    await nodes.nats.kill()
    await until(() => nodes.servers.every(({ system }) => system.bus.state === 'cut-off'))
    for (const node of [0, 1] as const) deepEqual(await nodes.devices(node, 'eve'), ['page', 'phone'])
    const position = await nodes.apps[0].tell('eve', 'x')
    await page.until(() => page.entries.length > 0)
    equal(page.entries[0]?.position, position)
    // The same device on the other node, a word of the REST interface, and a ban: within two seconds and a bit.
    using again = await nodes.client(1, 'eve', 'phone')
    const startedMs = performance.now()
    equal((await phone.bye()).reason, 'kicked-out')
    await nodes.servers[0].app('DELETE', `users/eve/disconnect/${sessionOf(page)}`)
    equal((await page.bye()).reason, 'disconnected')
    await nodes.servers[0].app('POST', 'users/eve/deactivate')
    equal((await again.bye()).reason, 'unregistered')
    ok(performance.now() - startedMs < 9_000)
    deepEqual(await nodes.devices(0, 'eve'), [])
    await nodes.nats.restart()
    await until(() => nodes.servers.every(({ system }) => system.bus.state === 'connected'))
    using _fred = await nodes.client(1, 'fred', 'phone')
    deepEqual(await nodes.devices(0, 'fred'), ['phone'])
  })

  it('sends everybody to other nodes when one stops, and leaves nothing of it in the record', async () => {
    using phone = await nodes.client(1, 'gus', 'phone')
    await nodes.servers[1][Symbol.asyncDispose]()
    equal((await phone.bye()).reason, 'going-away')
    deepEqual(await nodes.devices(0, 'gus'), [])
    const { holds } = nodes.servers[0].system.store.tables
    deepEqual(
      (await holds.nodes()).filter(node => node !== nodes.servers[0].system.store.node),
      [],
    )
    using _back = await nodes.client(0, 'gus', 'phone')
    deepEqual(await nodes.devices(0, 'gus'), ['phone'])
  })
})

type Passing = Extract<ServerFrame, { t: 'passing' }>

function isPassing(frame: ServerFrame): frame is Passing {
  return frame.t === 'passing'
}

/** What the server calls its connection. */
function sessionOf({ frames }: RawClient): string | undefined {
  return frames.flatMap(frame => (frame.t === 'welcome' ? [frame.session] : []))[0]
}

async function policyOf({ servers, id }: TwoNodes, node: 0 | 1): Promise<string | undefined> {
  return (await servers[node].system.store.tables.apps.byId(id))?.settings.chat?.loginPolicy
}
