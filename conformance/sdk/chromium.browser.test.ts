// The SDK's suite in Chromium: every case runs in a page, with the browser's own sockets and storage, against a whole server.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { startTestServer } from '../../packages/server/src/sandbox/test-server.ts'
import { faultsOf, serveBundles, startChromium } from './browser.ts'
import { bundle } from './bundle.ts'
import { cases } from './cases.ts'
import type { Host } from './host.ts'
import type { PageGlobals } from './page.ts'
import { furnish, hostOf } from './server-host.ts'

const opened = new AsyncDisposableStack()
let page: Page
let faults: readonly string[]

before(async () => {
  const server = opened.use(await startTestServer())
  await furnish(server)
  const { folder } = opened.use(await bundle())
  const { url } = opened.use(await serveBundles(folder))
  const { browser } = opened.use(await startChromium())
  page = await browser.newPage()
  faults = faultsOf(page)
  const host = hostOf(server)
  await page.exposeFunction('askHost', (method: keyof Host, args: readonly unknown[]) =>
    (host[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args),
  )
  await page.goto(url)
  const { appId, appSign } = server.demo
  const place = { appID: appId, appSign, server: server.url }
  await page.evaluate(given => Object.assign(globalThis, { place: given }), place)
  await page.addScriptTag({ type: 'module', url: `${url}page.mjs` })
  await page.waitForFunction(() => 'runCase' in globalThis)
})
after(() => opened.disposeAsync())

describe('the SDK in Chromium', { concurrency: false }, () => {
  for (const { name } of cases) {
    it(name, async () => {
      const fault = await page.evaluate(one => (globalThis as unknown as PageGlobals).runCase(one), name)
      if (fault !== undefined) throw new Error(fault)
      assert.deepEqual(faults, [])
    })
  }
})
