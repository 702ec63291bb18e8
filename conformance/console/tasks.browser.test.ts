// Tasks in the console: composed with an estimate, followed while they run, paused, slowed and cancelled; the counters add up at every look.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { seriousFindings } from './axe.ts'
import { type ConsoleStage, openConsole, type Reader } from './console.ts'
import { until } from './until.ts'

let stage: ConsoleStage
let reader: Reader
before(async () => {
  stage = await openConsole()
  const rows = Array.from({ length: 60 }, (_, index) => ({ username: `guest${index}` }))
  const settings = { tasks: { runningMax: 10, createdMax: 100 } }
  assert.equal((await stage.server.admin('PUT', 'settings', settings)).status, 200)
  assert.equal((await stage.server.admin('POST', 'import/users', { rows, dryRun: false })).status, 200)
  reader = await stage.open()
})
after(() => stage[Symbol.asyncDispose]())

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** Targeted, accepted, rejected, unknown, skipped, open: as the page shows them in one moment. */
async function counters(page: Page): Promise<readonly number[]> {
  const texts = await region(page, 'What came of it').locator('dd').allInnerTexts()
  assert.equal(texts.length, 6)
  return texts.map(text => Number(text.replaceAll(',', '')))
}

async function assertAddsUp(page: Page): Promise<readonly number[]> {
  const [targeted = 0, ...parts] = await counters(page)
  assert.equal(
    parts.reduce((sum, part) => sum + part, 0),
    targeted,
    `${targeted} = ${parts.join(' + ')}`,
  )
  await region(page, 'What came of it').getByText('The sum holds.').waitFor()
  return [targeted, ...parts]
}

async function composeForEverybody(page: Page, title: string, pace: string): Promise<void> {
  await reader.go('/tasks/new')
  await page.getByText('Everybody', { exact: true }).click()
  await page.getByLabel('Title', { exact: true }).fill(title)
  await page.getByRole('textbox', { name: 'Pace' }).fill(pace)
}

