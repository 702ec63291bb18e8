import assert from 'node:assert/strict'
import { it } from 'node:test'
import { zimCodes } from '@posthouse/protocol/frames'
import { startTestServer } from './test-server.ts'
import { DemoApp } from './testing/demo-app.ts'

/** More than an address has for nothing; the pause after them is longer than anybody is kept waiting. */
const guesses = 30

it('S08 tells whoever guesses credentials on the long connection when to come again, and judges no further one', async () => {
  await using server = await startTestServer()
  const app = new DemoApp(server)
  const attempt = async (user: string, sign: string) => {
    using client = await app.connect()
    const answer = await client.logIn({ app: app.id, user, sign })
    return { answer, bye: answer.t === 'welcome' ? undefined : (await client.bye()).reason }
  }
  const tried = await Promise.all(Array.from({ length: guesses }, (_, at) => attempt(`guessed-${at}`, 'wrong')))
  assert.ok(tried.every(({ answer }) => answer.t === 'refused' && answer.code === zimCodes['login-failed'].code))
  const { answer, bye } = await attempt('test1', app.sign)
  assert.ok(answer.t === 'refused')
  assert.equal(answer.code, zimCodes['too-often'].code)
  assert.equal(answer.message, zimCodes['too-often'].text)
  assert.ok((answer.retryAfterMs ?? 0) > 3_000)
  assert.equal(bye, 'busy')
})
