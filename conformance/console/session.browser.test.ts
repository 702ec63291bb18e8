// The console's session in a real browser (S11): what its cookie shows, and what pages of others can do with it. A page on another port of
// the same host counts as the same site, so `SameSite` lets the cookie through; the server has to look at where the request was made.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { Browser, BrowserContext } from 'playwright-core'
import { startTestServer, type TestServer } from '../../packages/server/src/sandbox/test-server.ts'
import { startChromium } from '../sdk/browser.ts'
import { signIn } from './sign-in.ts'

let server: TestServer
let browser: Browser
let context: BrowserContext
let elsewhere: string
const opened = new AsyncDisposableStack()

before(async () => {
  server = opened.use(await startTestServer())
  browser = opened.use(await startChromium()).browser
  const stranger = createServer((_request, answer) => {
    answer.setHeader('content-type', 'text/html').end('<!doctype html><title>elsewhere</title><body></body>')
  })
  await new Promise<void>(resolve => stranger.listen(0, '127.0.0.1', resolve))
  opened.defer(() => {
    stranger.closeAllConnections()
    stranger.close()
  })
  elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`
  context = await browser.newContext()
  await signIn(context, server, 'admin')
})
after(() => opened.disposeAsync())

const labels = async (): Promise<readonly string[]> => {
  const { body } = await server.admin('GET', 'push/label')
  return body.data.map((label: { readonly name: string }) => label.name)
}
const target = () => `${server.adminUrl}/admin/v1/apps/${server.demo.org}/${server.demo.app}/push/label`

describe('The session of the console in a browser', () => {
  it('S11 the browser keeps the cookie with every mark, and no script sees it', async () => {
    const [cookie] = await context.cookies(`${server.adminUrl}/admin/v1/session`)
    const { name, path, httpOnly, secure, sameSite, expires } = cookie ?? assert.fail('no cookie')
    assert.deepEqual(
      { name, path, httpOnly, secure, sameSite, expires },
      { name: 'posthouse_session', path: '/admin', httpOnly: true, secure: true, sameSite: 'Strict', expires: -1 },
    )
    const page = await context.newPage()
    await page.goto(`${server.adminUrl}/admin/v1/session`)
    assert.match((await page.textContent('body')) ?? '', /"kind":"account"/)
    assert.equal(await page.evaluate('document.cookie'), '')
    await page.close()
  })

  it('S11 a page of the server itself may change something', async () => {
    const page = await context.newPage()
    // Without a policy that would keep its scripts from asking.
    await page.goto(`${server.adminUrl}/healthz`)
    const status = await page.evaluate(
      async ([url]) => {
        const headers = { 'x-posthouse-console': '1', 'content-type': 'application/json' }
        const answer = await fetch(url ?? '', { method: 'POST', headers, body: '{"name":"own"}' })
        return answer.status
      },
      [target()],
    )
    assert.equal(status, 200)
    assert.ok((await labels()).includes('own'))
    await page.close()
  })

  for (const host of ['127.0.0.1', 'localhost']) {
    it(`S11 a page elsewhere, on ${host}, can neither change something by script nor by form, nor read an answer`, async () => {
      const page = await context.newPage()
      await page.goto(elsewhere.replace('127.0.0.1', host))
      const script = await page.evaluate(
        async ([url]) => {
          const ask = async (init: RequestInit) => {
            try {
              return (await fetch(url ?? '', { credentials: 'include', ...init })).type
            } catch {
              return 'refused'
            }
          }
          const body = '{"name":"forged"}'
          return [
            await ask({ method: 'POST', mode: 'no-cors', body }),
            await ask({ method: 'POST', headers: { 'x-posthouse-console': '1' }, body }),
            await ask({ method: 'GET' }),
          ]
        },
        [target()],
      )
      assert.deepEqual(script, ['opaque', 'refused', 'refused'])
      const sent = page.waitForResponse(answer => answer.url() === target())
      await page.evaluate(`(() => {
        const form = document.createElement('form')
        Object.assign(form, { method: 'POST', action: ${JSON.stringify(target())}, enctype: 'text/plain' })
        const field = document.createElement('input')
        Object.assign(field, { name: '{"name":"forged","x":"', value: '"}' })
        form.append(field)
        document.body.append(form)
        // After the answer to this call: with the page goes whoever waits for its word.
        setTimeout(() => form.submit(), 0)
      })()`)
      assert.ok([401, 403].includes((await sent).status()))
      // A page that is closed on its way to another one may never say that it is.
      await page.waitForURL(target())
      assert.equal((await labels()).includes('forged'), false)
      await page.close()
    })
  }
})
