// A dry run against the real push: what it says would be sent is what the simulators receive, by each strategy; and it leaves no trace.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { pushIdOf } from '@posthouse/protocol/frames'
import { type Body, startTestServer, type TestServer } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(async () => {
  await server[Symbol.asyncDispose]()
})

const pkcs8 = { type: 'pkcs8', format: 'pem' } as const

const pushMessage = {
  title: '订单已发货',
  content: '预计明天送达 👋',
  sub_title: 'Shop',
  ext: { order: 5 },
  category: 'service',
  config: { badge: { setNum: 3 }, clickAction: { url: 'https://shop.example/5' }, TimeToLive: 3_600 },
  apns: { threadId: 'orders' },
  huawei: { message: { android: { notification: { tag: 'order-5' } } } },
  vivo: { notifyType: 2 },
}

async function dryRun(target: Body, more: Body = {}): Promise<Body> {
  const { status, body } = await server.admin('POST', 'dry-run', { target, pushMessage, ...more })
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

/** What the requests of a real push and of a dry run have in common: neither device, nor its id, nor a receipt address, nor the second. */
const differing: readonly (readonly [pattern: RegExp, to: string])[] = [
  [
    /"(token|appMessageId|apns-id|apns-expiration|requestId|app_message_id|registration_id)":("[^"]*"|\["[^"]*"\]|\[\]),?/g,
    '',
  ],
  [/"(target_value|regId|pushIds)":"[^"]*",?/g, ''],
  [/"(extra\.callback|extra\.callback\.type|call_back_url|callback|extra\.jobkey)":("[^"]*"|\d+),?/g, ''],
  [/,?"extra":\{\}/g, ''],
  [/,?"target":\{\}/g, ''],
  [/"(ttl|time_to_live|timeToLive|off_line_ttl)":("?)\d+(s?)"?/g, '"$1":"about an hour"'],
  [/,(?=[}\]])/g, ''],
]

function comparable(value: unknown): string {
  return differing.reduce((text, [pattern, to]) => text.replace(pattern, to), JSON.stringify(value))
}

/** The request as the simulator got it, in the shape in which a dry run shows it. */
function received(vendor: string): unknown {
  const { body = '' } = server.simulators.get(vendor)?.received.findLast(({ on }) => on === 'push') ?? {}
  if (vendor === 'xiaomi') return Object.fromEntries(new URLSearchParams(body))
  if (vendor === 'oppo') return JSON.parse(new URLSearchParams(body).get('message') ?? '{}')
  if (vendor === 'meizu') {
    const form = new URLSearchParams(body)
    return { pushIds: '', messageJson: JSON.parse(form.get('messageJson') ?? '{}') }
  }
  return JSON.parse(body)
}

