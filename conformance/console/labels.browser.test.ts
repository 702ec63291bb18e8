// Labels in a browser: one is made and filled, five thousand lines are imported with a report on the bad ones, and members are found.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, it } from 'node:test'
import { seriousFindings } from './axe.ts'
import { type ConsoleStage, openConsole } from './console.ts'

let stage: ConsoleStage
before(async () => {
  stage = await openConsole()
})
after(() => stage[Symbol.asyncDispose]())

const timeout = 90_000

it('makes a label, puts users in, names who does not exist, and takes one out', { timeout }, async () => {
  const { page, go, context } = await stage.open({ as: 'operator' })
  await go('/labels')
  await page.getByRole('button', { name: 'Create a label' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('vip')
  await page.getByRole('dialog').getByRole('button', { name: 'Create a label' }).click()
  await page.getByRole('heading', { level: 1, name: 'Label vip' }).waitFor()
  await page.getByLabel('Add users').last().fill('test1, test2 nobody-at-all')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('2 users are in the label.').waitFor()
  await page.getByText('Not added, because there are no such users: nobody-at-all.').waitFor()
  await page.getByText('2 users', { exact: true }).waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByRole('button', { name: 'Take out test2' }).click()
  await page.getByText('1 user', { exact: true }).waitFor()
  await context.close()
})

it('imports five thousand lines of which three are bad, and hands out a report', { timeout }, async () => {
  await stage.server.admin('POST', 'push/label', { name: 'crowd' })
  const lines = Array.from({ length: 5_000 }, (_, at) => `crowd-${String(at).padStart(4, '0')}`)
  lines[10] = 'not a user id'
  lines[2_500] = '{}'
  lines[4_999] = 'ü'
  const { page, go, context } = await stage.open({ as: 'operator' })
  await go('/labels/crowd')
  await page.getByRole('button', { name: 'Import from a file' }).click()
  const dialogue = page.getByRole('dialog', { name: 'Import users into crowd' })
  const buffer = Buffer.from(`username\n${lines.join('\n')}\n`)
  await dialogue.locator('input[type="file"]').setInputFiles({ name: 'crowd.csv', mimeType: 'text/csv', buffer })
  await dialogue.getByText('5,000 user ids were read.').waitFor()
  await dialogue.getByLabel(/^Register users that do not exist/).check()
  await dialogue.getByRole('button', { name: 'Import', exact: true }).click()
  await dialogue.getByText(/^Finished in /).waitFor({ timeout: 60_000 })
  await dialogue.getByText('4,997', { exact: true }).waitFor()
  const refused = dialogue.getByRole('region', { name: 'Refused lines' })
  await refused.getByText('A user id has letters, digits, _ - and . only.').first().waitFor()
  for (const line of ['Line 12', 'Line 2502', 'Line 5001']) await refused.getByText(line, { exact: true }).waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialogue.getByRole('button', { name: 'Download the report' }).click(),
  ])
  assert.equal(download.suggestedFilename(), 'crowd-import.csv')
  const report = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
  assert.equal(report.length, 5_001)
  assert.equal(report.filter(line => /,refused,/.test(line)).length, 3)
  await dialogue.getByRole('button', { name: 'Close' }).last().click()
  await page.getByText('4,997 users', { exact: true }).waitFor()
  await page.getByLabel('User id begins with').fill('crowd-49')
  await page.getByText('99 in all').waitFor()
  assert.match(page.url(), /user=crowd-49/)
  await context.close()
})

it('stops an import when it is told to, and says what is left', { timeout }, async () => {
  await stage.server.admin('POST', 'push/label', { name: 'half' })
  const { page, go, context } = await stage.open({ language: 'zh', theme: 'dark' })
  // Each batch waits, so that there is something to stop.
  await context.route('**/import/labels', async route => {
    await new Promise(resolve => setTimeout(resolve, 300))
    await route.continue()
  })
  await go('/labels/half')
  await page.getByRole('button', { name: '从文件导入' }).click()
  const buffer = Buffer.from(Array.from({ length: 3_000 }, (_, at) => `nobody${at}`).join('\n'))
  await page.locator('input[type="file"]').setInputFiles({ name: 'half.txt', mimeType: 'text/plain', buffer })
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await page.getByText(/每秒/).waitFor()
  await page.getByRole('button', { name: '停止' }).click()
  await page.getByText(/^已停止，[\d,]+ 行未处理/).waitFor()
  await context.close()
})
