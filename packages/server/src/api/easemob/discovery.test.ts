import { deepEqual, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { PosthouseError } from '../../base/failure.ts'
import type { Call } from '../../http/handler.ts'
import { discoveryHandlers } from './discovery.ts'

async function hostOf(publicUrl: string | undefined, url: string) {
  const { rest } = await discoveryHandlers({ publicUrl }).serverHosts({ params: {}, query: {}, body: {} }, {
    url,
  } as unknown as Call)
  return rest.hosts
}

test('the public URL goes before the address that was asked, and ports are always named', async () => {
  const asked = 'http://10.0.0.1:8080/easemob/server.json?app_key=x'
  deepEqual(await hostOf(undefined, asked), [{ protocol: 'http', domain: '10.0.0.1', port: 8080 }])
  deepEqual(await hostOf('https://push.example.com', asked), [
    { protocol: 'https', domain: 'push.example.com', port: 443 },
  ])
  deepEqual(await hostOf('http://push.example.com', asked), [
    { protocol: 'http', domain: 'push.example.com', port: 80 },
  ])
  deepEqual(await hostOf(undefined, 'https://[::1]:8443/easemob/server.json'), [
    { protocol: 'https', domain: '[::1]', port: 8443 },
  ])
})

test('F114 a Host header that is no host, or none, is the caller’s fault', async () => {
  for (const host of ['a b', '', 'a:99999', '%', '[::1'])
    await rejects(
      hostOf(undefined, `http://${host}/easemob/server.json`),
      (thrown: unknown) => thrown instanceof PosthouseError && thrown.code === 'argument_illegal',
      host,
    )
})
