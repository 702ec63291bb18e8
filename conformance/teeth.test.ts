// Whether the rules can tell a server that keeps them from one that does not: against a server that says yes to everything, and one
// that says no to everything, nearly all must break. Those that hold even there are named here, with what they are about.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { allRules } from './rules.ts'
import { runRules } from './suite.ts'

/** Without the sections and rules that documented rates make long. */
const rules = allRules.filter(({ section, timeoutMs }) => /^§[1-5](\.|$)/.test(section) && timeoutMs === undefined)

/** An answer to everything. */
interface Always {
  readonly status: number
  readonly body: object
}

/** A server that answers every request but the operator's alike; resolves with the sentences of the rules that hold. */
async function holdingAgainst(answer: (path: string) => Always): Promise<readonly string[]> {
  const server = createServer((request, response) => {
    // At once: one rule only announces a body.
    request.resume()
    const path = request.url ?? ''
    const operator = { status: 200, body: { app: { clientId: 'c' }, clientSecret: 's' } }
    const { status, body } = path.startsWith('/admin/') ? operator : answer(path)
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ timestamp: Date.now(), duration: 0, ...body }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const target = { url, org: 'a', app: 'b', clientId: 'c', clientSecret: 's', adminKey: 'k', phone: 'p' }
    const results = await runRules(target, rules)
    return results.filter(({ verdict }) => verdict === 'holds').map(({ rule }) => `${rule.section} ${rule.rule}`)
  } finally {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
}

describe('The rules break', () => {
  it('against a server that says yes to everything', async () => {
    const holding = await holdingAgainst(() => ({ status: 200, body: { access_token: 'yes' } }))
    assert.deepEqual(holding, [
      '§1.1 The answer is HTTP/1.1',
      '§1.1 The answer says Content-Type: application/json',
      '§1.3 A new token leaves older ones valid',
      '§2.3 The certificate name is not checked when binding',
      '§5 description is optional',
    ])
  })

  it('against a server that says no to everything', async () => {
    const no = {
      status: 404,
      body: { error: 'not_found', exception: 'NotFoundException', error_description: 'url is invalid' },
    }
    const yes = { status: 200, body: { access_token: 'yes' } }
    const holding = await holdingAgainst(path => (path.endsWith('/token') ? yes : no))
    assert.deepEqual(holding, [
      '§1.1 The answer is HTTP/1.1',
      '§1.1 A path in another case is another path',
      '§1.1 The answer says Content-Type: application/json',
      '§1.7 The code is the exception in snake case, without its ending',
      '§1.9 url is invalid has error not_found and exception NotFoundException',
      '§3.1 Changing or deleting a certificate that is not there is refused',
      '§4 Deleting without a name: 404 url is invalid (§12 row 35)',
    ])
  })
})
