// §3: push certificates.
import assert from 'node:assert/strict'
import { generateKeyPairSync, randomInt } from 'node:crypto'
import { envelopeA, ok, refusals, refused, uuidPattern } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import type { Trial } from '../trial.ts'

/** An app id of Xiaomi: digits, which are the notifier's name (spec/easemob.md §3.2). */
function appId(): string {
  return `28823${randomInt(1e12, 9e12)}`
}

/** A Xiaomi notifier: its secret is any text, so no certificate has to be made. */
function xiaomi(more: Readonly<Record<string, unknown>> = {}) {
  return {
    provider: 'XIAOMIPUSH',
    name: appId(),
    environment: 'PRODUCTION',
    certificate: 'app-secret',
    packageName: 'test.example.demo',
    ...more,
  }
}

async function created(t: Trial, body: object) {
  const answer = envelopeA(t, await t.call('POST', 'notifiers', body), 'post', '/notifiers')
  const [entity] = answer.entities
  t.after(() => t.call('DELETE', `notifiers/${entity.uuid}`))
  return entity
}

/** A form as browsers send it. */
function formOf(fields: Readonly<Record<string, string>>, file?: { name: string; text: string }) {
  const boundary = 'conformance-boundary'
  const part = (head: string, text: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`
  const parts = Object.entries(fields).map(([name, value]) => part(`name="${name}"`, value))
  const filePart = file
    ? `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\n` +
      `Content-Type: application/octet-stream\r\n\r\n${file.text}\r\n`
    : ''
  return {
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    body: `${parts.join('')}${filePart}--${boundary}--\r\n`,
  }
}

export const notifierRules = rulesOf('§3.1', [
  [
    'C',
    'POST notifiers creates one: uuid, type, name, created, modified, disabled, provider, environment and packageName',
    async t => {
      const wish = xiaomi()
      const entity = await created(t, wish)
      assert.match(entity.uuid, uuidPattern)
      assert.ok(Number.isInteger(entity.created) && Number.isInteger(entity.modified))
      const { type, name, disabled, provider, environment, packageName } = entity
      assert.deepEqual(
        { type, name, disabled, provider, environment, packageName },
        {
          type: 'notifier',
          name: wish.name,
          disabled: false,
          provider: 'XIAOMIPUSH',
          environment: 'PRODUCTION',
          packageName: 'test.example.demo',
        },
      )
    },
  ],
  [
    'C',
    'GET notifiers lists them with count, action get and path /notifiers',
    async t => {
      const { name } = await created(t, xiaomi())
      const body = ok(await t.call('GET', 'notifiers'))
      assert.deepEqual([body.action, body.path, body.count], ['get', '/notifiers', body.entities.length])
      assert.ok(body.entities.some((one: { name: string }) => one.name === name))
    },
  ],
  [
    'C',
    'POST with notifierId changes the given fields of that one',
    async t => {
      const before = await created(t, xiaomi())
      const change = { notifierId: before.uuid, provider: 'XIAOMIPUSH', packageName: 'test.example.other' }
      const [after] = envelopeA(t, await t.call('POST', 'notifiers', change), 'post', '/notifiers').entities
      assert.deepEqual([after.uuid, after.name, after.packageName], [before.uuid, before.name, 'test.example.other'])
    },
  ],
  [
    'C',
    'DELETE notifiers/{uuid} answers the deleted one, and it is gone',
    async t => {
      const { uuid } = await created(t, xiaomi())
      const [deleted] = envelopeA(t, await t.call('DELETE', `notifiers/${uuid}`), 'delete', '/notifiers').entities
      assert.equal(deleted.uuid, uuid)
      const left = ok(await t.call('GET', 'notifiers')).entities
      assert.ok(!left.some((one: { uuid: string }) => one.uuid === uuid))
    },
  ],
  [
    'T',
    'POST notifiers takes a form as well as JSON',
    async t => {
      const { headers, body } = formOf(xiaomi() as Record<string, string>)
      const reply = await t.raw({
        method: 'POST',
        path: t.path('notifiers'),
        headers: { ...headers, Authorization: `Bearer ${t.app.token}` },
        body,
      })
      const [entity] = envelopeA(t, reply, 'post', '/notifiers').entities
      t.after(() => t.call('DELETE', `notifiers/${entity.uuid}`))
      assert.equal(entity.provider, 'XIAOMIPUSH')
    },
  ],
  [
    'T',
    'A form uploads an APNs key as the file part',
    async t => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const text = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      const fields = {
        provider: 'APNS',
        name: t.name('n'),
        environment: 'DEVELOPMENT',
        certificate: 'AuthKey_ABCDE12345.p8',
        packageName: 'test.example.demo',
        teamId: 'TEAM123456',
        keyId: 'ABCDE12345',
        sound: 'default',
      }
      const { headers, body } = formOf(fields, { name: 'AuthKey_ABCDE12345.p8', text })
      const reply = await t.raw({
        method: 'POST',
        path: t.path('notifiers'),
        headers: { ...headers, Authorization: `Bearer ${t.app.token}` },
        body,
      })
      const [entity] = envelopeA(t, reply, 'post', '/notifiers').entities
      t.after(() => t.call('DELETE', `notifiers/${entity.uuid}`))
      assert.deepEqual([entity.provider, entity.environment], ['APNS', 'DEVELOPMENT'])
      assert.ok(!reply.text.includes('PRIVATE KEY'), 'the answer shows the key')
    },
  ],
  [
    'C',
    'xiaomiPushSetings is spelled as the original spells it, and the right spelling is taken too',
    async t => {
      for (const key of ['xiaomiPushSetings', 'xiaomiPushSettings']) {
        const entity = await created(t, xiaomi({ [key]: { channelId: '104551' } }))
        assert.equal(entity.xiaomiPushSetings?.channelId, '104551', `${key}: ${JSON.stringify(entity)}`)
      }
    },
  ],
  [
    'C',
    "Each vendor's settings come back under their key, as they were given",
    async t => {
      const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
      const p8 = Buffer.from(key.export({ type: 'pkcs8', format: 'pem' }).toString()).toString('base64')
      const apns = { teamId: 'TEAM123456', keyId: 'ABCDE12345', sound: 'ring.caf' }
      const samples: readonly (readonly [string, object, string, object])[] = [
        ['APNS', { name: t.name('n'), certificate: 'k.p8', file: p8 }, 'apnsPushSettings', apns],
        ['VIVOPUSH', { name: `1000${randomInt(1e6)}#app-key` }, 'vivoPushSettings', { category: 'IM' }],
        ['HONOR', { name: appId() }, 'honorPushSettings', { activityClass: 'p.q.Main' }],
        ['OPPOPUSH', { name: t.name('n') }, 'oppoPushSettings', { category: 'IM' }],
        [
          'HUAWEIPUSH',
          { name: appId() },
          'huaweiPushSettings',
          { apiVersion: 4, category: 'IM', activityClass: 'p.q.Main' },
        ],
      ]
      for (const [provider, more, settingsKey, settings] of samples) {
        const entity = await created(t, { ...xiaomi({ provider, ...more }), [settingsKey]: settings })
        const { [settingsKey]: kept } = entity
        assert.deepEqual({ ...kept, ...settings }, kept, `${provider}: ${JSON.stringify(entity)}`)
      }
    },
  ],
  [
    'R',
    'A name that is taken, and a missing name, are 400 illegal_argument',
    async t => {
      const wish = xiaomi()
      await created(t, wish)
      refused(await t.call('POST', 'notifiers', wish), refusals.illegal)
      const { name: _left, ...nameless } = wish
      refused(await t.call('POST', 'notifiers', nameless), refusals.illegal)
    },
  ],
  [
    'C',
    'A provider that nobody knows is refused',
    async t => refused(await t.call('POST', 'notifiers', xiaomi({ provider: 'PIGEON' })), refusals.illegal),
  ],
  [
    'R',
    'Changing or deleting a certificate that is not there is refused',
    async t => {
      const notifierId = '0f0e0d0c-0000-4000-8000-00000000c001'
      for (const reply of [
        await t.call('POST', 'notifiers', { notifierId, provider: 'XIAOMIPUSH', packageName: 'p.q' }),
        await t.call('DELETE', `notifiers/${notifierId}`),
      ])
        assert.ok(reply.status === 404 || reply.status === 400, reply.text)
    },
  ],
  [
    'D',
    'Without a token it is 401',
    async t => refused(await t.call('GET', 'notifiers', undefined, { token: null }), refusals.noCredential),
  ],
])

