import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startRegistryServer } from '../../app/testing/registry-server.ts'
import { aP12, withIterations } from '../../channels/testing/certificates.ts'

test('S44, I11: while a certificate of 2 billion iterations is refused, the server answers others', async () => {
  await using server = await startRegistryServer()
  const path = '/acme/demo/notifiers'
  const body = (file: Buffer) => ({
    provider: 'APNS',
    name: 'demo_apns',
    environment: 'PRODUCTION',
    packageName: 'com.example.chat',
    passphrase: 'open sesame',
    file: file.toString('base64'),
  })
  const bomb = server.call('POST', path, body(withIterations(aP12(), 2_147_483_647)), server.demo.token)
  let isOver = false
  const over = bomb.finally(() => {
    isOver = true
  })
  const pauses: number[] = []
  while (!isOver) {
    const before = performance.now()
    assert.equal((await fetch(`${server.base}/healthz`)).status, 200)
    pauses.push(performance.now() - before)
  }
  const { status, body: answer } = await over
  assert.equal(status, 400)
  assert.match(String(answer['error_description']), /^file: takes longer than 2 s to open: export it again/)
  // Ten times what a busy machine of two cores needs; before, one answer took two minutes.
  assert.ok(pauses.length > 5 && Math.max(...pauses) < 1_500, `${pauses.length} answers, ${Math.max(...pauses)} ms`)
  const honest = await server.call('POST', path, body(aP12()), server.demo.token)
  assert.equal(honest.status, 200, honest.text)
})
