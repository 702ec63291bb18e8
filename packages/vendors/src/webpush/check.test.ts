import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { checkWebPush } from './check.ts'
import { parseWebPushCredentials } from './credentials.ts'

async function findings(subject: string) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const input = { name: 'web', environment: 'PRODUCTION', certificate, settings: { subject } } as const
  const credentials = parseWebPushCredentials(input)
  return { credentials, found: await checkWebPush(credentials) }
}

test('a key is found usable, and the finding has the public key that pages need', async () => {
  const { credentials, found } = await findings('mailto:push@posthouse.dev')
  assert.deepEqual(
    found.map(({ level, code }) => [level, code]),
    [['ok', 'key-usable']],
  )
  assert.ok(found[0]?.text.includes(credentials.publicKey))
})

test('a contact that nobody can reach is warned about, because Apple refuses it', async () => {
  const madeUp = [
    'mailto:a@localhost',
    'mailto:ops@chat.local',
    'https://intranet',
    'https://push.invalid/x',
    'https://LOCALHOST',
  ]
  for (const subject of madeUp) {
    const { found } = await findings(subject)
    assert.deepEqual(
      found.map(({ code }) => code),
      ['key-usable', 'subject-made-up'],
      subject,
    )
  }
  for (const subject of ['https://chat.dev', 'mailto:ops@localhost.dev']) {
    assert.equal((await findings(subject)).found.length, 1, subject)
  }
})
