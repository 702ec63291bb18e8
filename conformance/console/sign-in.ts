// A browser that is signed in as people are: the operator invites an account, its owner follows the invitation, and the session's cookie is the
// browser's own.
import assert from 'node:assert/strict'
import type { BrowserContext } from 'playwright-core'
import type { TestServer } from '../../packages/server/src/sandbox/test-server.ts'

const password = 'three horses rest here'

/** Signs the browser in with a role on everything; each call makes an account of its own. */
export async function signIn(
  context: BrowserContext,
  server: TestServer,
  as: 'admin' | 'operator' | 'viewer',
): Promise<void> {
  const api = `${server.adminUrl}/admin/v1`
  const authorization = `Bearer ${server.demo.adminKey}`
  accounts += 1
  const made = await context.request.post(`${api}/accounts`, {
    headers: { authorization },
    data: { name: `${as}-${accounts}`, role: as },
  })
  assert.equal(made.status(), 200, await made.text())
  const { invitation } = (await made.json()) as { readonly invitation: { readonly token: string } }
  const followed = await context.request.post(`${api}/invitation`, {
    headers: { 'x-posthouse-console': '1' },
    data: { token: invitation.token, password },
  })
  assert.equal(followed.status(), 200, await followed.text())
}

/** Accounts made by this process. */
let accounts = 0
