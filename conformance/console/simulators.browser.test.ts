// The simulators' page: what was received, one request whole, faults by preset and by form, and what they do to a push.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ConsoleStage, openConsole, type Reader } from './console.ts'

const timeout = 60_000

let stage: ConsoleStage
let reader: Reader
before(async () => {
  stage = await openConsole()
  reader = await stage.open()
})
after(() => stage[Symbol.asyncDispose]())

/** What became of a push at one vendor's phone of the demo user. */
async function pushed(vendor: string): Promise<string> {
  const { body } = await stage.server.app('POST', 'push/sync/test1', { strategy: 2, pushMessage: { title: 'try' } })
  return JSON.stringify(
    body.data.find((one: unknown) => JSON.stringify(one).toLowerCase().includes(vendor)) ?? body.data,
  )
}

describe('simulators', () => {
  it('list what a vendor received as it comes, and show one request whole', { timeout }, async () => {
    const { page, go } = await reader.tab()
    await go('/simulators?vendor=oppo')
    await pushed('oppo')
    const row = page.getByRole('row').filter({ hasText: 'unicast' }).first()
    await row.getByRole('link').click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText('Headers').waitFor()
    await drawer.getByText('target_value').first().waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    await page.close()
  })

  it('do what a preset says, once, and name what waits', { timeout }, async () => {
    const { page, go } = await reader.tab()
    await go('/simulators?vendor=meizu')
    await page.getByRole('button', { name: 'The next push: the token is dead' }).click()
    await page.getByText('answers 200 · the next request').waitFor()
    assert.equal(stage.server.simulators.get('meizu')?.armed().length, 1)
    await pushed('meizu')
    await page.getByText('No fault waits').waitFor()
    await page.getByText('Not accepted').click()
    await page.close()
  })

  it('take a fault from the form, refuse one that cannot be, and disarm it', { timeout }, async () => {
    const { page, go } = await reader.tab()
    await go('/simulators?vendor=vivo')
    await page.getByRole('button', { name: 'Write a fault' }).click()
    await page.getByLabel('Status').fill('42')
    await page.getByRole('button', { name: 'Arm', exact: true }).click()
    await page.getByText('A status is a number from 200 to 599.').waitFor()
    await page.getByLabel('Status').fill('503')
    await page.getByLabel('Body, JSON or text').fill('{"result":10040}')
    await page.getByLabel('How many requests').fill('2')
    await page.getByRole('button', { name: 'Arm', exact: true }).click()
    await page.getByText('answers 503 · the next 2 requests').waitFor()
    const [armed] = stage.server.simulators.get('vivo')?.armed() ?? []
    assert.deepEqual(armed?.fault.action, { kind: 'answer', status: 503, body: { result: 10040 } })
    await page.getByRole('button', { name: /^Disarm: answers 503/ }).click()
    await page.getByText('No fault waits').waitFor()
    assert.deepEqual(stage.server.simulators.get('vivo')?.armed(), [])
    await page.close()
  })

  it('say what to do where the vendors run in another process', { timeout }, async () => {
    const { page, go } = await reader.tab()
    // As a server with `--simulators FILE` answers.
    const refusal = { error: 'resource_not_found', error_description: 'path /admin/v1/sandbox not found' }
    await page.route('**/admin/v1/sandbox', route => route.fulfill({ status: 404, json: refusal }))
    for (const path of ['/simulators', '/phones']) {
      await go(path)
      await page.getByText('Start the server with --sandbox to have them here.').waitFor()
    }
    await page.close()
  })
})
