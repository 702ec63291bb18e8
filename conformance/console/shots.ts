// `npm run shots`: pictures of every page in both languages and themes, on a laptop and a phone, of a server with a past. Written to `shots/`;
// with `--docs` the three that the README shows go to docs/images.
//
//   npm run shots -- --only messages,phones      pages whose name begins so
import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { type ConsoleStage, openConsole, type Reader, type ReaderOptions } from './console.ts'
import { furnish } from './furnish.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'shots')

/** Looks in which each page is taken. */
const looks: readonly (ReaderOptions & { readonly name: string })[] = [
  { name: 'en-light', language: 'en', theme: 'light' },
  { name: 'en-dark', language: 'en', theme: 'dark' },
  { name: 'zh-light', language: 'zh', theme: 'light' },
  { name: 'zh-dark', language: 'zh', theme: 'dark' },
  { name: 'zh-light-phone', language: 'zh', theme: 'light', size: { width: 390, height: 844 } },
]

/** What the READMEs show, by the page: its picture's name, and what is done on it before. */
const ofReadme: Readonly<Record<string, { readonly picture: string; readonly act?: (page: Page) => Promise<void> }>> = {
  overview: { picture: 'console-overview' },
  'message-failed': { picture: 'console-message' },
  phones: { picture: 'console-phones', act: playUntilItArrives },
}

/** Longest wait for a page to have all that it asks for, ms. */
const quietMsMax = 5_000

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, docs: { type: 'boolean', default: false } } })
  requireChineseFont()
  await mkdir(folder, { recursive: true })
  await using stage = await openConsole()
  const pages = await pagesOf(stage)
  const wanted = values.only?.split(',')
  const unknown = wanted?.filter(prefix => !pages.some(([name]) => name.startsWith(prefix))) ?? []
  if (unknown.length > 0)
    throw new Error(`no page begins with ${unknown.join()}: ${pages.map(([name]) => name).join()}`)
  for (const { name: look, ...options } of looks) {
    const reader = await stage.open(options)
    for (const [name, address] of pages) {
      if (wanted && !wanted.some(prefix => name.startsWith(prefix))) continue
      await take(reader, address, join(folder, `${name}-${look}.png`))
      if (values.docs && look === 'en-light') await takeForReadme(reader, name)
      process.stdout.write(`${name}-${look}.png\n`)
    }
    await reader.context.close()
  }
}

/** Names and addresses. */
async function pagesOf({ server, appPath }: ConsoleStage): Promise<readonly (readonly [string, string])[]> {
  const ids = await furnish(server)
  const ofApp: Readonly<Record<string, string>> = {
    overview: '/overview',
    why: '/why',
    message: `/messages/${ids.msgId}`,
    'message-failed': `/messages/${ids.failedId}`,
    send: '/send?user=test1',
    tasks: '/tasks',
    'task-new': '/tasks/new',
    task: `/tasks/${ids.taskId}`,
    users: '/users',
    user: '/users/test1',
    labels: '/labels',
    label: '/labels/post-90s',
    templates: '/templates',
    template: '/templates/order',
    resources: '/resources',
    notifiers: '/notifiers',
    notifier: `/notifiers/${ids.notifier}`,
    callbacks: '/callbacks',
    callback: `/callbacks/${ids.callbackId}`,
    rule: `/callbacks/rules/${ids.ruleId}`,
    phones: '/phones',
    simulators: '/simulators',
    settings: '/settings',
    'settings-limits': '/settings?tab=limits',
    'settings-policies': '/settings?tab=policies',
    'settings-keys': '/settings?tab=keys',
    'settings-members': '/settings?tab=members',
    'settings-audit': '/settings?tab=audit',
  }
  return [
    ...Object.entries(ofApp).map(([name, path]) => [name, `${appPath}${path}`] as const),
    ['apps', '/console/apps'],
    ['server', '/console/server'],
  ]
}

async function take({ page, goTo }: Reader, address: string, path: string): Promise<void> {
  await goTo(address)
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached', timeout: quietMsMax })
  // Figures that are asked for every second never fall silent; what is in sight by then is what a reader sees.
  await page.evaluate('new Promise(resolve => requestIdleCallback(resolve, { timeout: 1_000 }))')
  await page.screenshot({ path, fullPage: true })
}

async function takeForReadme({ page }: Reader, name: string): Promise<void> {
  const wanted = ofReadme[name]
  if (!wanted) return
  const size = page.viewportSize()
  await page.setViewportSize({ width: 1280, height: 920 })
  await wanted.act?.(page)
  await page.screenshot({ path: join(root, 'docs/images', `${wanted.picture}.png`) })
  if (size) await page.setViewportSize(size)
}

/** Seven of the eight steps: the notification is on the lock screen. */
async function playUntilItArrives(page: Page): Promise<void> {
  const panel = page.getByRole('region', { name: 'Eight steps' })
  await panel.getByRole('button', { name: 'First step' }).click()
  for (let step = 1; step < 7; step += 1) {
    await panel
      .getByRole('listitem')
      .nth(step - 1)
      .waitFor()
    await panel.getByRole('button', { name: 'Next step' }).click()
  }
  await panel.getByRole('listitem').nth(6).waitFor()
}

/** A picture of empty boxes shows nothing. */
function requireChineseFont(): void {
  const found = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' }).stdout ?? ''
  if (found.trim() !== '') return
  const install = ['install', '-y', '--no-install-recommends', 'fontconfig', 'fonts-noto-cjk']
  const succeeds = (...words: readonly string[]) => spawnSync('apt-get', words, { stdio: 'inherit' }).status === 0
  if (process.getuid?.() === 0 && succeeds('update') && succeeds(...install)) return
  throw new Error('no font has Chinese characters: install one (Debian: apt-get install fontconfig fonts-noto-cjk)')
}

await main()
