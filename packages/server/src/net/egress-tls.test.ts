import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createTlsServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { createAuthority } from '@posthouse/vendors/simulators'
import { systemClock } from '../base/clock.ts'
import type { OutgoingResult } from '../ports/egress.ts'
import { createEgress, type EgressOptions } from './egress.ts'

const sandbox: EgressOptions = {
  allowHttp: true,
  allowLoopback: true,
  allowCidrs: [],
  ownAddresses: [],
  extraPorts: 'any',
}

const closing: (() => unknown)[] = []
after(async () => {
  for (const close of closing) await close()
})

function egressOf(options: EgressOptions) {
  const egress = createEgress(systemClock, options)
  closing.push(() => egress[Symbol.asyncDispose]())
  return egress
}

async function serve(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function post(egress: ReturnType<typeof egressOf>, url: string): Promise<OutgoingResult> {
  return egress.post({ url, headers: {}, body: '{}' }, new AbortController().signal)
}

test('S25, F84: only a valid certificate for that very name gets the request', async () => {
  const nowMs = Date.now()
  const authority = await createAuthority({ nowMs })
  const stranger = await createAuthority({ nowMs })
  const subject = { names: ['hooks.example.test'] }
  const faults = {
    good: await authority.issue(subject),
    expired: await authority.issue({ ...subject, notBeforeMs: nowMs - 9e8, notAfterMs: nowMs - 6e5 }),
    wrongName: await authority.issue({ names: ['other.example.test'] }),
    unknownAuthority: await stranger.issue(subject),
  }
  const resolve = async () => ['127.0.0.1']
  const results: Record<string, unknown> = {}
  let requests = 0
  const egress = egressOf({ ...sandbox, allowHttp: false, resolve, ca: [authority.caPem] })
  for (const [name, { certPem, keyPem }] of Object.entries(faults)) {
    const server = createTlsServer({ cert: certPem, key: keyPem }, (request, response) => {
      requests += 1
      response.end(
        `${(request.socket as unknown as { servername: string }).servername} ${request.headers.host?.split(':')[0]}`,
      )
    })
    const port = await serve(server)
    const result = await post(egress, `https://hooks.example.test:${port}/`)
    results[name] = result.kind === 'answered' ? result.excerpt : result.kind === 'failed' && result.cause
  }
  assert.equal(results['good'], 'hooks.example.test hooks.example.test')
  assert.match(String(results['expired']), /expired/)
  assert.match(String(results['wrongName']), /altnames|ERR_TLS_CERT_ALTNAME_INVALID/)
  assert.match(String(results['unknownAuthority']), /signature|issuer|self.signed|verify/i)
  assert.equal(requests, 1)
})

test('S25: the environment cannot switch certificate checks off', async () => {
  const stranger = await createAuthority({ nowMs: Date.now() })
  const { certPem, keyPem } = await stranger.issue({ names: ['hooks.example.test'] })
  const port = await serve(createTlsServer({ cert: certPem, key: keyPem }, (_request, response) => response.end()))
  const egress = egressOf({ ...sandbox, resolve: async () => ['127.0.0.1'] })
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  try {
    assert.equal((await post(egress, `https://hooks.example.test:${port}/`)).kind, 'failed')
  } finally {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  }
})

test('S25, F84: TLS 1.1 is not spoken', async () => {
  const authority = await createAuthority({ nowMs: Date.now() })
  const { certPem, keyPem } = await authority.issue({ names: ['hooks.example.test'] })
  const server = createTlsServer(
    { cert: certPem, key: keyPem, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' },
    (_request, response) => response.end(),
  )
  const port = await serve(server)
  const egress = egressOf({ ...sandbox, resolve: async () => ['127.0.0.1'], ca: [authority.caPem] })
  const result = await post(egress, `https://hooks.example.test:${port}/`)
  assert.equal(result.kind, 'failed')
  assert.match(result.kind === 'failed' ? result.cause : '', /protocol|version/i)
})
