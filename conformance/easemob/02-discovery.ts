// §1.2: where clients ask for the hosts.
import assert from 'node:assert/strict'
import { ok } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import type { Trial } from '../trial.ts'

async function hostsOf(t: Trial, query: string) {
  const body = ok(await t.raw({ method: 'GET', path: `/easemob/server.json${query}` }))
  assert.ok(Array.isArray(body.rest.hosts) && body.rest.hosts.length > 0, JSON.stringify(body))
  return body
}

/** Host and port of the server that is tried. */
function reachedAt(t: Trial) {
  const { hostname, port, protocol } = new URL(t.app.origin)
  return {
    protocol: protocol.replace(':', ''),
    domain: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  }
}

export const discoveryRules = rulesOf('§1.2', [
  [
    'C',
    'GET /easemob/server.json needs no credential and lists rest.hosts with protocol, domain and port',
    async t => {
      const { rest } = await hostsOf(t, `?app_key=${t.app.org}%23${t.app.name}`)
      for (const host of rest.hosts) {
        assert.match(host.protocol, /^https?$/i)
        assert.equal(typeof (host.ip || host.domain), 'string')
        assert.ok(Number.isInteger(Number(host.port)))
      }
    },
  ],
  [
    'C',
    'A host of the protocol that was asked over is among them, and it is this server',
    async t => {
      const { rest } = await hostsOf(t, `?app_key=${t.app.org}%23${t.app.name}`)
      const { protocol, domain, port } = reachedAt(t)
      const found = rest.hosts.find((host: { protocol: string }) => host.protocol.toLowerCase() === protocol)
      assert.ok(found, `no ${protocol} host in ${JSON.stringify(rest.hosts)}`)
      assert.deepEqual([found.ip || found.domain, Number(found.port)], [domain, port])
    },
  ],
  [
    'C',
    'msync-wx.hosts is a list, which the web SDK filters by protocol',
    async t => assert.ok(Array.isArray((await hostsOf(t, '?app_key=a%23b'))['msync-wx'].hosts)),
  ],
  [
    'C',
    'Switches are strings: enableDataReport and uploadinparts_enable',
    async t => {
      const body = await hostsOf(t, '?app_key=a%23b')
      for (const name of ['enableDataReport', 'enableReportLogs', 'uploadinparts_enable'])
        assert.ok(body[name] === undefined || typeof body[name] === 'string', `${name}: ${JSON.stringify(body[name])}`)
      assert.equal(body.enableDataReport ?? 'false', 'false')
    },
  ],
  [
    'C',
    'app_id, sdk_version and file_version may be there, and so may the cache buster',
    async t => void (await hostsOf(t, '?app_id=1&sdk_version=4.10.0&file_version=1&_v=1700000000000')),
  ],
  [
    'R',
    'Any app_key is answered with the same hosts, cut at its # and raw as well',
    async t => {
      const [whole, cut, none, raw] = await Promise.all(
        [
          `?app_key=${t.app.org}%23${t.app.name}`,
          `?app_key=${t.app.org}`,
          '',
          `?app_key=${t.app.org}#${t.app.name}`,
        ].map(query => hostsOf(t, query)),
      )
      for (const other of [cut, none, raw]) assert.deepEqual(other.rest, whole?.rest)
    },
  ],
])
