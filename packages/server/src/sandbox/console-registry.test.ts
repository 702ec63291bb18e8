// What the console asks about notifiers, labels and templates, against a whole server: states and checks, members by the beginning of
// their names, and previews that say what is pushed.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { vendors } from '@posthouse/vendors'
import type { Body, TestServer } from './test-server.ts'
import { startTestServer } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server[Symbol.asyncDispose]())

const ok = async (method: string, path: string, body?: unknown): Promise<Body> => {
  const answer = await server.admin(method, path, body)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body
}
const stateOf = async (vendor: string): Promise<Body> =>
  (await ok('GET', 'notifier-states')).notifiers.find((one: Body) => one.vendor === vendor) ?? assert.fail(vendor)

describe('notifiers, watched', () => {
  it('are all there with state, bindings and numbers of today, and without a secret (S15)', async () => {
    const { notifiers } = await ok('GET', 'notifier-states')
    assert.deepEqual(notifiers.map(({ vendor }: Body) => vendor).toSorted(), vendors.map(({ name }) => name).toSorted())
    for (const one of notifiers) {
      assert.deepEqual([one.state, one.check, one.bindings.isMore], [{ kind: 'enabled' }, undefined, false])
      assert.ok(one.bindings.counted > 0, one.vendor)
      assert.deepEqual(one.today, { targeted: 0, accepted: 0, limited: 0, notifiers: 1 })
      assert.doesNotMatch(JSON.stringify(one), /BEGIN|private_key|Secret/, one.vendor)
    }
  })

  it('keep what their last check found, in both languages with what to do, until they are changed', async () => {
    const huawei = await stateOf('huawei')
    await ok('POST', 'notifiers', { notifierId: huawei.uuid, certificate: 'wrong-secret' })
    const checked = await ok('POST', `notifiers/${huawei.name}/check`)
    const [finding] = checked.findings
    assert.deepEqual([finding.level, finding.code], ['error', 'secret-refused'])
    assert.match(finding.text, /^Huawei refused the app secret/)
    assert.match(finding.zh, /^华为拒绝了 App ID .*。$/)
    assert.match(finding.fix.zh, /更换/)
    const { check } = (await ok('GET', `notifier-states/${huawei.name}`)).notifier
    assert.deepEqual([check.isCurrent, check.findings], [true, checked.findings])
    await ok('POST', 'notifiers', { notifierId: huawei.uuid, disabled: true })
    const after = await stateOf('huawei')
    assert.deepEqual([after.state, after.check.isCurrent], [{ kind: 'disabled' }, false])
  })

  it('say of a pause until when, since when, and what the vendor’s code means', async () => {
    const { uuid } = await stateOf('vivo')
    const { store } = server.system
    const app = (await store.tables.apps.byName(server.demo.org, server.demo.app)) ?? assert.fail()
    const { version } = (await store.tables.notifiers.byUuid(app.id, uuid)) ?? assert.fail()
    const [untilMs, sinceMs] = [Date.now() + 60_000, Date.now()]
    const pause = { kind: 'paused', why: 'quota', untilMs, sinceMs, code: '10070' } as const
    await store.commit([store.tables.notifiers.pause(app.id, uuid, version, pause)])
    const { state } = await stateOf('vivo')
    const { said, ...rest } = state
    assert.deepEqual(rest, { kind: 'paused', why: 'quota', until: untilMs, since: sinceMs, code: '10070' })
    assert.ok(said.en.length > 0 && said.zh.length > 0)
    await ok('POST', 'notifiers', { notifierId: uuid, disabled: false })
    assert.deepEqual((await stateOf('vivo')).state, { kind: 'enabled' })
  })

  it('say what the vendor counts each category as, and what a day allows of that', async () => {
    const { name } = await stateOf('vivo')
    const { limits } = await ok('GET', `notifier-states/${encodeURIComponent(name)}`)
    const counted = limits.filter((one: Body) => one.counted !== undefined)
    assert.deepEqual([limits.length, counted.map(({ category }: Body) => category)], [4, ['marketing']])
    assert.match(counted[0].counted.zh, /运营/)
  })

  it('are described by their vendors, field by field, as the package does', async () => {
    const { vendors: told } = await ok('GET', 'vendors')
    assert.deepEqual(
      told.map(({ name, form }: Body) => [name, form]),
      vendors.map(({ name, form }) => [name, form]),
    )
    for (const { form } of told)
      for (const field of form) assert.ok(field.kind !== 'file' || field.accept.length > 0, field.field)
  })

  it('that are not there are not found', async () => {
    assert.equal((await server.admin('GET', 'notifier-states/nobody')).status, 404)
  })
})

