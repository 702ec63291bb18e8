import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answer, type RegistryServer, startRegistryServer } from '../../app/testing/registry-server.ts'

type Body = Readonly<Record<string, unknown>>

describe('what users set about notifications', () => {
  let server: RegistryServer
  let users = 0
  before(async () => {
    server = await startRegistryServer()
  })
  after(() => server[Symbol.asyncDispose]())

  const call = (method: string, path: string, body?: unknown, token: string | undefined = server.demo.token) =>
    server.call(method, `/acme/demo${path}`, body, token)
  const sentence = ({ status, body }: Answer) => `${status} ${body['error']}: ${body['error_description']}`
  const dataOf = async (answer: Promise<Answer>) => {
    const { status, body } = await answer
    assert.equal(status, 200, JSON.stringify(body))
    return body['data'] as Body
  }
  const entityOf = async (answer: Promise<Answer>) => {
    const { status, body } = await answer
    assert.equal(status, 200, JSON.stringify(body))
    return (body['entities'] as Body[])[0] ?? {}
  }

  /** A user of its own for each test. */
  async function aUser(): Promise<string> {
    users += 1
    const username = `user${users}`
    assert.equal((await call('POST', '/users', { username, password: 'p1' })).status, 200)
    return username
  }

  describe('on the user entity (spec/easemob.md §2.4–2.6)', () => {
    it('a nickname, a display style and the older quiet hours are set and shown as numbers and booleans', async () => {
      const name = await aUser()
      const set = await entityOf(
        call('PUT', `/users/${name}`, {
          nickname: 'Alice A.',
          notification_display_style: '1',
          notification_no_disturbing: true,
          notification_no_disturbing_start: '22',
          notification_no_disturbing_end: 7,
        }),
      )
      const { uuid, created, modified, ...shown } = set
      assert.deepEqual(shown, {
        type: 'user',
        username: name,
        activated: true,
        nickname: 'Alice A.',
        notification_display_style: 1,
        notification_no_disturbing: true,
        notification_no_disturbing_start: 22,
        notification_no_disturbing_end: 7,
        pushInfo: [],
      })
      assert.deepEqual(await entityOf(call('GET', `/users/${name}`)), set)
      const changed = await entityOf(call('PUT', `/users/${name}`, { notification_no_disturbing: false }))
      assert.deepEqual({ ...changed, modified }, { ...set, notification_no_disturbing: false })
      assert.equal(
        (await entityOf(call('PUT', `/users/${name}`, { notification_display_style: 0 })))[
          'notification_display_style'
        ],
        0,
      )
    })

    it('every answer that shows a user shows the settings', async () => {
      const name = await aUser()
      await call('PUT', `/users/${name}`, { notification_display_style: 1 })
      const { body } = await call('GET', '/users?limit=100')
      const listed = (body['entities'] as Body[]).find(one => one['username'] === name)
      assert.equal(listed?.['notification_display_style'], 1)
      assert.equal((await entityOf(call('POST', `/users/${name}/deactivate`)))['notification_display_style'], 1)
      assert.equal((await entityOf(call('DELETE', `/users/${name}`)))['notification_display_style'], 1)
      await call('POST', '/users', { username: name, password: 'p1' })
      assert.equal((await entityOf(call('GET', `/users/${name}`)))['notification_display_style'], undefined)
    })

    it('bad input names its member and changes nothing, whatever came with it', async () => {
      const name = await aUser()
      const before = await entityOf(call('GET', `/users/${name}`))
      const invalid = (field: string) => `400 illegal_argument: parameters is invalid : ${field}`
      const binding = { device_id: 'd', device_token: 't', notifier_name: 'n' }
      const cases: readonly [Body, string][] = [
        [{ nickname: 'x'.repeat(101) }, '400 illegal_argument: NICKNAME_TOO_LONG'],
        [{ notification_display_style: 2 }, invalid('notification_display_style')],
        [{ notification_display_style: 'x' }, invalid('notification_display_style')],
        [{ notification_no_disturbing: 'yes' }, invalid('notification_no_disturbing')],
        [{ notification_no_disturbing_start: 24 }, invalid('notification_no_disturbing_start')],
        [{ notification_no_disturbing_end: 'noon' }, invalid('notification_no_disturbing_end')],
        [{ notification_ignore_g1: 'true' }, invalid('notification_ignore_')],
        [{ notification_ignore_: true }, invalid('notification_ignore_')],
      ]
      for (const [bad, expected] of cases) {
        const body = { ...binding, nickname: 'New', notification_no_disturbing: true, ...bad }
        assert.equal(sentence(await call('PUT', `/users/${name}`, body)), expected)
      }
      assert.deepEqual(await entityOf(call('GET', `/users/${name}`)), before)
      const nobody = await call('PUT', '/users/nobody', { notification_display_style: 1 })
      assert.equal(`${nobody.status} ${nobody.body['exception']}`, '404 UserNotFoundException')
    })

    it('a group is muted in the older way and is then the same as one with mode NONE', async () => {
      const name = await aUser()
      const muted = await entityOf(
        call('PUT', `/users/${name}`, { notification_ignore_g1: true, notification_ignore_g2: true }),
      )
      assert.deepEqual([muted['notification_ignore_g1'], muted['notification_ignore_g2']], [true, true])
      assert.deepEqual(await dataOf(call('GET', `/users/${name}/notification/chatgroup/g1`)), { type: 'NONE' })
      const lifted = await entityOf(call('PUT', `/users/${name}`, { notification_ignore_g1: false }))
      assert.deepEqual([lifted['notification_ignore_g1'], lifted['notification_ignore_g2']], [undefined, true])
      assert.deepEqual(await dataOf(call('GET', `/users/${name}/notification/chatgroup/g1`)), { type: 'DEFAULT' })
    })

    it('a user sets this for nobody else', async () => {
      const [name, other] = [await aUser(), await aUser()]
      const { body } = await server.call('POST', '/acme/demo/token', {
        grant_type: 'password',
        username: name,
        password: 'p1',
      })
      const token = String(body['access_token'])
      assert.equal((await call('PUT', `/users/${name}`, { notification_display_style: 1 }, token)).status, 200)
      const mode = `/users/${name}/notification/user/${name}`
      assert.equal((await call('PUT', mode, { type: 'NONE' }, token)).status, 200)
      for (const path of ['', `/notification/user/${name}`, '/notification/language', '/notification/template'])
        assert.equal(
          sentence(
            await call('PUT', `/users/${other}${path}`, { translationLanguage: 'EN', templateName: 't' }, token),
          ),
          '401 unauthorized: Unable to authenticate (OAuth)',
        )
    })
  })

  describe('modes (spec/easemob.md §2.7)', () => {
    const modeOf = (name: string, path: string) => `/users/${name}/notification/${path}`

    it('is answered with the sample’s body, and the duration comes back as its end', async () => {
      const name = await aUser()
      const fromMs = Date.now()
      const wanted = { type: 'NONE', ignoreInterval: '21:30-8:0', ignoreDuration: 86_400_000 }
      const { status, body } = await call('PUT', `${modeOf(name, 'user/bob')}?resource=web_1`, wanted)
      assert.equal(status, 200)
      const data = body['data'] as { ignoreDuration: number }
      const asked = data.ignoreDuration - 86_400_000
      assert.ok(asked >= fromMs && asked <= Date.now())
      assert.deepEqual(
        { ...body, timestamp: 0, duration: 0 },
        {
          action: 'put',
          application: server.demo.app.uuid,
          path: '/users',
          uri: `${server.base}/acme/demo/users/${name}/notification/user/bob?resource=web_1`,
          data: { type: 'NONE', ignoreInterval: '21:30-08:00', ignoreDuration: data.ignoreDuration },
          timestamp: 0,
          duration: 0,
          organization: 'acme',
          applicationName: 'demo',
        },
      )
      const got = await call('GET', `${modeOf(name, 'user/BOB')}?_v=1`)
      assert.deepEqual([got.body['action'], got.body['data']], ['get', data])
    })

    it('what was never set is DEFAULT for a conversation and ALL for the user', async () => {
      const name = await aUser()
      assert.deepEqual(await dataOf(call('GET', modeOf(name, 'user/bob'))), { type: 'DEFAULT' })
      assert.deepEqual(await dataOf(call('GET', modeOf(name, `chatgroup/${name}`))), { type: 'DEFAULT' })
      assert.deepEqual(await dataOf(call('GET', modeOf(name, `user/${name.toUpperCase()}`))), { type: 'ALL' })
    })

    it('only given members change, empty and all-zero intervals and a zero duration are none', async () => {
      const name = await aUser()
      const own = modeOf(name, `user/${name}`)
      const put = (body: Body, path = own) => dataOf(call('PUT', path, body))
      assert.deepEqual(await put({ type: 'AT' }), { type: 'AT' })
      assert.deepEqual(await put({ ignoreInterval: '8:5-9:30' }), { type: 'AT', ignoreInterval: '08:05-09:30' })
      assert.deepEqual(await put({ type: 'ALL' }), { type: 'ALL', ignoreInterval: '08:05-09:30' })
      assert.deepEqual(await put({ ignoreInterval: '0:0-0:0' }), { type: 'ALL' })
      assert.deepEqual(await put({ ignoreInterval: '7:00-7:00' }), { type: 'ALL', ignoreInterval: '07:00-07:00' })
      assert.deepEqual(await put({ ignoreInterval: '' }), { type: 'ALL' })
      assert.deepEqual(Object.keys(await put({ ignoreDuration: 604_800_000 })), ['type', 'ignoreDuration'])
      assert.deepEqual(await put({ ignoreDuration: 0 }), { type: 'ALL' })
      assert.deepEqual(await put({}), { type: 'ALL' })
      const peer = modeOf(name, 'chatgroup/1-2_3')
      assert.deepEqual(await put({ type: 'NONE' }, peer), { type: 'NONE' })
      assert.deepEqual(await put({ type: 'DEFAULT' }, peer), { type: 'DEFAULT' })
    })

    it('refuses what is no mode, interval or duration, and changes nothing then', async () => {
      const name = await aUser()
      const own = modeOf(name, `user/${name}`)
      const cases: readonly [Body, string][] = [
        [{ type: 'none' }, 'type'],
        [{ type: 'DEFAULT' }, 'type'],
        [{ ignoreInterval: '24:00-1:00' }, 'ignoreInterval'],
        [{ ignoreInterval: '8-9' }, 'ignoreInterval'],
        [{ ignoreDuration: -1 }, 'ignoreDuration'],
        [{ ignoreDuration: 604_800_001 }, 'ignoreDuration'],
        [{ ignoreDuration: '5' }, 'ignoreDuration'],
      ]
      for (const [bad, field] of cases)
        assert.equal(
          sentence(await call('PUT', own, { type: 'NONE', ...bad })),
          `400 illegal_argument: parameters is invalid : ${field}`,
        )
      assert.deepEqual(await dataOf(call('GET', own)), { type: 'ALL' })
      assert.equal(sentence(await call('PUT', modeOf(name, 'room/r1'), {})), '404 not_found: url is invalid')
      const nobody = await call('PUT', modeOf('nobody', 'user/x'), { type: 'ALL' })
      assert.equal(`${nobody.status} ${nobody.body['exception']}`, '400 RequiredPropertyNotFoundException')
    })

    it('many conversations are asked for at once, and those without settings of their own are left out', async () => {
      const name = await aUser()
      await call('PUT', modeOf(name, 'user/bob'), { type: 'NONE' })
      await call('PUT', modeOf(name, 'chatgroup/g1'), { type: 'AT', ignoreInterval: '1:00-2:00' })
      await call('PUT', modeOf(name, 'user/dora'), { type: 'AT' })
      await call('PUT', modeOf(name, 'user/dora'), { type: 'DEFAULT' })
      const asked = `/users/${name}/notification?user=Bob,carol,dora&group=g1,g2&_v=5`
      assert.deepEqual(await dataOf(call('GET', asked)), {
        user: { bob: { type: 'NONE' } },
        group: { g1: { type: 'AT', ignoreInterval: '01:00-02:00' } },
      })
      assert.deepEqual(await dataOf(call('GET', `/users/${name}/notification`)), { user: {}, group: {} })
      const list = (count: number) => Array.from({ length: count }, (_, at) => `u${at}`).join(',')
      assert.equal((await call('GET', `/users/${name}/notification?user=${list(10)}&group=${list(10)}`)).status, 200)
      assert.equal((await call('GET', `/users/${name}/notification?user=${list(10)}&group=${list(11)}`)).status, 400)
    })

    it('conversations with a mode of their own are listed page by page', async () => {
      const name = await aUser()
      for (const path of ['user/bob', 'user/张三', 'chatgroup/g1', 'chatgroup/g2', 'chatgroup/g3'])
        await call('PUT', modeOf(name, encodeURI(path)), { type: path.includes('g') ? 'AT' : 'NONE' })
      await call('PUT', modeOf(name, 'user/only-quiet'), { ignoreDuration: 60_000 })
      const seen: unknown[] = []
      let cursor = ''
      for (let pages = 0; pages < 9; pages += 1) {
        const { body } = await call('GET', `/users/${name}/notification/mute/type?limit=2&cursor=${cursor}`)
        seen.push(...(body['data'] as unknown[]))
        if (body['cursor'] === undefined) break
        cursor = String(body['cursor'])
      }
      assert.deepEqual(seen, [
        { group: 'g1', value: 'AT' },
        { group: 'g2', value: 'AT' },
        { group: 'g3', value: 'AT' },
        { user: 'bob', value: 'NONE' },
        { user: '张三', value: 'NONE' },
      ])
      assert.equal((await call('GET', `/users/${name}/notification/mute/type?cursor=eA`)).status, 400)
      assert.equal((await call('GET', `/users/${name}/notification/mute/type?limit=0`)).status, 400)
    })
  })

  it('a language and a template are chosen and taken away (spec/easemob.md §2.8, §2.9)', async () => {
    const name = await aUser()
    const path = (what: string) => `/users/${name}/notification/${what}`
    assert.deepEqual(await dataOf(call('GET', path('language'))), { language: '' })
    assert.deepEqual(await dataOf(call('PUT', path('language'), { translationLanguage: 'EN' })), { language: 'EN' })
    assert.deepEqual(await dataOf(call('GET', path('language'))), { language: 'EN' })
    assert.deepEqual(await dataOf(call('PUT', path('template'), { templateName: '促销' })), { templateName: '促销' })
    assert.deepEqual(await dataOf(call('PUT', path('language'), { translationLanguage: '' })), { language: '' })
    assert.deepEqual(await dataOf(call('GET', path('template'))), { templateName: '促销' })
    const invalid = (field: string) => `400 illegal_argument: parameters is invalid : ${field}`
    assert.equal(sentence(await call('PUT', path('language'), {})), invalid('translationLanguage'))
    assert.equal(
      sentence(await call('PUT', path('template'), { templateName: 'x'.repeat(65) })),
      invalid('templateName'),
    )
    assert.equal(sentence(await call('PUT', path('template'), { templateName: 'a\u0000' })), invalid('templateName'))
    assert.equal((await call('GET', '/users/nobody/notification/language')).status, 400)
  })
})
