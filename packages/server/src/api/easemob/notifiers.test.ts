import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { type Answer, type RegistryServer, startRegistryServer } from '../../app/testing/registry-server.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const serviceAccount = JSON.stringify({
  type: 'service_account',
  project_id: 'demo-proj',
  private_key_id: 'kid-canary',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  client_email: 'push@demo-proj.iam.gserviceaccount.com',
  token_uri: 'https://oauth2.googleapis.com/token',
})
const canary = 'canary-secret-0123456789abcdef'
const huawei = {
  provider: 'HUAWEIPUSH',
  name: '100200300',
  environment: 'PRODUCTION',
  certificate: canary,
  packageName: 'test.example.demo',
  huaweiPushSettings: { apiVersion: 4, category: 'IM', clientSecret: canary },
}

describe('notifiers (spec/easemob.md §3.1)', () => {
  let server: RegistryServer
  before(async () => {
    server = await startRegistryServer()
  })
  after(() => server[Symbol.asyncDispose]())

  const answers: string[] = []
  async function call(method: string, path: string, body?: unknown, token = server.demo.token): Promise<Answer> {
    const answer = await server.call(method, `/acme/demo/notifiers${path}`, body, token)
    answers.push(answer.text)
    return answer
  }
  const entity = ({ body }: Answer) => (body['entities'] as [Record<string, unknown>])[0]
  const sentence = ({ status, body }: Answer) => `${status} ${body['error']}: ${body['error_description']}`

  it('creates one from JSON and shows it without its secret', async () => {
    const created = await call('POST', '', huawei)
    assert.equal(created.status, 200, created.text)
    const { uuid, created: at, modified, ...rest } = entity(created) ?? {}
    assert.deepEqual(rest, {
      type: 'notifier',
      name: '100200300',
      disabled: false,
      provider: 'HUAWEIPUSH',
      environment: 'PRODUCTION',
      packageName: 'test.example.demo',
      huaweiPushSettings: { apiVersion: 4, category: 'IM' },
    })
    assert.equal(typeof uuid, 'string')
    assert.equal(at, modified)
    const list = await call('GET', '')
    assert.deepEqual([list.body['path'], list.body['count'], list.body['action']], ['/notifiers', 1, 'get'])
    assert.deepEqual(entity(list), entity(created))
  })

  it('creates one from a form with a file, whose name it shows', async () => {
    const form = new FormData()
    const fields = {
      provider: 'ANDROID',
      name: '4711',
      environment: 'DEVELOPMENT',
      certificate: 'account.json',
      pushType: 'BOTH',
      priority: 'high',
      supportAPNs: 'false',
    }
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('file', new Blob([serviceAccount]), 'account.json')
    const created = await call('POST', '', form)
    assert.equal(created.status, 200, created.text)
    const { googlePushSettings, certificate, environment } = entity(created) ?? {}
    assert.deepEqual(googlePushSettings, { pushType: 'BOTH', priority: 'high', supportAPNs: false })
    assert.equal(certificate, 'account.json')
    assert.equal(environment, 'DEVELOPMENT')
  })

  it('edits what is named and keeps the rest, the secret too', async () => {
    const before = entity(await call('GET', ''))
    const uuid = String(before?.['uuid'])
    const edited = await call('POST', '', { notifierId: uuid, packageName: 'test.example.other', disabled: true })
    assert.deepEqual(
      { ...entity(edited), modified: 0 },
      { ...before, packageName: 'test.example.other', disabled: true, modified: 0 },
    )
    const row = await server.store.tables.notifiers.byUuid(server.demo.app.id, uuid)
    assert.equal(row?.version, 2)
    assert.equal(entity(await call('POST', '', { notifierId: uuid, disabled: false }))?.['disabled'], false)
    assert.equal(
      sentence(await call('POST', '', { notifierId: uuid, provider: 'ANDROID' })),
      '400 illegal_argument: provider: a notifier keeps its provider; create another one instead',
    )
    assert.equal((await call('POST', '', { notifierId: 'no-such', packageName: 'x' })).status, 404)
  })

  it('names the field that cannot work, and what is taken', async () => {
    const refused = async (body: object) => sentence(await call('POST', '', body))
    assert.equal(await refused(huawei), '400 illegal_argument: notifier 100200300 already exists')
    assert.equal(await refused({ ...huawei, name: '' }), '400 illegal_argument: name: is missing')
    assert.equal(await refused({ name: 'x' }), '400 illegal_argument: provider: is missing')
    assert.equal(
      await refused({ ...huawei, provider: 'PIGEON' }),
      '400 illegal_argument: provider: there is no provider "PIGEON"',
    )
    assert.match(await refused({ ...huawei, name: 'letters' }), /^400 illegal_argument: name: /)
    assert.match(await refused({ ...huawei, name: '1', certificate: '' }), /^400 illegal_argument: certificate: /)
    assert.equal(
      await refused({ ...huawei, environment: 'MARS' }),
      '400 illegal_argument: parameters is invalid : environment',
    )
    const key = {
      provider: 'ANDROID',
      name: '1',
      environment: 'PRODUCTION',
      file: Buffer.from('{"private_key":1}').toString('base64'),
    }
    assert.match(await refused(key), /^400 illegal_argument: file/)
  })

  it('S30 S44 refuses forms that are too large, cut or strange', async () => {
    const form = (add: (form: FormData) => void) => {
      const made = new FormData()
      made.append('provider', 'ANDROID')
      add(made)
      return made
    }
    const large = await call(
      'POST',
      '',
      form(made => made.append('file', new Blob([new Uint8Array(1_048_577)]), 'x.p12')),
    )
    assert.equal(large.status, 413)
    const bomb = await call(
      'POST',
      '',
      form(made => made.append('file', new Blob([new Uint8Array([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff])]), 'x.p12')),
    )
    assert.equal(bomb.status, 400)
    for (const body of [
      form(made => made.append('__proto__', 'x')),
      form(made => made.append('provider', 'APNS')),
      form(made => made.append('name', 'x'.repeat(20_000))),
      form(made => {
        for (let at = 0; at < 40; at += 1) made.append(`f${at}`, 'x')
      }),
    ])
      assert.ok([400, 413].includes((await call('POST', '', body)).status))
    const cut = await fetch(`${server.base}/acme/demo/notifiers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.demo.token}`, 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nContent-Disposition: form-data; name="a"',
    })
    assert.equal(cut.status, 400)
  })

  it('S13 another app neither sees, edits nor deletes it', async () => {
    const uuid = String(entity(await call('GET', ''))?.['uuid'])
    const other = (method: string, path: string, body?: unknown) =>
      server.call(method, `/acme/other/notifiers${path}`, body, server.other.token)
    assert.deepEqual((await other('GET', '')).body['entities'], [])
    assert.equal((await other('POST', '', { notifierId: uuid, disabled: true })).status, 404)
    assert.equal((await other('DELETE', `/${uuid}`)).status, 404)
  })

  it('deletes one', async () => {
    const uuid = String(entity(await call('GET', ''))?.['uuid'])
    assert.equal(entity(await call('DELETE', `/${uuid}`))?.['uuid'], uuid)
    assert.equal((await call('DELETE', `/${uuid}`)).status, 404)
  })

  it('S15 S46 shows no secret in any answer and stores none in the clear', async () => {
    const stored = Buffer.concat([
      await readFile(server.databasePath),
      await readFile(`${server.databasePath}-wal`).catch(() => Buffer.alloc(0)),
    ])
    for (const secret of [canary, 'kid-canary', 'BEGIN PRIVATE KEY']) {
      assert.equal(answers.join('\n').includes(secret), false, secret)
      assert.equal(stored.includes(secret), false, secret)
    }
  })
})
