// The overview in a browser: figures of what just happened, a vendor that reports nothing, reasons that lead on, and the first run.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Page } from 'playwright-core'
import { seriousFindings } from './axe.ts'
import { type ConsoleStage, openConsole } from './console.ts'
import { furnish } from './furnish.ts'

let stage: ConsoleStage
before(async () => {
  stage = await openConsole()
  await furnish(stage.server)
})
after(() => stage[Symbol.asyncDispose]())

const timeout = 60_000
const drawn = (page: Page) => page.locator('section canvas')

it('shows the last hour in four figures that a reader hears too', { timeout }, async () => {
  const { page, go, context } = await stage.open()
  await go('/overview')
  const figure = page.getByRole('region', { name: 'Accepted per minute' })
  await figure.getByText(/in the last hour$/).waitFor()
  await drawn(page).nth(3).waitFor()
  assert.equal(await drawn(page).count(), 4)
  const line = figure.getByRole('img')
  assert.match(
    (await line.getAttribute('aria-label')) ?? '',
    /^Accepted per minute, \d\d:\d\d:\d\d to .*: between 0 and \d+$/,
  )
  await line.hover()
  await figure.getByText(/^\d\d:\d\d:\d\d · \d+$/).waitFor()
  assert.match(await page.getByRole('region', { name: 'Success share' }).innerText(), /\d%/)
  assert.deepEqual(await seriousFindings(page), [])
  await context.close()
})

it('I17: says that no delivery is unaccounted for', { timeout }, async () => {
  const { page, go, context } = await stage.open({ as: 'viewer' })
  await go('/overview')
  await page.getByRole('region', { name: 'Ledger' }).getByText('0 unaccounted').waitFor()
  await context.close()
})

it('hatches what a vendor does not report, and says so', { timeout }, async () => {
  const { page, go, context } = await stage.open()
  await go('/overview')
  const row = page.getByRole('row', { name: /^APNs/ })
  await row.waitFor()
  assert.equal(await row.getByText('not reported').count(), 2)
  assert.equal(
    await page
      .getByRole('row', { name: /^Xiaomi/ })
      .getByText('not reported')
      .count(),
    0,
  )
  await context.close()
})

it('leads from a reason to the deliveries that failed for it', { timeout }, async () => {
  const { page, go, context } = await stage.open()
  await go('/overview')
  await page.getByRole('link', { name: 'There is no such user in the app.' }).click()
  await page.waitForURL(url => url.pathname.endsWith('/why') && url.searchParams.get('reason') === 'no-user')
  await context.close()
})

it('puts the notifier that needs somebody first, with its state in words', { timeout }, async () => {
  const { page, go, context } = await stage.open()
  await go('/overview')
  const first = page.getByRole('region', { name: 'Vendors and notifiers' }).getByRole('listitem').first()
  // Its name comes with the page, its state when the record was asked.
  await first.getByText('quota used up until').waitFor()
  assert.match(await first.innerText(), /^OPPO/)
  await context.close()
})

it('has the figures as a table, whose address can be shared', { timeout }, async () => {
  const { page, go, context } = await stage.open({ language: 'zh', theme: 'dark' })
  await go('/overview')
  await page.getByRole('button', { name: '逐分钟数据' }).click()
  await page.waitForURL(url => url.searchParams.get('show') === 'minutes')
  const table = page.getByRole('dialog').getByRole('table')
  assert.equal(await table.getByRole('row').count(), 61)
  assert.deepEqual(await seriousFindings(page), [])
  await page.keyboard.press('Escape')
  await table.waitFor({ state: 'detached' })
  await context.close()
})

it('comes up to date by itself', { timeout }, async () => {
  const { page, go, context } = await stage.open()
  await go('/overview')
  const ledger = page.getByRole('region', { name: 'Ledger' })
  const before = Number.parseInt(await ledger.innerText(), 10)
  const sent = await stage.server.app('POST', 'push/sync/test1', { pushMessage: { title: 'One more', content: 'x' } })
  assert.equal(sent.status, 200)
  await ledger.getByText(new RegExp(`^(?!${before} )\\d+ deliveries`)).waitFor({ timeout: 12_000 })
  await context.close()
})

it('begins with five lines that tick themselves off', { timeout }, async () => {
  const { server } = stage
  const made = await fetch(`${server.adminUrl}/admin/v1/apps`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.demo.adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ org: server.demo.org, name: 'fresh' }),
  })
  assert.equal(made.status, 200)
  const { page, goTo, context } = await stage.open()
  await goTo(`/console/${server.demo.org}/fresh/overview`)
  const steps = page.getByRole('region', { name: 'First run: 1 of 5 done' }).getByRole('listitem')
  await steps.first().getByRole('img', { name: 'done' }).waitFor()
  assert.equal(await steps.getByRole('img', { name: 'to do' }).count(), 4)
  await page.getByText('No push was accepted today.', { exact: false }).waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByRole('link', { name: 'Add one and check it' }).click()
  await page.waitForURL('**/fresh/notifiers')
  await context.close()
})