describe('members of a label', () => {
  it('are found by the beginning of their names, page after page, each once', async () => {
    const names = ['amy', 'ann', 'anna', 'annabel', 'bea', 'test1']
    for (const username of names.slice(0, 5)) await server.app('POST', 'users', { username, password: 'p' })
    await ok('POST', 'push/label', { name: 'readers' })
    await ok('POST', 'push/label/readers/user', { usernames: names })
    const pages = async (query: string): Promise<readonly string[]> => {
      const found: string[] = []
      for (let after = ''; ; ) {
        const page = await ok('GET', `labels/readers/members?limit=2${query}${after && `&after=${after}`}`)
        found.push(...page.members.map(({ username }: Body) => username))
        if (page.after === undefined) return found
        after = page.after
      }
    }
    assert.deepEqual(await pages(''), names)
    assert.deepEqual(await pages('&prefix=ANN'), ['ann', 'anna', 'annabel'])
    assert.deepEqual(await pages('&prefix=anna'), ['anna', 'annabel'])
    assert.deepEqual(await pages('&prefix=zoe'), [])
    assert.equal((await server.admin('GET', 'labels/none/members')).status, 400)
  })
})

describe('previews of templates', () => {
  const preview = (name: string, body: object): Promise<Body> => ok('POST', `templates/${name}/preview`, body)

  it('say what is then pushed', async () => {
    const patterns = { title_pattern: 'Order {0}', content_pattern: '{$fromNickname}: {1}. {$msg}' }
    await ok('POST', 'notification/template', { name: 'order', ...patterns })
    const args = { titleArgs: ['12'], contentArgs: ['a', 'shipped'] }
    const { shown, screens, order } = await preview('order', { ...args, from: 'test2', to: 'test1', text: 'See you' })
    const ext = { em_push_template: { name: 'order', title_args: ['12'], content_args: ['a', 'shipped'] } }
    const message = { type: 'txt', body: { msg: 'See you' }, from: 'test2', to: ['test1'], ext }
    const apns = server.simulators.get('apns') ?? assert.fail()
    const delivered = new Promise<Body>(resolve => apns.onDelivered(resolve))
    assert.equal((await server.app('POST', 'messages/users', message)).status, 200)
    const { title, body } = (await delivered).shown
    assert.deepEqual({ title, content: body }, { title: shown.title, content: shown.content })
    const onApple = screens.find(({ vendor }: Body) => vendor === 'apns')
    assert.deepEqual(onApple, { vendor: 'apns', title, body })
    assert.deepEqual(
      screens.map(({ vendor }: Body) => vendor),
      vendors.map(({ name }) => name).toSorted(),
    )
    assert.match(shown.content, /: shipped\. See you$/)
    assert.deepEqual(order[0], { by: 'message', name: 'order', exists: true })
  })

  it('take drafts that are not stored, and speak each language of the server', async () => {
    const draft = { titlePattern: '{$dynamicFrom}', contentPattern: '{$msg}' }
    const { languages } = await preview('draft', { ...draft, kind: 'img' })
    const said = Object.fromEntries(languages.map(({ language, content }: Body) => [language, content]))
    assert.deepEqual(said, { zh: '[图片]', en: '[Image]' })
    assert.equal((await server.admin('POST', 'templates/draft/preview', {})).status, 400)
    assert.equal((await server.admin('POST', 'templates/draft/preview', { ...draft, titlePattern: '' })).status, 400)
  })

  it('read the receiver’s language and template', async () => {
    await ok('PUT', 'users/test2/notification/template', { templateName: 'order' })
    const { order } = await preview('order', { to: 'test2' })
    assert.deepEqual(order[1], { by: 'receiver', name: 'order', exists: true })
  })
})