/** Creates what is composed, after the question that everybody is asked about. */
async function createForEverybody(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Create the task' }).click()
  const dialogue = page.getByRole('dialog', { name: 'Send to everybody' })
  await dialogue.getByText(/users get this notification at once/).waitFor()
  await dialogue.getByRole('button', { name: 'Create the task' }).click()
  await page.waitForURL(/\/tasks\/\d+$/)
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

describe('tasks in the console', () => {
  it('an empty list says what to do next', async () => {
    const { page, go } = reader
    await go('/tasks')
    await page.getByText('This app has no task yet.').waitFor()
    await page.getByRole('link', { name: 'New task' }).first().click()
    await page.getByRole('heading', { name: 'New task', level: 1 }).waitFor()
  })

  it('a list is estimated before it is created; then the counters equal the estimate and the server', async () => {
    const { page, go } = reader
    await go('/tasks/new')
    await page.getByLabel('User ids').fill('test1, test2\ntest1 nobody')
    await page.getByText('3 users, 1 repeated.').waitFor()
    const estimate = region(page, 'Estimate')
    await estimate.getByText('Counted exactly.').waitFor()
    await estimate.getByText('There is no such user in the app.').waitFor()
    const figures = await estimate.locator('dd').allInnerTexts()
    assert.match(figures[0] ?? '', /^3\b/)
    assert.equal(figures[1], '20')
    assert.equal(await estimate.locator('li').count(), 11, 'ten notifiers, and one reason')
    await page.getByRole('status').getByText('Write a title or a content.').waitFor()
    assert.deepEqual(await seriousFindings(page), [])

    await page.getByLabel('Title', { exact: true }).fill('Rain from 14:00')
    await page.getByRole('button', { name: 'Create the task' }).click()
    await page.getByRole('heading', { name: 'Rain from 14:00', level: 1 }).waitFor()
    await page.getByText('3 of 3 users gone over').waitFor()
    await until(
      page,
      `[...document.querySelectorAll('[aria-label="What came of it"] dd')].map(dd => dd.innerText).join() === '21,20,0,0,1,0'`,
    )
    const shown = await assertAddsUp(page)
    const { body } = await stage.server.admin('GET', 'tasks?limit=1')
    const { targeted, accepted, rejected, unknown, skipped, open } = body.tasks[0].statistics.all
    assert.deepEqual(shown, [targeted, accepted, rejected, unknown, skipped, open])
    await region(page, 'Reasons').getByText('There is no such user in the app.').waitFor()
    assert.equal(await region(page, 'Reasons').getByRole('link').count(), 1)

    await page.getByRole('textbox', { name: 'User id' }).fill('test1')
    await page.getByRole('button', { name: 'Find' }).click()
    await page.getByRole('link', { name: /^Why: message \d{15,}$/ }).waitFor()
    assert.match(page.url(), /[?&]user=test1/)
    assert.deepEqual(await seriousFindings(page), [])
  })

  it('a task for everybody is followed live: slowly, paused, faster, to the end', async () => {
    const { page } = reader
    await composeForEverybody(page, 'Slowly', '120')
    await region(page, 'Estimate')
      .getByText(/^\d+ s$|^\d+ min/)
      .waitFor()
    await createForEverybody(page)
    const progress = region(page, 'Progress')
    await progress.getByText('running').waitFor()
    await progress.getByText(/devices a minute/).waitFor()
    const seen: number[] = []
    while (seen.length < 3) {
      const [targeted = 0] = await assertAddsUp(page)
      if (targeted > (seen.at(-1) ?? -1)) seen.push(targeted)
      await page.waitForTimeout(300)
    }
    await page.getByRole('button', { name: 'Pause' }).click()
    await progress.getByText('paused').waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await progress.getByText('running').waitFor()
    const pace = page.getByRole('textbox', { name: 'Pace' })
    await pace.fill('100000')
    await pace.blur()
    await progress.getByText('finished').waitFor()
    await until(
      page,
      `document.querySelector('[aria-label="What came of it"] dl > div:last-child dd')?.innerText === '0'`,
    )
    const [targeted = 0, accepted, , , skipped = 0] = await assertAddsUp(page)
    // The two users of the demo have ten phones each; whoever has none is skipped.
    assert.deepEqual([accepted, targeted - skipped], [20, 20])
    assert.ok(skipped >= 60, `${skipped} skipped`)
  })

  it('cancelling names what is lost, and nothing more is begun', async () => {
    const { page, go } = reader
    await composeForEverybody(page, 'Never mind', '60')
    const taskId = await createForEverybody(page)
    await page.getByText(/of \d+ users gone over/).waitFor()
    await page.getByRole('button', { name: 'Cancel the task' }).click()
    const dialogue = page.getByRole('dialog', { name: 'Cancel the task "Never mind"' })
    await dialogue.getByText(/\d+ users get nothing/).waitFor()
    await dialogue.getByRole('button', { name: 'Cancel the task' }).click()
    await region(page, 'Progress').getByText('cancelled').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Cancel the task' }).count(), 0)
    await assertAddsUp(page)
    await go('/tasks?state=cancelled')
    await page.locator(`a[href$="/tasks/${taskId}"]`).waitFor()
    assert.equal(await page.locator('tbody tr[data-linked]').count(), 1)
  })

  it('a start is chosen on the server’s clocks, and its rule is said before it refuses', async () => {
    const { page, go } = reader
    await go('/tasks/new?label=post-90s')
    await page.getByLabel('Title', { exact: true }).fill('Later')
    await page.getByText('Later', { exact: true }).click()
    await page.getByText('Starts at, on the clocks of Asia/Shanghai').waitFor()
    await page.getByText('1 hour to 30 days ahead.').waitFor()
    await page.getByRole('status').getByText('Choose when it starts.').waitFor()
    await page.getByRole('button', { name: 'In 2 hours' }).click()
    await page.getByRole('button', { name: 'Schedule the task' }).click()
    await region(page, 'Progress')
      .getByText(/^scheduled · starts/)
      .waitFor()
    await page.getByRole('button', { name: 'Cancel the task' }).click()
    const dialogue = page.getByRole('dialog')
    await dialogue.getByText('It will not start, and nobody gets it.').waitFor()
    await dialogue.getByRole('button', { name: 'Cancel the task' }).click()
    await region(page, 'Progress').getByText('cancelled').waitFor()
  })

  it('what the form does not know is written as JSON, and both say the same', async () => {
    const { page, go } = reader
    await go('/tasks/new')
    await page.getByLabel('Title', { exact: true }).fill('Both')
    await page.getByText('JSON', { exact: true }).click()
    const json = page.getByLabel('pushMessage as JSON')
    assert.deepEqual(JSON.parse(await json.inputValue()), { title: 'Both' })
    await json.fill('{"title": ')
    await page.getByText(/^Line 1, column \d+/).waitFor()
    // What is shown is not what was understood last: nothing is created of it.
    await page.getByLabel('User ids').fill('test1')
    await page.getByRole('status').getByText('Correct the JSON of the notification.').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Create the task' }).isDisabled())
    await json.fill('{"title": "From JSON", "apns": {"sound": "bell"}}')
    await page.getByText('Form', { exact: true }).click()
    assert.equal(await page.getByLabel('Title', { exact: true }).inputValue(), 'From JSON')
  })

  it('who clicks again because no answer came makes no second task', async () => {
    const { page, go } = reader
    let isLost = true
    await page.route(/\/push\/list$/, async route => {
      if (!isLost) return await route.continue()
      await route.fetch()
      await route.abort()
    })
    await go('/tasks/new')
    await page.getByLabel('User ids').fill('test1')
    await page.getByLabel('Title', { exact: true }).fill('Only once')
    await page.getByRole('button', { name: 'Create the task' }).click()
    await page.getByRole('alert').getByText('The server does not answer.').waitFor()
    isLost = false
    await page.getByRole('button', { name: 'Create the task' }).click()
    await page.getByRole('heading', { name: 'Only once', level: 1 }).waitFor()
    const { body } = await stage.server.admin('GET', 'tasks?limit=50')
    const same = body.tasks.filter((task: { readonly title: string }) => task.title === 'Only once')
    assert.equal(same.length, 1)
    await page.unroute(/\/push\/list$/)
  })

  it('who may only look is not shown what it cannot do', async () => {
    const { page, go } = await stage.open({ as: 'viewer', language: 'zh' })
    await go('/tasks')
    await page.getByRole('link', { name: 'Never mind' }).click()
    await page.getByText('合计一致。').waitFor()
    await go('/tasks')
    assert.equal(await page.getByRole('link', { name: '新建任务' }).count(), 0)
    await go('/tasks/new')
    await page.getByText('只有本应用的操作员可以创建任务。').waitFor()
  })
})
