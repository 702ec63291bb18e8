import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { hmacSha256Base64 } from '../../base/crypto.ts'
import { signatureHeaders } from '../../domain/callback-signature.ts'

type IsAuthentic = (secret: string, headers: object, body: string, nowSeconds?: number) => boolean

const guides = ['receive-callbacks.md', 'receive-callbacks.zh-CN.md']
const directory = mkdtempSync(join(tmpdir(), 'posthouse-guide-'))
after(() => rmSync(directory, { recursive: true }))

function textOf(guide: string): string {
  return readFileSync(new URL(`../../../../../docs/guides/${guide}`, import.meta.url), 'utf8')
}

async function verifierOf(guide: string): Promise<IsAuthentic> {
  const [, code] = /```js\n([\s\S]*?)```/.exec(textOf(guide)) ?? []
  assert.ok(code, `${guide} has no verifier`)
  const file = join(directory, `${guide}.mjs`)
  writeFileSync(file, code)
  const { isAuthentic } = (await import(pathToFileURL(file).href)) as { isAuthentic: IsAuthentic }
  return isAuthentic
}

for (const guide of guides) {
  test(`I10: the verifier of ${guide} accepts what we sign and nothing else`, async () => {
    const isAuthentic = await verifierOf(guide)
    const encode = (text: string) => new TextEncoder().encode(text)
    const nowMs = 1_700_000_000_000
    const body = '{"推":"送"}'
    const headers = signatureHeaders(7n, body, [encode('new-secret'), encode('old-secret')], nowMs, hmacSha256Base64)
    assert.equal(isAuthentic('new-secret', headers, body, nowMs / 1000), true)
    assert.equal(isAuthentic('old-secret', headers, body, nowMs / 1000 + 299), true)
    assert.equal(isAuthentic('other-secret', headers, body, nowMs / 1000), false)
    assert.equal(isAuthentic('new-secret', headers, `${body} `, nowMs / 1000), false)
    assert.equal(isAuthentic('new-secret', headers, body, nowMs / 1000 + 301), false)
    assert.equal(isAuthentic('new-secret', { ...headers, 'webhook-id': 'msg_8' }, body, nowMs / 1000), false)
    assert.equal(isAuthentic('new-secret', { ...headers, 'webhook-signature': 'v1,' }, body, nowMs / 1000), false)
    assert.equal(isAuthentic('new-secret', {}, body, nowMs / 1000), false)
  })
}

test('both guides show the same code and JSON that parses', () => {
  const [english, chinese] = guides.map(textOf)
  const code = (text: string | undefined) => /```js\n([\s\S]*?)```/.exec(text ?? '')?.[1]
  assert.equal(code(chinese), code(english))
  for (const text of [english, chinese]) JSON.parse(/```json\n([\s\S]*?)```/.exec(text ?? '')?.[1] ?? '')
})
