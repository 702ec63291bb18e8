// Roles × routes (S17) and tenants × routes (S13), generated from the endpoints: a server with every endpoint, whose handlers only say
// that they were reached.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  type AppId,
  type Appkey,
  type Endpoint,
  endpoints,
  noRates,
  type Role,
  roles,
  twinOf,
} from '@posthouse/protocol'
import { systemClock } from '../base/clock.ts'
import { PosthouseError } from '../base/failure.ts'
import { silentLog } from '../base/log.ts'
import type { Grant, Operator } from '../domain/access.ts'
import type { App } from '../domain/app.ts'
import type { AuditEntry } from '../domain/audit.ts'
import type { Route } from './routes.ts'
import { createHttpServer, defaultHttpLimits, type HttpServer } from './server.ts'
import { alwaysWell } from './testing/always-well.ts'

const appNumbered = (id: number): App => ({
  id: id as AppId,
  org: 'acme',
  name: `app${id}`,
  appkey: `acme#app${id}` as Appkey,
  uuid: '0f0e0d0c-0000-4000-8000-00000000a001',
  clientId: 'cid',
  settings: { openRegistration: false, pushOpen: true, rates: noRates },
  createdAtMs: 0,
})

/** `phk_viewer1`: a viewer of app 1; `phk_admin0`: an admin of everything. */
function operatorNamed(text: string): Operator | undefined {
  const [, role, id] = /^phk_([a-z]+)(\d)$/.exec(text) ?? []
  if (role === undefined) return undefined
  const grant: Grant = { appId: id === '0' ? undefined : (Number(id) as AppId), role: role as Role }
  const never = { lastUsedAtMs: undefined, expiresAtMs: undefined }
  return { kind: 'key', key: { id: 1n, name: text, grant, createdBy: '', createdAtMs: 0, ...never } }
}

const reached = async () => {
  throw new PosthouseError('conflict', { reason: 'reached' })
}
const ofOperators: readonly Route[] = endpoints.flatMap(endpoint => {
  if (endpoint.access === 'admin') return [{ endpoint, handle: reached }]
  const twin = twinOf(endpoint)
  return twin ? [{ endpoint: twin, handle: reached, original: endpoint }] : []
})

describe('Every endpoint of the operator’s interface', () => {
  let server: HttpServer
  let base: string
  const written: AuditEntry[] = []
  before(async () => {
    server = createHttpServer({
      routes: ofOperators,
      authenticator: {
        adminKey: 'operator-key',
        adminGuesses: { admit: async () => undefined, failed: () => undefined },
        operators: { ofKey: operatorNamed, ofSession: () => undefined },
        appOf: async (_org, name) => (/^app[12]$/.test(name) ? appNumbered(Number(name.slice(3))) : undefined),
        credentialOf: () => ({ kind: 'foreign' }),
      },
      audit: { write: async entry => written.push(entry) },
      clock: systemClock,
      log: silentLog,
      health: alwaysWell,
      openapi: () => ({}),
      limits: defaultHttpLimits,
      trustedProxies: [],
    })
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
    base = `http://127.0.0.1:${port}`
  })
  after(() => server[Symbol.asyncDispose]())

  const call = async ({ path, method }: Endpoint, app: string, credential: string) => {
    const filled = path.replace(':org', 'acme').replace(':app', app).replace(/:\w+/g, '1')
    const answer = await fetch(base + filled, { method, headers: { authorization: `Bearer ${credential}` } })
    const body = (await answer.json()) as { readonly error: string; readonly error_description: string }
    return { status: answer.status, error: body.error, text: body.error_description }
  }
  /** Whoever gets so far is only told what is wrong with the request, or that the handler was reached. */
  const isIn = ({ status, text }: { readonly status: number; readonly text: string }) =>
    status === 400 || (status === 404 && text === 'url is invalid') || (status === 409 && text === 'reached')
  const ofApps = ofOperators.filter(({ endpoint }) => endpoint.path.includes('/:org/:app'))
  const ofServer = ofOperators.filter(({ endpoint }) => !endpoint.path.includes('/:org/:app'))

  it('there are all of them', () => {
    assert.ok(ofApps.length > 80, String(ofApps.length))
    assert.ok(ofServer.length > 10, String(ofServer.length))
  })

  it('S17: a role on an app opens what it says there, and no role less does', async () => {
    for (const { endpoint } of ofApps) {
      for (const role of roles) {
        const answer = await call(endpoint, 'app1', `phk_${role}1`)
        const may = roles.indexOf(role) >= roles.indexOf(endpoint.role ?? 'admin')
        const at = `${role}: ${endpoint.method} ${endpoint.path} ${JSON.stringify(answer)}`
        assert.equal(isIn(answer), may, at)
        if (!may) assert.deepEqual([answer.status, answer.error], [403, 'forbidden_op'], at)
      }
    }
  })

  it('S17: a role on everything opens what it says on every app and on the server', async () => {
    for (const { endpoint } of ofOperators) {
      for (const role of roles) {
        const answer = await call(endpoint, 'app2', `phk_${role}0`)
        const may = endpoint.anyApp || roles.indexOf(role) >= roles.indexOf(endpoint.role ?? 'admin')
        assert.equal(isIn(answer), may, `${role}: ${endpoint.method} ${endpoint.path} ${JSON.stringify(answer)}`)
      }
      assert.ok(isIn(await call(endpoint, 'app2', 'operator-key')), endpoint.path)
    }
  })

  it('S17: a role on an app opens nothing of the server, but for what shows each only their own', async () => {
    for (const { endpoint } of ofServer) {
      const answer = await call(endpoint, '', 'phk_admin1')
      assert.equal(isIn(answer), endpoint.anyApp === true, `${endpoint.method} ${endpoint.path}`)
    }
    const anyApp = ofOperators.filter(({ endpoint }) => endpoint.anyApp).map(({ endpoint }) => endpoint.name)
    assert.deepEqual(anyApp.sort(), ['apps.list', 'session.changePassword', 'session.close', 'session.get'])
  })

  it('S13: an app of somebody else and one that is not there are answered alike', async () => {
    for (const { endpoint } of ofApps) {
      const [theirs, none] = [await call(endpoint, 'app2', 'phk_admin1'), await call(endpoint, 'app3', 'phk_admin1')]
      const without = (answer: typeof theirs) => ({ ...answer, text: answer.text.replace(/app\d/g, 'app') })
      assert.deepEqual(without(theirs), without(none), endpoint.path)
      assert.equal(theirs.status, 404, endpoint.path)
    }
  })

  it('S53: each that changes something is written down before it acts, and what was refused too; reading is not', async () => {
    for (const { endpoint } of ofOperators) {
      written.length = 0
      const changes = endpoint.role !== 'viewer' && (endpoint.method !== 'GET' || endpoint.name === 'users.disconnect')
      const answer = await call(endpoint, 'app1', 'phk_admin0')
      const outcomes = written.map(({ outcome }) => outcome)
      const expected = answer.text === 'reached' ? ['begun', 'failed'] : ['refused']
      assert.deepEqual(outcomes, changes ? expected : [], `${endpoint.method} ${endpoint.path}`)
      for (const { action, actor } of written) assert.deepEqual([action, actor], [endpoint.name, 'phk_admin0'])
      if (roles.indexOf(endpoint.role ?? 'admin') === 0 || !changes) continue
      written.length = 0
      await call(endpoint, 'app1', 'phk_viewer1')
      assert.deepEqual(
        written.map(({ outcome, code }) => [outcome, code]),
        [['refused', 'role_missing']],
        endpoint.path,
      )
    }
  })
})
