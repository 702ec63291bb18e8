// The search of the frame in a browser: opened and used by keys alone, it knows what a text is and goes to its page.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { AppId } from '@posthouse/protocol'
import type { Page } from 'playwright-core'
import { seriousFindings } from './axe.ts'
import { type ConsoleStage, openConsole } from './console.ts'
import { type Furnished, furnish } from './furnish.ts'

let stage: ConsoleStage
let ids: Furnished
before(async () => {
  stage = await openConsole()
  ids = await furnish(stage.server)
})
after(() => stage[Symbol.asyncDispose]())

const timeout = 60_000

/** Opens the box by its keys and types. */
async function seek(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search' }).fill(text)
}

it('goes from a message id to its trace without a mouse', { timeout }, async () => {
  const { page, go, context } = await stage.open()
  await go('/notifiers')
  await seek(page, ids.msgId)
  const option = page.getByRole('option', { selected: true })
  assert.match(await option.innerText(), /Rain from 14:00[\s\S]*of test1/)
  assert.deepEqual(await seriousFindings(page), [])
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/messages/${ids.msgId}`)
  await page.getByRole('combobox', { name: 'Search' }).waitFor({ state: 'detached' })
  await context.close()
})

it('tells tasks, callbacks, labels and templates apart', { timeout }, async () => {
  const { page, go, context } = await stage.open({ as: 'viewer' })
  await go('/overview')
  const { demo, system } = stage.server
  const pattern = { name: 'orders', title_pattern: 'Order {0}', content_pattern: 'It is {1}.' }
  assert.equal((await stage.server.app('POST', 'notification/template', pattern)).status, 200)
  // As the record has it: a parser of JSON would not keep all digits.
  const [task] = await system.store.tables.tasks.list(demo.appId as AppId, undefined, 1)
  const pages: readonly (readonly [string, string])[] = [
    [String(task?.id), `/tasks/${task?.id}`],
    [ids.callbackId, `/callbacks/${ids.callbackId}`],
    ['post-9', '/labels/post-90s'],
    ['orders', '/templates/orders'],
  ]
  for (const [text, path] of pages) {
    await seek(page, text)
    await page.getByRole('option').first().click()
    await page.waitForURL(`**${path}`)
  }
  await context.close()
})

it('S15: finds a device by its whole token, and shows none of it', { timeout }, async () => {
  const { page, go, context } = await stage.open()
  await go('/overview')
  const binding = stage.server.demo.users[0]?.bindings[0]
  const token = binding?.deviceToken ?? ''
  await seek(page, token)
  await page.getByRole('group', { name: 'Device token' }).getByRole('option').waitFor()
  assert.equal((await page.getByRole('listbox').innerText()).includes(token), false)
  await page.keyboard.press('Enter')
  await page.waitForURL(url => url.pathname.endsWith('/users/test1') && url.searchParams.has('device'))
  const sought = page.locator('tr[aria-current="true"]')
  await sought.waitFor()
  assert.match(await sought.innerText(), new RegExp(`^${binding?.deviceId}`))
  await context.close()
})

it('goes round with the arrows, and says what to do where nothing is found', { timeout }, async () => {
  const { page, go, context } = await stage.open()
  await go('/overview')
  await seek(page, 'test')
  const options = page.getByRole('option')
  await options.nth(1).waitFor()
  const chosen = page.getByRole('option', { selected: true })
  const first = await chosen.innerText()
  await page.keyboard.press('ArrowUp')
  assert.equal(await chosen.innerText(), await options.last().innerText())
  await page.keyboard.press('ArrowDown')
  assert.equal(await chosen.innerText(), first)
  await page.getByRole('combobox', { name: 'Search' }).fill('nobody-of-this-name')
  await page.getByText('Nothing in this app is called nobody-of-this-name.', { exact: false }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Search' }).waitFor({ state: 'detached' })
  await context.close()
})

it('opens by its button, in Chinese on a phone too', { timeout }, async () => {
  const { page, go, context } = await stage.open({ language: 'zh', size: { width: 390, height: 844 } })
  await go('/overview')
  await page.getByRole('button', { name: '搜索' }).click()
  await page.getByRole('combobox', { name: '搜索' }).fill('test1')
  await page.getByRole('group', { name: '用户' }).getByRole('option').first().waitFor()
  await context.close()
})
