// The eight steps of seed 004, played on two phones of the console.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ConsoleStage, openConsole } from './console.ts'

const timeout = 60_000

let stage: ConsoleStage
before(async () => {
  stage = await openConsole()
})
after(() => stage[Symbol.asyncDispose]())

describe('the eight steps', () => {
  it('are played one by one, each when it has happened, and end at the trace of the push', { timeout }, async () => {
    const { page, go, context } = await stage.open()
    await go('/phones?phones=apns,xiaomi')
    const panel = page.getByRole('region', { name: 'Eight steps' })
    await panel.getByRole('button', { name: 'First step' }).click()
    for (let step = 1; step < 8; step += 1) {
      await panel
        .getByRole('listitem')
        .nth(step - 1)
        .waitFor()
      assert.equal(await panel.getByRole('listitem').count(), step)
      await panel.getByRole('button', { name: 'Next step' }).click()
    }
    await panel.getByText('Bob taps it and has the message').waitFor()
    const redmi = page.locator('[data-phone="xiaomi"]').frameLocator('iframe')
    await redmi.getByText('Are you coming to the station?').waitFor()
    await panel.getByRole('link', { name: 'Every hop of this push' }).click()
    await page.waitForURL(/\/messages\/\d+$/)
    await context.close()
  })

  it('are played at once, in Chinese, on any two phones', { timeout }, async () => {
    const { page, go, context } = await stage.open({ language: 'zh' })
    await go('/phones?phones=oppo,harmony')
    const panel = page.getByRole('region', { name: '八步流程' })
    await panel.getByRole('button', { name: '一次演完' }).click()
    await panel.getByText('手机显示通知；Erin 点开后收到该消息。').waitFor({ timeout: 40_000 })
    assert.equal(await panel.getByRole('listitem').count(), 8)
    await context.close()
  })
})
