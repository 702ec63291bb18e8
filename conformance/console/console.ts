// The console for browser tests: a whole server with its sandbox, Chromium, and a page that is signed in. What the page throws, and what its
// policy refuses, fails the test at its end.
import assert from 'node:assert/strict'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { startTestServer, type TestServer } from '../../packages/server/src/sandbox/test-server.ts'
import { buildConsole } from '../../tools/build-console.ts'
import { startChromium } from '../sdk/browser.ts'
import { signIn } from './sign-in.ts'

/** A server with its console and a browser. Closing ends both, and fails where a page threw or was refused something. */
export interface ConsoleStage extends AsyncDisposable {
  readonly server: TestServer
  readonly browser: Browser
  /** Another reader: signed in, or not, with a language and a window of his own. */
  open(options?: ReaderOptions): Promise<Reader>
  /** `/console/{org}/{app}` of the demo app. */
  readonly appPath: string
}

/** How a reader sits before the console. */
export interface ReaderOptions {
  /** Default `en`. */
  readonly language?: 'en' | 'zh'
  /** Default `light`. */
  readonly theme?: 'light' | 'dark'
  /** Default 1280 × 800. */
  readonly size?: { readonly width: number; readonly height: number }
  /** Who reads; default an admin of the whole server. `nobody` is not signed in. */
  readonly as?: 'admin' | 'operator' | 'viewer' | 'nobody'
}

/** A page of the console and what one does with it. */
export interface Reader {
  readonly page: Page
  readonly context: BrowserContext
  /** Opens a page of the demo app: `go('/users/test1')`. */
  go(path: string): Promise<void>
  /** Opens any address of the server. */
  goTo(address: string): Promise<void>
  /** Another tab of the same browser: signed in already, its scripts at hand. */
  tab(): Promise<Reader>
}

/** Starts everything; `settings` are the server's flags. */
export async function openConsole(settings: readonly string[] = []): Promise<ConsoleStage> {
  await using opened = new AsyncDisposableStack()
  await buildConsole()
  const server = opened.use(await startTestServer(settings))
  const { browser } = opened.use(await startChromium())
  const appPath = `/console/${server.demo.org}/${server.demo.app}`
  const faults: string[] = []
  const all = opened.move()
  return {
    server,
    browser,
    appPath,
    open: options => openReader({ server, browser, appPath, faults }, options),
    async [Symbol.asyncDispose]() {
      await all.disposeAsync()
      assert.deepEqual(faults, [], 'a page threw, or its policy refused something')
    },
  }
}

interface Stage {
  readonly server: TestServer
  readonly browser: Browser
  readonly appPath: string
  readonly faults: string[]
}

async function openReader(stage: Stage, options: ReaderOptions = {}): Promise<Reader> {
  const { language = 'en', theme = 'light', size = { width: 1280, height: 800 }, as = 'admin' } = options
  const settings: BrowserContextOptions = {
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    colorScheme: theme,
    viewport: size,
    reducedMotion: 'reduce',
  }
  const context = await stage.browser.newContext(settings)
  if (as !== 'nobody') await signIn(context, stage.server, as)
  return openTab(stage, context)
}

async function openTab(stage: Stage, context: BrowserContext): Promise<Reader> {
  const { server, appPath, faults } = stage
  const page = await context.newPage()
  noteFaults(page, faults)
  const goTo = async (address: string): Promise<void> => {
    await page.goto(`${server.adminUrl}${address}`)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
  }
  return { page, context, goTo, go: path => goTo(`${appPath}${path}`), tab: () => openTab(stage, context) }
}

/** Refusals of the server are part of life; what the policy refuses and what nobody caught are not. */
function noteFaults(page: Page, faults: string[]): void {
  page.on('pageerror', error => faults.push(error.stack ?? error.message))
  page.on('console', message => {
    if (message.type() === 'error' && /Content Security Policy|Content-Security-Policy/.test(message.text()))
      faults.push(message.text())
  })
}
