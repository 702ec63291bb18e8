import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Entry } from '@posthouse/protocol/frames'
import type { Delivered } from '@posthouse/vendors/simulators'
import { RawClient } from '../gateway/testing/raw-client.ts'
import { startTestServer, type TestServer } from './test-server.ts'

type Told = Extract<Entry, { kind: 'call' }>

/** spec/zego.md §3.13, over the whole server. `test2` has a simulated phone of every vendor. */
describe('Calls over the long connection', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  async function loggedIn(user: string, device: string, cursor?: number): Promise<RawClient> {
    const { demo, url } = server
    const client = await RawClient.connect(url)
    const claim = { app: demo.appId, user, sign: demo.appSign, device, ...(cursor === undefined ? {} : { cursor }) }
    const welcome = await client.logIn(claim)
    equal(welcome.t, 'welcome')
    await client.caughtUp()
    return client
  }
  const toldOf = (client: RawClient, callId: string): readonly Told[] =>
    client.entries.filter((entry): entry is Told => entry.kind === 'call' && entry.call.id === callId)
  async function hears(client: RawClient, callId: string, event: Told['event']): Promise<Told> {
    const found = (): Told | undefined => toldOf(client, callId).find(entry => entry.event === event)
    await client.until(() => found() !== undefined)
    return found() as Told
  }
  const general = { timeoutSeconds: 60, mode: 0 } as const

  it('an invitation rings every device of who is called; the answer of one ends it for all', async () => {
    using alice = await loggedIn('alice', 'a-phone')
    using phone = await loggedIn('bob', 'b-phone')
    using pad = await loggedIn('bob', 'b-pad')
    const { callId, failed } = await alice.call('call.invite', { invitees: ['Bob'], ...general, extendedData: 'hi' })
    deepEqual(failed, [])
    for (const device of [phone, pad]) equal((await hears(device, callId, 'invited')).extendedData, 'hi')
    await phone.call('call.received', { callId })
    await hears(alice, callId, 'states')
    await pad.call('call.accept', { callId, extendedData: 'yes' })
    const accepted = await hears(alice, callId, 'accepted')
    deepEqual([accepted.operator, accepted.extendedData, accepted.call.state], ['bob', 'yes', 2])
    const late = await phone.ask('call.accept', { callId })
    deepEqual([late.t, late.t === 'refused' && late.code], ['refused', 6_000_276])
    const { calls } = await phone.call('call.list', { count: 10 })
    equal(calls[0]?.id, callId)
  })

  it('who does not answer hears the end of it when the time is over, and so does who called', async () => {
    using alice = await loggedIn('alice', 'a-phone')
    using bob = await loggedIn('bob', 'b-phone')
    const { callId } = await alice.call('call.invite', { invitees: ['bob'], mode: 0, timeoutSeconds: 1 })
    await hears(bob, callId, 'timed-out')
    deepEqual((await hears(alice, callId, 'unanswered')).users, [{ id: 'bob', state: 6, extendedData: '' }])
  })

  it('a phone that is away is pushed to, and hears the invitation when it logs in before the end', async () => {
    using alice = await loggedIn('alice', 'a-phone')
    const first = await loggedIn('test2', 'away')
    const cursor = first.position
    first.web.terminate()
    await first.ended
    const token = server.demo.users[1]?.bindings.find(({ vendor }) => vendor === 'apns')?.deviceToken ?? ''
    const apns = server.simulators.get('apns')
    ok(apns)
    const push = { title: 'Alice', content: 'calls you', payload: '{"ring":1}' }
    const rung = new Promise<Delivered>(resolve => apns.onDelivered(one => one.token === token && resolve(one)))
    const { callId, failed } = await alice.call('call.invite', { invitees: ['test2', 'nobody'], ...general, push })
    deepEqual(failed, [{ id: 'nobody', code: 6_000_011 }])
    match(JSON.stringify((await rung).payload), /calls you/)
    using returned = await loggedIn('test2', 'away', cursor)
    deepEqual(
      toldOf(returned, callId).map(({ event }) => event),
      ['invited'],
    )
    await returned.call('call.reject', { callId })
    await hears(alice, callId, 'rejected')
  })

  it('a device that comes back after the end is not rung', async () => {
    using alice = await loggedIn('alice', 'a-phone')
    const first = await loggedIn('bob', 'b-late')
    const cursor = first.position
    first.web.terminate()
    await first.ended
    using other = await loggedIn('bob', 'b-other')
    const { callId } = await alice.call('call.invite', { invitees: ['bob'], ...general })
    await hears(other, callId, 'invited')
    await other.call('call.reject', { callId })
    await hears(alice, callId, 'rejected')
    using late = await loggedIn('bob', 'b-late', cursor)
    deepEqual(
      toldOf(late, callId).filter(({ event }) => event === 'invited'),
      [],
    )
    ok(late.position > cursor, 'its place moved on all the same')
  })

  it('a device that logs in for the first time is rung by what rings, and its older sisters are not rung again', async () => {
    using alice = await loggedIn('alice', 'a-phone')
    using older = await loggedIn('bob', 'b-phone')
    const { callId } = await alice.call('call.invite', { invitees: ['bob'], ...general })
    await hears(older, callId, 'invited')
    using newer = await loggedIn('bob', 'b-brand-new')
    equal((await hears(newer, callId, 'invited')).device, 'b-brand-new')
    await newer.call('call.accept', { callId })
    await hears(older, callId, 'states')
    const rings = toldOf(older, callId).filter(({ event, device }) => event === 'invited' && device !== 'b-brand-new')
    equal(rings.length, 1)
  })

  it('a caller who logs out on the last device takes the invitation back', async () => {
    const alice = await loggedIn('alice', 'a-only')
    using bob = await loggedIn('bob', 'b-phone')
    const { callId } = await alice.call('call.invite', { invitees: ['bob'], ...general })
    await hears(bob, callId, 'invited')
    await alice.call('session.logout', {})
    equal((await hears(bob, callId, 'cancelled')).operator, 'alice')
  })
})
