// A browser that is signed in.
import type { BrowserContext } from 'playwright-core'
import type { TestServer } from '../../packages/server/src/sandbox/test-server.ts'

/** Signs the browser in. */
export async function signIn(
  context: BrowserContext,
  server: TestServer,
  as: 'admin' | 'operator' | 'viewer',
): Promise<void> {
  const session = {
    account: { id: '1', name: as },
    role: as,
    roles: [],
    server: { version: '0.1.0', sandbox: true, timeZone: 'Asia/Shanghai' },
  }
  await context.route('**/admin/v1/**', async route => {
    if (new URL(route.request().url()).pathname === '/admin/v1/session') await route.fulfill({ json: session })
    else
      await route.continue({
        headers: { ...route.request().headers(), authorization: `Bearer ${server.demo.adminKey}` },
      })
  })
}
