// What the console does when things go wrong around it: a server that is gone or slow, a session that ends, another tab, hidden tabs, a list
// whose next page does not come, addresses that no router made, hands that click twice.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { type ConsoleStage, openConsole, type Reader } from './console.ts'
import { until } from './until.ts'

const password = 'three horses rest here'
const admin = '**/admin/v1/**'

describe('the console in hard times', { timeout: 240_000 }, () => {
  let stage: ConsoleStage
  before(async () => {
    stage = await openConsole()
  })
  after(() => stage[Symbol.asyncDispose]())

  const main = (page: Page) => page.getByRole('main')
  const nameOf = async ({ page }: Reader): Promise<string> => {
    const label = await page.getByRole('button', { name: /^Account: / }).getAttribute('aria-label')
    return label?.replace('Account: ', '') ?? ''
  }
  const signInAs = async ({ page }: Reader, name: string): Promise<void> => {
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  it('a page that asks once says that the server is gone, and has its content by itself once it is back', async () => {
    const { page, context, go } = await stage.open()
    await go('/overview')
    await page.route(admin, route => route.abort('connectionrefused'))
    await page.getByRole('link', { name: 'Users', exact: true }).click()
    await main(page).getByText('The server does not answer.').waitFor({ timeout: 20_000 })
    await page.unroute(admin)
    await main(page).getByRole('link', { name: 'test1' }).waitFor({ timeout: 20_000 })
    assert.equal(await main(page).getByRole('alert').count(), 0)
    await context.close()
  })

  it('a machine without the internet still asks the server in the same house', async () => {
    const { page, context, go } = await stage.open()
    await go('/overview')
    await page.evaluate("dispatchEvent(new Event('offline'))")
    await page.getByRole('link', { name: 'Users', exact: true }).click()
    await main(page).getByRole('link', { name: 'test1' }).waitFor()
    await context.close()
  })

  it('a page whose code does not come, as after an update, says so and is loaded anew', async () => {
    const { page, context, go } = await stage.open()
    const code = '**/console/assets/**'
    await go('/overview')
    await page.route(code, route => route.fulfill({ status: 404, body: 'gone' }))
    await page.getByRole('link', { name: 'Simulators', exact: true }).click()
    const note = main(page).getByRole('alert')
    await note.getByText('This page could not be loaded.').waitFor()
    await page.unroute(code)
    await note.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { level: 1, name: 'Simulators' }).waitFor()
    await context.close()
  })

  it('a session that ends takes nothing that was typed: after signing in again the form is as it was', async () => {
    const reader = await stage.open()
    const { page, context, go } = reader
    await go('/labels')
    const name = await nameOf(reader)
    await page.getByRole('button', { name: 'Create a label' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('kept-through')
    await context.clearCookies()
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    assert.equal(await page.getByText('kept-through').count(), 0)
    assert.equal(await page.getByRole('dialog').isVisible(), false)
    await signInAs(reader, name)
    const field = page.getByRole('dialog').getByLabel('Name')
    await field.waitFor()
    assert.equal(await field.inputValue(), 'kept-through')
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { level: 1, name: 'Label kept-through' }).waitFor()
    await context.close()
  })

  it('who signs in after another finds nothing of theirs', async () => {
    const reader = await stage.open()
    const { page, context, go } = reader
    const other = await stage.open()
    await other.go('/overview')
    const otherName = await nameOf(other)
    await other.context.close()
    await page.clock.install()
    await go('/settings?tab=limits')
    const field = page.getByLabel('Users', { exact: true })
    await field.fill('12345')
    await context.clearCookies()
    // Answers are believed for two seconds; then the tab's coming into sight asks again.
    await page.clock.runFor(2_500)
    await page.evaluate("dispatchEvent(new Event('visibilitychange'))")
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor({ timeout: 15_000 })
    await signInAs(reader, otherName)
    await field.waitFor()
    assert.equal(await field.inputValue(), '')
    await context.close()
  })

  it('signing out in one tab empties the others', async () => {
    const { page, context, go } = await stage.open()
    await go('/users')
    const second = await context.newPage()
    await second.goto(`${stage.server.adminUrl}${stage.appPath}/overview`)
    await second.getByRole('button', { name: /^Account: / }).click()
    await second.getByRole('menuitem', { name: 'Sign out' }).click()
    await second.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    assert.equal(await page.locator('nav').count(), 0)
    await context.close()
  })

  it('who could not be signed out is told so and stays', async () => {
    const { page, context, go } = await stage.open()
    await go('/users')
    await page.route('**/admin/v1/session', route => route.abort('connectionrefused'))
    await page.getByRole('button', { name: /^Account: / }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByText('You are still signed in.').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor()
    await context.close()
  })

  it('a next page that is refused is asked for once, said so, and asked for again by a click', async () => {
    // Imported, because nobody logs in as one of them: a password takes the server a good while to hash.
    const rows = Array.from({ length: 120 }, (_, at) => ({ username: `crowd-${at + 100}` }))
    const made = await stage.server.admin('POST', 'import/users', { rows })
    assert.equal(made.status, 200, JSON.stringify(made.body))
    const { page, context, go } = await stage.open()
    await page.clock.install()
    let asked = 0
    const next = /\/people\?.*cursor=/
    await page.route(next, route => {
      asked += 1
      return route.fulfill({
        status: 500,
        contentType: 'application/json',
        body: '{"error":"internal","error_description":"no"}',
      })
    })
    await go('/users')
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    const note = main(page).getByRole('alert')
    await note.waitFor()
    await page.clock.runFor(10_000)
    assert.equal(asked, 1)
    await page.unroute(next)
    await note.getByRole('button', { name: 'Try again' }).click()
    await note.waitFor({ state: 'detached' })
    await context.close()
  })

  it('an address with a lone per cent sign is a page like any other', async () => {
    const { context, goTo } = await stage.open()
    for (const address of ['/users/100%25', '/messages/50%25', '/labels/%25', '/tasks/%25'])
      await goTo(`${stage.appPath}${address}`)
    await goTo('/console/100%25/x/overview')
    await context.close()
  })

  it('a click and its impatient second make one thing', async () => {
    const { page, context, go } = await stage.open()
    let posts = 0
    page.on('request', request => {
      if (request.method() === 'POST' && request.url().endsWith('/push/label')) posts += 1
    })
    await page.route('**/push/label', async route => {
      await new Promise(resolve => setTimeout(resolve, 600))
      await route.continue()
    })
    await go('/labels')
    await page.getByRole('button', { name: 'Create a label' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('only-once')
    await page.getByRole('dialog').getByLabel('Name').press('Enter')
    await page.keyboard.press('Enter')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Create' })
      .click({ force: true, timeout: 300 })
      .catch(() => undefined)
    await page.getByRole('heading', { level: 1, name: 'Label only-once' }).waitFor()
    assert.equal(posts, 1)
    await context.close()
  })

  it('another page begins at its top and says its heading; fields keep the focus that a page gives them', async () => {
    const { page, context, go } = await stage.open()
    await go('/users')
    await page.evaluate('scrollTo(0, 1_200)')
    await page
      .getByRole('link', { name: /^crowd-/ })
      .nth(10)
      .click()
    await page.getByRole('heading', { level: 1, name: /^crowd-/ }).waitFor()
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1')
    assert.equal(await page.evaluate('scrollY'), 0)
    await page.getByRole('link', { name: 'Why?' }).click()
    await page.getByRole('heading', { level: 1, name: 'Why did it not arrive?' }).waitFor()
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'INPUT')
    await context.close()
  })

  it('another language keeps what was typed, and gives each way out of a dialogue its name', async () => {
    const { page, context, go } = await stage.open()
    await go('/send?user=test1')
    await page.getByLabel('Title', { exact: true }).fill('typed before')
    await page.getByRole('button', { name: '中文' }).click()
    assert.equal(await page.getByLabel('标题', { exact: true }).inputValue(), 'typed before')
    await page.getByRole('button', { name: /^账号/ }).click()
    await page.getByRole('menuitem', { name: '修改密码' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await until(page, "document.activeElement.getAttribute('aria-label')?.startsWith('账号')")
    await context.close()
  })

  it('filters are taken away all at once, and the way back leads to the page before, not through each of them', async () => {
    const { page, context, go } = await stage.open()
    await go('/users')
    await page.getByRole('link', { name: 'Why?' }).click()
    await page.evaluate("history.replaceState(null, '', '?reason=no-user&provider=APNS&status=error&days=30')")
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.waitForURL(url => url.search === '?days=30')
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor()
    await context.close()
  })

  it('a field that filters keeps the focus while its list is asked for, and loses no key', async () => {
    const { page, context, go } = await stage.open()
    for (const [path, field] of [
      ['/settings?tab=audit', 'Who'],
      ['/users', 'User id begins with'],
    ] as const) {
      await go(path)
      await page.getByLabel(field).click()
      await page.keyboard.type('ope')
      await page.waitForTimeout(700)
      await page.keyboard.type('rator')
      assert.equal(await page.getByLabel(field).inputValue(), 'operator')
      await page.waitForURL(url => url.search.includes('operator'))
    }
    await context.close()
  })

  it('a question that was called off is forgotten: the next one asks for its own answer', async () => {
    const { page, context, go } = await stage.open()
    await go('/settings')
    const { org, app } = stage.server.demo
    const dialogue = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Replace: client secret' }).click()
    await dialogue.getByRole('textbox').fill(`${org}#${app}`)
    await dialogue.getByRole('button', { name: 'Cancel' }).last().click()
    await dialogue.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Replace: AppSign' }).click()
    assert.equal(await dialogue.getByRole('textbox').inputValue(), '')
    assert.equal(await dialogue.getByRole('button', { name: 'Replace' }).isDisabled(), true)
    await context.close()
  })

  it('a hidden tab asks nothing', async () => {
    const { page, context, go } = await stage.open()
    await page.clock.install()
    await go('/overview')
    await page.evaluate(`
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })
      document.dispatchEvent(new Event('visibilitychange'))
    `)
    await page.waitForTimeout(500)
    const asked: string[] = []
    page.on('request', request => asked.push(request.url()))
    await page.clock.runFor(60_000)
    assert.deepEqual(asked, [])
    // The same minute in sight is not silent.
    await page.evaluate(
      "Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'visible' })",
    )
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await page.clock.runFor(60_000)
    assert.ok(asked.length > 0, 'a page in sight asks')
    await context.close()
  })

  it('a viewer who opens a page of admins by its address reads why it is empty, in Chinese too', async () => {
    for (const [language, words] of [
      ['en', 'Your role does not allow this.'],
      ['zh', '您的角色不允许此操作'],
    ] as const) {
      const { page, context, goTo } = await stage.open({ as: 'viewer', language })
      await goTo('/console/server?tab=accounts')
      await main(page).getByText(words).waitFor()
      await context.close()
    }
  })

  it('what the server refuses is said in Chinese first, its own words below', async () => {
    const { page, context, go } = await stage.open({ language: 'zh' })
    await go('/users/nobody-here')
    await main(page).getByRole('alert').getByText('找不到该对象。').waitFor()
    assert.match(await page.title(), / · 驿站$/)
    await context.close()
  })
})
