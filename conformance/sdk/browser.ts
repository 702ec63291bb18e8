// Chromium for tests: a browser, an origin of its own that serves the bundles of the SDK's suite, and pushes that the browser itself delivers.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { chromiumFlags, chromiumPath } from '../../tools/chromium.ts'

/** Where the client looks for the page's service worker. */
const workerName = 'posthouse-service-worker.js'

/** The bundles on a port of their own, which is another origin than the server's. */
export async function serveBundles(folder: string): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(async (request, response) => {
    const name = basename(new URL(request.url ?? '/', 'http://page').pathname)
    const file = name === workerName ? 'worker.mjs' : name
    if (file.endsWith('.mjs')) {
      response.setHeader('Content-Type', 'text/javascript').end(await readFile(join(folder, file)))
    } else if (name === '') response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>SDK</title>')
    else response.writeHead(404).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** A browser without windows. */
export async function startChromium(): Promise<AsyncDisposable & { readonly browser: Browser }> {
  const browser = await chromium.launch({
    executablePath: await chromiumPath(),
    headless: true,
    args: [...chromiumFlags()],
  })
  return { browser, [Symbol.asyncDispose]: () => browser.close() }
}

/** What a page threw that nobody caught; empty is well. */
export function faultsOf(page: Page): readonly string[] {
  const faults: string[] = []
  page.on('pageerror', error => faults.push(error.stack ?? error.message))
  return faults
}

/** The browser has no push service: the simulator's subscription takes the place of its own from the next load on. */
export async function subscribesAs(page: Page, token: string): Promise<void> {
  await page.addInitScript(json => {
    const { PushManager } = globalThis as unknown as { PushManager: { prototype: { subscribe: unknown } } | undefined }
    // The blank page has none.
    if (PushManager === undefined) return
    PushManager.prototype.subscribe = async () => ({
      options: { applicationServerKey: null },
      toJSON: () => JSON.parse(json),
    })
  }, token)
}

/** The service worker of a page. */
interface PageWorker {
  /** Has the browser deliver a push to it. */
  deliver(message: object): Promise<void>
  /** Has the browser end it, as it does with one that has been idle for a while; the next event starts it again. */
  sleep(): Promise<void>
}

/** The page's service worker; the page has registered it. */
export async function workerOf(page: Page): Promise<PageWorker> {
  const session = await page.context().newCDPSession(page)
  const registered = new Promise<string>(resolve => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [one] }) => {
      if (one) resolve(one.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  const [registrationId, { origin }] = [await registered, new URL(page.url())]
  return {
    async deliver(message) {
      await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(message) })
    },
    async sleep() {
      const asleep = new Promise<void>(resolve => {
        session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
          if (versions.some(({ runningStatus }) => runningStatus === 'stopped')) resolve()
        })
      })
      await session.send('ServiceWorker.stopAllWorkers')
      await asleep
    },
  }
}
