import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { AppId, UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { systemRandom } from '../../base/random.ts'
import { createSealer, masterKeyOf } from '../../base/seal.ts'
import { issueToken } from '../../base/token.ts'
import { anApp, aUser } from '../../domain/testing/samples.ts'
import type { TokenRecord } from '../../ports/store.ts'
import { createCredentials } from './credentials.ts'
import { appSecretPlace } from './secret-place.ts'

const app = anApp({ name: 'demo', appkey: 'acme#demo' as never, clientId: 'cid-demo' })
const sealer = createSealer([masterKeyOf(new Uint8Array(32))], systemRandom)

/** A judge over tables that count how often they are asked. */
function aJudge(at: { nowMs: number }) {
  const tokens = new Map<string, TokenRecord>()
  const users = new Map([['alice', aUser()]])
  const asked = { tokens: 0 }
  const clock: Clock = { now: () => at.nowMs, monotonic: () => at.nowMs, after: () => () => undefined }
  const sealedOf = (secret: string) => sealer.seal(secret, appSecretPlace(app.id, 'client_secret'))
  let sealed = sealedOf('csecret-demo')
  const tables = {
    tokens: {
      async find(hash: Uint8Array) {
        asked.tokens += 1
        return tokens.get(Buffer.from(hash).toString('hex'))
      },
    },
    apps: { secrets: async () => ({ clientSecret: sealed, appSign: sealed, serverSecret: sealed }) },
    users: { find: async (_app: AppId, name: UserId) => users.get(name) },
  }
  const judge = createCredentials({ tables: tables as never, sealer, clock })
  const issue = (record: Partial<TokenRecord> = {}) => {
    const { text, hash } = issueToken(systemRandom)
    const whole = { appId: app.id, kind: 'app', username: undefined, expiresAtMs: 100_000, ...record } as const
    tokens.set(Buffer.from(hash).toString('hex'), whole)
    return { text, revoke: () => tokens.delete(Buffer.from(hash).toString('hex')) }
  }
  const replaceSecret = (secret: string): void => {
    sealed = sealedOf(secret)
  }
  return { judge, issue, asked, users, replaceSecret }
}

it('S05 asks once for a token that comes often, and sees its revocation within five seconds', async () => {
  const at = { nowMs: 0 }
  const { judge, issue, asked } = aJudge(at)
  const token = issue()
  for (let times = 0; times < 100; times += 1) assert.equal((await judge.credentialOf(app, token.text)).kind, 'valid')
  assert.equal(asked.tokens, 1)
  token.revoke()
  at.nowMs = 5_000
  assert.equal((await judge.credentialOf(app, token.text)).kind, 'unknown')
})

it('refuses a token the moment it ends, remembered or not', async () => {
  const at = { nowMs: 0 }
  const { judge, issue } = aJudge(at)
  const { text } = issue({ expiresAtMs: 1_000 })
  at.nowMs = 999
  assert.equal((await judge.credentialOf(app, text)).kind, 'valid')
  at.nowMs = 1_000
  assert.deepEqual(await judge.credentialOf(app, text), { kind: 'expired' })
})

it('S13 takes another app’s token for foreign, remembered or not', async () => {
  const { judge, issue } = aJudge({ nowMs: 0 })
  const { text } = issue({ appId: 5 as AppId })
  for (let times = 0; times < 2; times += 1) assert.deepEqual(await judge.credentialOf(app, text), { kind: 'foreign' })
})

it('S04 tokens carry 256 bits that never repeat', () => {
  const texts = Array.from({ length: 10_000 }, () => issueToken(systemRandom).text)
  assert.equal(new Set(texts).size, texts.length)
  const bytes = texts.slice(0, 1_000).map(text => Buffer.from(text.slice(4), 'base64url'))
  assert.ok(bytes.every(({ length }) => length === 32))
  for (let bit = 0; bit < 256; bit += 1) {
    const ones = bytes.filter(token => ((token[bit >> 3] ?? 0) >> (bit & 7)) & 1).length
    assert.ok(ones > 400 && ones < 600, `bit ${bit} is set in ${ones} of 1000`)
  }
})

/** A token of alice, signed with `csecret-demo`, from 1_700_000_000 for 600 seconds. */
const vector =
  'ZHQteyJzaWduYXR1cmUiOiIwNDBlY2ZiYzJjZDM3OWI5OTgyODI3ZjM5NjkxNmY3OTJlNDRkZGEwZDZlNGQyMTk1NDg2OTBjZjZiZmM3YTM5IiwiYXBwa2V5IjoiYWNtZSNkZW1vIiwidXNlcklkIjoiYWxpY2UiLCJjdXJUaW1lIjoxNzAwMDAwMDAwLCJ0dGwiOjYwMH0'

it('admits a dynamic token of a known user until it ends, and no forged one (spec/easemob.md §1.4)', async () => {
  const at = { nowMs: 1_700_000_000_000 }
  const { judge, users } = aJudge(at)
  assert.deepEqual(await judge.credentialOf(app, vector), {
    kind: 'valid',
    caller: { kind: 'user', username: 'alice' },
    expiresAtMs: 1_700_000_600_000,
  })
  const claims = JSON.parse(Buffer.from(vector, 'base64url').toString().slice(3)) as Record<string, unknown>
  for (const change of [{ ttl: 601 }, { userId: 'bob' }, { curTime: 1_700_000_001 }, { appkey: 'acme#other' }]) {
    const forged = Buffer.from(`dt-${JSON.stringify({ ...claims, ...change })}`).toString('base64url')
    assert.deepEqual(await judge.credentialOf(app, forged), { kind: 'foreign' }, JSON.stringify(change))
  }
  users.set('alice', aUser({ activated: false }))
  at.nowMs += 4_000
  assert.deepEqual(await judge.credentialOf(app, vector), { kind: 'unknown' })
  users.set('alice', aUser())
  at.nowMs = 1_700_000_600_000
  assert.deepEqual(await judge.credentialOf(app, vector), { kind: 'expired' })
})

it('S06 believes what a replaced secret signed for no longer than it remembers it, and nothing else', async () => {
  const at = { nowMs: 1_700_000_000_000 }
  const [seen, unseen] = [aJudge(at), aJudge(at)]
  assert.equal((await seen.judge.credentialOf(app, vector)).kind, 'valid')
  for (const { replaceSecret } of [seen, unseen]) replaceSecret('another')
  assert.equal((await unseen.judge.credentialOf(app, vector)).kind, 'foreign')
  at.nowMs += 5_000
  assert.equal((await seen.judge.credentialOf(app, vector)).kind, 'foreign')
})
