// From nothing to a notification on a phone, as somebody who has just cloned the repository: the start's own program, the link that it prints,
// and clicks, which are counted.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import type { Page } from 'playwright-core'
import { buildConsole } from '../../tools/build-console.ts'
import { startChromium } from '../sdk/browser.ts'

const root = join(import.meta.dirname, '../..')
/** The bar is fewer than ten. */
const clicksMax = 9

let data: string
let server: ChildProcess
before(async () => {
  await buildConsole()
  data = await mkdtemp(join(tmpdir(), 'posthouse-first-'))
  server = spawn(
    process.execPath,
    ['--conditions=source', 'tools/start.ts', '--port', '0', '--data', data, '--log-level', 'silent'],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  )
})
after(async () => {
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  await ended
  await rm(data, { recursive: true })
})

/** The link that the start prints; what it prints after it is read on, because a program whose reader is gone ends. */
async function link(): Promise<string> {
  let said = ''
  return await new Promise((resolve, reject) => {
    server.once('exit', code => reject(new Error(`the start ended with ${code} and printed no link:\n${said}`)))
    server.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const found = /^Console: (http\S+)$/m.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
}

/** Counts what a person's hand does, on every page that comes. */
async function countClicks(page: Page): Promise<() => number> {
  let count = 0
  await page.exposeFunction('noteClick', () => {
    count += 1
  })
  await page.addInitScript(`addEventListener('pointerdown', event => { if (event.isTrusted) noteClick() }, true)`)
  return () => count
}

it('the first start leads to the first notification on a simulated phone in fewer than ten clicks', {
  timeout: 60_000,
}, async () => {
  await using chromium = await startChromium()
  const page = await chromium.browser.newPage({ locale: 'en-GB' })
  const clicks = await countClicks(page)
  await page.goto(await link())
  await page.getByLabel('Name').fill('ada')
  await page.getByLabel('Password', { exact: true }).fill('three horses rest')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'easemob-demo#testy' }).click()
  await page.getByRole('link', { name: 'Phones' }).click()
  const phone = page.locator('[data-phone]').first()
  await phone.getByRole('button', { name: 'Send to this phone' }).click()
  await phone.getByRole('button', { name: /^Tap “Hello/ }).waitFor()
  assert.ok(clicks() > 0 && clicks() <= clicksMax, `${clicks()} clicks`)
})
