import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bundleOf, clientBytesMax, programs } from './client-size.ts'

test('ZIM and ZPNs together are at most 30 KiB for a web page', async () => {
  const { gzipBytes } = await bundleOf(programs['ZIM and ZPNs'] ?? '')
  assert.ok(gzipBytes <= clientBytesMax, `${gzipBytes} bytes after gzip`)
  assert.ok(gzipBytes > 5_000, 'the bundle is too small to have anything in it')
})

test('a page that takes ZPNs only carries nothing of ZIM', async () => {
  const { inputs } = await bundleOf(programs['ZPNs'] ?? '')
  assert.ok(inputs.includes('src/zpns/zpns.ts'), inputs.join())
  const ofZim = inputs.filter(path => /^src\/(zim\/(?!enum-of)|session|inbox|connection)/.test(path))
  assert.deepEqual(ofZim, [])
})

test('a page that takes ZIM only carries nothing of ZPNs', async () => {
  const { inputs } = await bundleOf(programs['ZIM'] ?? '')
  assert.ok(inputs.includes('src/zim/zim.ts'), inputs.join())
  assert.deepEqual(
    inputs.filter(path => /^src\/(zpns|push)\//.test(path)),
    [],
  )
})
