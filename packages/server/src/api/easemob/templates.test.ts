import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { templateEndpoints } from '@posthouse/protocol'
import {
  type Answer,
  type OneGroupServer,
  oneGroupNowMs,
  openOneGroup,
  refusalOf,
} from '../../app/testing/one-group.ts'
import { contentPatternCharsMax, templatesPerAppMax, titlePatternCharsMax } from '../../domain/template.ts'
import { templateHandlers } from './templates.ts'

const promo = { name: 'promo1', title_pattern: 'News for {0}', content_pattern: '{0} sent you {1}' }
const shown = { ...promo, createAt: oneGroupNowMs, updateAt: oneGroupNowMs }
const invalid = (field: string) => `400 illegal_argument IllegalArgumentException: parameters is invalid : ${field}`

describe('templates over HTTP (spec/easemob.md §4)', () => {
  let server: OneGroupServer
  let app = 0
  before(async () => {
    server = await openOneGroup(templateEndpoints, templateHandlers)
  })
  after(() => server[Symbol.asyncDispose]())
  beforeEach(() => {
    app += 1
  })

  const call = (method: string, path: string, body?: unknown, token?: string): Promise<Answer> =>
    server.call(app, method, `/notification/template${path}`, body, token)
  const data = async (answer: Promise<Answer>): Promise<unknown> => (await answer).body['data']
  const refusal = async (answer: Promise<Answer>): Promise<string> => refusalOf(await answer)
  const create = (name: string) => call('POST', '', { ...promo, name })

  it('creates a template with the members of the sample, and no path', async () => {
    const created = await call('POST', '', promo)
    assert.equal(created.status, 200)
    const { uri, duration, ...rest } = created.body
    assert.match(String(uri), new RegExp(`^http://.*/acme/demo${app}/notification/template$`))
    assert.equal(Number.isInteger(duration), true)
    assert.deepEqual(rest, {
      timestamp: oneGroupNowMs,
      organization: 'acme',
      application: '0f0e0d0c-0000-4000-8000-00000000a001',
      action: 'post',
      data: shown,
      applicationName: `demo${app}`,
    })
  })

  it('gives one template, changes one or both of its patterns, and answers what it deletes', async () => {
    await call('POST', '', promo)
    assert.deepEqual(await data(call('GET', '/promo1')), shown)
    const titled = await call('PUT', '/promo1', { title_pattern: '新消息' })
    assert.deepEqual([titled.body['action'], titled.body['data']], ['put', { ...shown, title_pattern: '新消息' }])
    const both = { title_pattern: '{$fromNickname}', content_pattern: '{$msg}' }
    assert.deepEqual(await data(call('PUT', '/promo1', { ...both, name: 'ignored' })), { ...shown, ...both })
    assert.deepEqual(await data(call('GET', '/promo1')), { ...shown, ...both })
    const deleted = await call('DELETE', '/promo1')
    assert.deepEqual([deleted.body['action'], deleted.body['data']], ['delete', { ...shown, ...both }])
    assert.deepEqual(await data(call('POST', '', promo)), shown)
  })

  it('answers an unknown name with 400 and the sentence of the original', async () => {
    const calls: readonly [string, unknown?][] = [['GET'], ['DELETE'], ['PUT', { title_pattern: 'x' }]]
    for (const [method, body] of calls) {
      assert.equal(
        await refusal(call(method, '/promo9', body)),
        '400 entity_not_found EntityNotFoundException: promo9 template is not exist',
        method,
      )
    }
    await create('promo9')
    assert.match(await refusal(call('GET', '/Promo9')), /Promo9 template is not exist$/)
    assert.match(await refusal(call('GET', '/a%00b')), /^400 .*the URL holds a NUL$/)
  })

  it('answers a deletion or change without a name with 404, as the path of nothing (§12 row 35)', async () => {
    for (const method of ['DELETE', 'PUT']) {
      const answer = await call(method, '')
      assert.deepEqual([answer.status, answer.body['error_description']], [404, 'url is invalid'], method)
    }
  })

  it('takes names of 1 to 64 letters and digits, each once', async () => {
    for (const name of ['a', '9', 'default', 'detail', 'n'.repeat(64)]) assert.equal((await create(name)).status, 200)
    for (const name of ['', 'n'.repeat(65), 'a_b', 'a b', '模板', 'a\n', 'a/b'])
      assert.equal(await refusal(create(name)), invalid('name'), JSON.stringify(name))
    assert.equal(
      await refusal(create('detail')),
      '400 illegal_argument IllegalArgumentException: template detail already exists',
    )
  })

  it('takes patterns up to their limits, and only the three members together', async () => {
    const title = '👋'.repeat(titlePatternCharsMax)
    const content = '文'.repeat(contentPatternCharsMax)
    assert.equal((await call('POST', '', { name: 'long', title_pattern: title, content_pattern: content })).status, 200)
    for (const wrong of [`${title}x`, '', 'a\u0000b', '\ud800', 7, null]) {
      assert.equal(await refusal(call('POST', '', { ...promo, title_pattern: wrong })), invalid('title_pattern'))
    }
    for (const wrong of [`${content}x`, '', null]) {
      assert.equal(await refusal(call('POST', '', { ...promo, content_pattern: wrong })), invalid('content_pattern'))
    }
    assert.equal(await refusal(call('PUT', '/long', { content_pattern: `${content}x` })), invalid('content_pattern'))
    assert.equal(await refusal(call('PUT', '/long', {})), invalid('title_pattern'))
    assert.equal(await refusal(call('POST', '', { title_pattern: 'x', content_pattern: 'y' })), invalid('name'))
  })

  it('lists templates in order of name, with a cursor that the longest name fits into', async () => {
    const names = ['a'.repeat(64), 'b'.repeat(64), 'B']
    for (const name of names) await create(name)
    const first = await call('GET', '?limit=2')
    assert.deepEqual([(first.body['data'] as unknown[]).length, first.body['count']], [2, 2])
    const cursor = String(first.body['cursor'])
    assert.equal(Buffer.from(cursor, 'base64url').toString(), `easemob:push:template:cursor:${names[0]}`)
    const second = await call('GET', `?limit=2&cursor=${cursor}`)
    assert.deepEqual(second.body['data'], [{ ...shown, name: names[1] }])
    assert.equal('cursor' in second.body, false)
    assert.equal((await call('GET', '')).body['count'], 3)
    assert.equal(await refusal(call('GET', '?cursor=bob')), invalid('cursor'))
    for (const limit of ['0', '101', 'x']) assert.equal(await refusal(call('GET', `?limit=${limit}`)), invalid('limit'))
  })

  it('gives an app a hundred templates and not one more', async () => {
    for (let at = 1; at <= templatesPerAppMax; at += 1) await create(`n${at}`)
    assert.equal(await refusal(create('n101')), '403 limit LimitException: limit request')
    assert.match(await refusal(create('n100')), /already exists/)
    await call('DELETE', '/n1')
    assert.equal((await create('n101')).status, 200)
  })

  it('S02 S13 opens to an app token only, and shows an app nothing of another', async () => {
    await create('promo1')
    assert.match(await refusal(call('GET', '/promo1', undefined, 'alice')), /^401 auth_bad_access_token/)
    app += 1
    assert.match(await refusal(call('GET', '/promo1')), /template is not exist$/)
    assert.deepEqual(await data(call('GET', '')), [])
  })
})