describe('A dry run', () => {
  it('of a user shows the very requests that the vendors then get, and what their phones show', async () => {
    const run = await dryRun({ user: 'test1' }, { strategy: 2 })
    const before = new Map([...server.simulators].map(([name, { delivered }]) => [name, delivered.length]))
    const sync = await server.app('POST', 'push/sync/test1', { strategy: 2, pushMessage })
    assert.ok(
      sync.body.data.every(({ pushStatus }: Body) => pushStatus === 'SUCCESS'),
      JSON.stringify(sync.body),
    )
    const [user] = server.demo.users
    const vendors = [...new Set(user?.bindings.map(({ vendor }) => vendor))]
    assert.ok(vendors.length >= 9, vendors.join(' '))
    for (const vendor of vendors) {
      const rendering = run.renderings.find((one: Body) => one.vendor === vendor)
      const simulator = server.simulators.get(vendor)
      const delivered = simulator?.delivered[before.get(vendor) ?? 0]
      assert.deepEqual(rendering.shown, JSON.parse(JSON.stringify(delivered?.shown)), vendor)
      // What a browser gets is encrypted: its simulator shows the message inside.
      const sent = vendor === 'webpush' ? delivered?.payload : received(vendor)
      assert.equal(comparable(rendering.request.body), comparable(sent), vendor)
      for (const [name, value] of Object.entries(rendering.request.headers)) {
        if (!/^(apns-id|apns-expiration|ttl)$/.test(name))
          assert.equal(delivered?.headers[name], value, `${vendor} ${name}`)
      }
    }
  })

  it('decides for each strategy as the push of that strategy does', async () => {
    for (const user of ['test1', 'nobody-here']) {
      const { plans } = await dryRun({ user })
      assert.deepEqual(
        plans.map(({ strategy }: Body) => strategy),
        [0, 1, 2, 3, 4],
      )
      for (const { strategy, deliveries } of plans) {
        const { body } = await server.app('POST', `push/sync/${user}`, { strategy, pushMessage })
        assert.equal(body.data.length, deliveries.length, `${user} ${strategy}`)
        for (const [at, delivery] of deliveries.entries()) {
          const isSent = delivery.channel !== 'none'
          assert.equal(
            body.data[at].pushStatus,
            isSent ? 'SUCCESS' : 'FAIL',
            `${user} ${strategy}: ${JSON.stringify(delivery)}`,
          )
          if (delivery.channel === 'online') assert.equal(delivery.reason.code, 'delivered-online')
        }
      }
    }
  })

  it('leaves nothing behind and reaches nobody', async () => {
    const messages = async () => (await server.admin('GET', 'users/test2/messages')).body.messages.length
    const requests = () => [...server.simulators.values()].map(({ received: all }) => all.length)
    const written = async () => (await server.admin('GET', 'audit?limit=1')).body.entries[0].seq
    const [had, asked, audited] = [await messages(), requests(), await written()]
    await dryRun({ user: 'test2' })
    await dryRun({ providers: ['APNS', 'VIVOPUSH'] })
    assert.deepEqual([await messages(), requests(), await written()], [had, asked, audited])
  })

  it('of one binding speaks of that phone alone, by token or by PushID, and never gives the token back', async () => {
    const binding = server.demo.users[0]?.bindings.find(({ vendor }) => vendor === 'xiaomi')
    assert.ok(binding)
    const { deviceId, notifierName: notifier, deviceToken: token } = binding
    const pushId = pushIdOf({ source: 'xiaomi', token, appType: 1, environment: 'auto', isVoip: false, version: '1' })
    for (const target of [{ notifier, token }, { pushId }]) {
      const run = await dryRun(target, { strategy: 2 })
      assert.deepEqual(
        run.plans[0].deliveries.map((one: Body) => [one.deviceId, one.channel, one.vendor]),
        [[deviceId, 'vendor', 'xiaomi']],
      )
      assert.ok(!JSON.stringify(run).includes(token))
    }
  })

  it('without a user has no plan, and previews vendors that the app has no notifier of', async () => {
    const { plans, renderings } = await dryRun({ providers: ['HUAWEIPUSH', 'VIVOPUSH'] })
    assert.deepEqual(plans, [])
    assert.deepEqual(
      renderings.map(({ vendor, shown }: Body) => [vendor, shown.title]),
      [
        ['huawei', pushMessage.title],
        ['vivo', pushMessage.title],
      ],
    )
    const codes = renderings[1].findings.map(({ code }: Body) => code)
    assert.ok(codes.includes('subtitle-ignored'), codes.join(' '))
  })

  it('refuses what a push refuses, and targets that name nothing or two things', async () => {
    const refused = async (body: Body) => (await server.admin('POST', 'dry-run', body)).status
    const { body } = await server.admin('POST', 'dry-run', {
      target: { user: 'test1' },
      pushMessage: { title: 'x'.repeat(33) },
    })
    assert.deepEqual([body.refused.field, body.plans, body.renderings], ['title', [], []])
    assert.equal(await refused({ target: {}, pushMessage }), 400)
    assert.equal(await refused({ target: { pushId: 'x', token: 'y', notifier: 'z' }, pushMessage }), 400)
    for (const second of [{ pushId: 'x' }, { notifier: 'y', token: 'z' }, { providers: ['APNS'] }])
      assert.equal(await refused({ target: { user: 'test1', ...second }, pushMessage }), 400, JSON.stringify(second))
    assert.equal(await refused({ target: { notifier: 'no-such', token: 'y' }, pushMessage }), 404)
    assert.equal(await refused({ target: { user: 'test1' }, pushMessage, strategy: 7 }), 400)
  })

  it('is refused while the app may not push, as the push is; a look without a receiver is not', async () => {
    await server.admin('PUT', 'settings', { pushOpen: false })
    const [run, push, look] = await Promise.all([
      server.admin('POST', 'dry-run', { target: { user: 'test1' }, pushMessage }),
      server.app('POST', 'push/sync/test1', { strategy: 2, pushMessage }),
      server.admin('POST', 'dry-run', { target: { providers: ['APNS'] }, pushMessage }),
    ])
    await server.admin('PUT', 'settings', { pushOpen: true })
    assert.deepEqual([run.status, run.body.error_description], [push.status, push.body.error_description])
    assert.deepEqual([push.status, look.status], [403, 200])
  })

  it('to a token that nobody has bound says what keeps its notifier from sending', async () => {
    const notifier = server.demo.users[0]?.bindings.find(({ vendor }) => vendor === 'meizu')?.notifierName
    const target = { notifier, token: 'A'.repeat(32) }
    assert.deepEqual((await dryRun(target)).plans, [])
    const { notifiers } = (await server.admin('GET', 'notifier-states')).body
    const { uuid: notifierId } = notifiers.find(({ name }: Body) => name === notifier)
    await server.admin('POST', 'notifiers', { notifierId, disabled: true })
    const { plans, renderings } = await dryRun(target, { strategy: 3 })
    const { body } = await server.admin('POST', 'push/direct', { target, pushMessage })
    await server.admin('POST', 'notifiers', { notifierId, disabled: false })
    assert.deepEqual(
      plans.map(({ deliveries }: Body) => deliveries.map(({ channel, reason }: Body) => [channel, reason.code])),
      [[['none', 'notifier-disabled']]],
    )
    assert.deepEqual([renderings, body.kind, body.reason.code], [[], 'not-sent', 'notifier-disabled'])
  })

  it('without a user looks through no notifier of VoIP tokens, whatever its name', async () => {
    const file = Buffer.from(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pkcs8)).toString(
      'base64',
    )
    const apple = { provider: 'APNS', environment: 'PRODUCTION', keyId: 'ABC123DEFG', teamId: 'DEF123GHIJ' }
    const voip = { ...apple, name: 'a-first', packageName: 'com.example.chat.voip', file, certificate: 'key.p8' }
    const { body: made } = await server.admin('POST', 'notifiers', voip)
    const [rendering] = (await dryRun({ providers: ['APNS'] })).renderings
    const { screens } = (
      await server.admin('POST', 'templates/any/preview', { titlePattern: 'a', contentPattern: 'b' })
    ).body
    await server.admin('DELETE', `notifiers/${made.entities[0].uuid}`)
    assert.notEqual(rendering.notifier, 'a-first')
    assert.equal(rendering.request.headers['apns-push-type'], 'alert')
    assert.ok(screens.some(({ vendor }: Body) => vendor === 'apns'))
  })

  it('says that a vendor cannot carry a notification, where the push would fail with the same reason', async () => {
    const wrong = { pushMessage: { ...pushMessage, oppo: { title: 'x'.repeat(40) } }, strategy: 2 }
    const run = await dryRun({ user: 'test1' }, wrong)
    const oppo = run.plans[0].deliveries.find((one: Body) => one.vendor === 'oppo')
    assert.deepEqual([oppo.channel, oppo.reason.code, oppo.answer.field], ['none', 'invalid-message', 'oppo.title'])
    const rendering = run.renderings.find((one: Body) => one.vendor === 'oppo')
    assert.equal(rendering.request, undefined)
    assert.deepEqual(
      rendering.findings.map(({ severity, field }: Body) => [severity, field]),
      [['error', 'oppo.title']],
    )
  })
})