export const providerRules = rulesOf('§3.2', [
  [
    'D',
    'A vivo notifier is named {appId}#{appKey}',
    async t => {
      const name = `1000${randomInt(1e6)}#00000000-0000-4000-8000-000000000000`
      const entity = await created(t, { provider: 'VIVOPUSH', name, certificate: 'secret', packageName: 'p.q' })
      assert.equal(entity.name, name)
    },
  ],
  [
    'R',
    'HarmonyOS may be called HARMONYPUSH or HARMONY',
    async t => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const file = JSON.stringify({
        project_id: '1',
        key_id: 'k',
        private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        sub_account: '101',
        auth_uri: 'https://oauth-login.cloud.huawei.com/oauth2/v3/authorize',
        token_uri: 'https://oauth-login.cloud.huawei.com/oauth2/v3/token',
        auth_provider_cert_uri: 'https://oauth-login.cloud.huawei.com/oauth2/v3/certs',
        client_cert_uri: 'https://oauth-login.cloud.huawei.com/oauth2/v3/x509?client_id=',
      })
      for (const provider of ['HARMONYPUSH', 'HARMONY']) {
        const body = { provider, name: t.name('n'), packageName: 'p.q', file: Buffer.from(file).toString('base64') }
        assert.match((await created(t, body)).provider, /^HARMONY/)
      }
    },
  ],
])
