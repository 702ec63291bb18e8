// Every page of the console, in each language, theme and width once: it opens, says what it is in the reader's language, shows
// nothing that is no text, and keeps nobody out.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { seriousFindings } from './axe.ts'
import { type ConsoleStage, openConsole, type Reader, type ReaderOptions } from './console.ts'
import { furnish } from './furnish.ts'

let stage: ConsoleStage
let ids: Awaited<ReturnType<typeof furnish>>
let all: readonly string[]
before(async () => {
  stage = await openConsole()
  ids = await furnish(stage.server)
  const laptop = await stage.open()
  all = await addresses(laptop)
  await laptop.context.close()
})
after(() => stage[Symbol.asyncDispose]())

/** What the pages of single things are opened with; the navigation names the rest. */
function detailPaths(): readonly string[] {
  const { msgId, taskId, ruleId, callbackId } = ids
  return [
    `/messages/${msgId}`,
    '/users/test1',
    `/tasks/${taskId}`,
    '/tasks/new',
    '/labels/post-90s',
    `/notifiers/${ids.notifier}`,
    `/callbacks/${callbackId}`,
    `/callbacks/rules/${ruleId}`,
    '/settings?tab=limits',
    '/settings?tab=policies',
    '/settings?tab=keys',
    '/settings?tab=members',
    '/settings?tab=audit',
  ]
}

const ofServer = ['/console/server', '/console/server?tab=nodes']

/** Addresses of all pages that a reader finds in the navigation and the account's menu. */
async function addresses({ page, go }: Reader): Promise<readonly string[]> {
  await go('/overview')
  const ofApp = await page.locator('nav a').evaluateAll(links => links.map(link => link.getAttribute('href') ?? ''))
  assert.ok(ofApp.length >= 12, `${ofApp}`)
  return [...ofApp, ...detailPaths().map(path => `${stage.appPath}${path}`), '/console/apps', ...ofServer]
}

/** Texts that no person wrote. */
const noTexts = /\bundefined\b|\bNaN\b|\[object |\{\{|Invalid Date/

async function settled(page: Page): Promise<void> {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
}

const readers: readonly (readonly [string, ReaderOptions])[] = [
  ['Chinese, dark, a laptop', { language: 'zh', theme: 'dark' }],
  ['English, light, a phone', { language: 'en', theme: 'light', size: { width: 390, height: 844 } }],
]

describe('every page', () => {
  for (const [name, options] of readers) {
    it(`opens and keeps nobody out: ${name}`, { timeout: 170_000 }, async () => {
      const { page, goTo, context } = await stage.open(options)
      const faults: string[] = []
      for (const address of all) {
        await goTo(address)
        await settled(page)
        const text = await page.locator('main').innerText()
        if (noTexts.test(text)) faults.push(`${address} says ${noTexts.exec(text)?.[0]}`)
        if (options.language === 'zh' && !/\p{Script=Han}/u.test(text)) faults.push(`${address} has no Chinese words`)
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
        if (overflow > 0) faults.push(`${address} is ${overflow} px too wide`)
        for (const finding of await seriousFindings(page)) faults.push(`${address} ${finding}`)
      }
      await context.close()
      assert.deepEqual(faults, [])
    })
  }
})
