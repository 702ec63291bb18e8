// Callbacks in the console: a rule whose receiver is down, its dead letters, and their replay once it is back; examples, bodies, secrets.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { seriousFindings } from './axe.ts'
import { type ConsoleStage, openConsole, type Reader } from './console.ts'

let stage: ConsoleStage
let reader: Reader
let server: Server
/** What the receiver answers. */
let status = 500
const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = []
let secret = ''

before(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      response.writeHead(status).end(status === 200 ? 'thank you' : 'out of order')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stage = await openConsole()
  reader = await stage.open()
})
after(async () => {
  await stage[Symbol.asyncDispose]()
  server.closeAllConnections()
  server.close()
})

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const receiverUrl = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`

function isAuthentic({ headers, body }: (typeof received)[number]): boolean {
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const expected = createHmac('sha256', secret).update(content).digest('base64')
  return String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`)
}

describe('callbacks in the console', () => {
  it('a rule is made by its form, which says what is missing; its secret is shown this once', async () => {
    const { page, go } = reader
    await go('/callbacks')
    await page.getByText('This app has no callback rule yet').waitFor()
    await page.getByRole('link', { name: 'New rule' }).first().click()
    await page.getByRole('button', { name: 'Create the rule' }).click()
    await page.getByText('A URL that begins with https://.').waitFor()
    assert.deepEqual(await seriousFindings(page), [])
    await page.getByLabel('Name', { exact: false }).first().fill('orders')
    await page.getByLabel('URL').fill('https://10.0.0.1/hook')
    await page.getByRole('button', { name: 'Create the rule' }).click()
    await page.getByText(/^The server refuses it: .*10\.0\.0\.1/).waitFor()
    assert.equal(await page.getByRole('alert').count(), 0, 'said once, at the field')
    await page.getByLabel('URL').fill(receiverUrl())
    assert.equal(await page.getByText(/^The server refuses it/).count(), 0)
    await page.getByLabel('Compatible: one retry, then stored').check()
    await page.getByRole('button', { name: 'Create the rule' }).click()
    await page.getByRole('heading', { name: 'The rule orders is made' }).waitFor()
    secret = await page.locator('dl dd').first().innerText()
    assert.ok(secret.length >= 8)
    await page.getByRole('button', { name: 'To the rule' }).click()
    await page.getByRole('heading', { name: 'orders', level: 1 }).waitFor()
    await page.getByText('POSTHOUSE_SECRET_ORDERS').first().waitFor()
    assert.equal((await page.content()).includes(secret), false)
  })

  it('while its receiver is down, the rule says so, and what was not taken is a dead letter', async () => {
    const { page, go } = reader
    for (let number = 0; number < 3; number += 1)
      await stage.server.app('POST', 'push/sync/nobody', { pushMessage: { title: 'Hello' }, strategy: 2 })
    await go('/callbacks?tab=attempts&state=dead')
    await page.locator('tbody tr[data-linked]').nth(2).waitFor()
    await page.getByText('3 in all').waitFor()
    await page.getByText('fail · no user exist').first().waitFor()
    await go('/callbacks')
    const card = region(page, 'orders')
    await card.getByText('many tries fail').waitFor()
    assert.deepEqual((await card.locator('dd').allInnerTexts()).slice(0, 2), ['0', '6'])
    await page.getByRole('tab', { name: 'Exceptions storage' }).click()
    await page.getByRole('cell', { name: '3', exact: true }).waitFor()
  })

  it('once it is back, they are counted, sent again, followed and delivered, with the same ids', async () => {
    const { page, go } = reader
    const ids = new Set(received.map(({ headers }) => headers['webhook-id']))
    status = 200
    received.length = 0
    await go('/callbacks?tab=attempts')
    await page.getByRole('button', { name: 'Replay…' }).click()
    const dialogue = page.getByRole('dialog', { name: 'Send callbacks again' })
    await dialogue.getByText('The dead letters that the filter shows').waitFor()
    await dialogue.getByText(/^3 callbacks are sent again/).waitFor()
    await dialogue.getByRole('button', { name: 'Send 3 again' }).click()
    await region(page, 'Replay').getByText('3 of 3 answered · 3 delivered').waitFor()
    assert.match(page.url(), /[?&]replay=\d+/)
    await page.getByText('delivered', { exact: true }).nth(2).waitFor()
    assert.deepEqual(new Set(received.map(({ headers }) => headers['webhook-id'])), ids)
    assert.ok(received.every(isAuthentic))
    assert.deepEqual(await seriousFindings(page), [])
    await page.getByRole('button', { name: 'Replay…' }).click()
    await page.getByText('Nothing fits: there is nothing to send again.').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
  })

  it('filters stand in the address, and find by user', async () => {
    const { page, go } = reader
    await go('/callbacks?tab=attempts&of=nobody')
    await page.locator('tbody tr[data-linked]').nth(2).waitFor()
    await page.getByLabel('User or message id').fill('test1')
    await page.getByLabel('User or message id').press('Enter')
    await page.getByText('No callback fits the filter.').waitFor()
    assert.match(page.url(), /of=test1/)
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await page.locator('tbody tr[data-linked]').nth(2).waitFor()
  })

  it('an example shows the answer at once, of every reason and event', async () => {
    const { page, go } = reader
    await go('/callbacks')
    await page.getByRole('link', { name: 'orders' }).click()
    const sample = region(page, 'Send a sample')
    for (const [words, member, value] of [
      ['no-push-binding', 'detail', 'no push binding'],
      ['A device came online', 'reason', 'login'],
    ] as const) {
      await sample.getByRole('combobox').or(sample.getByLabel('Example of')).first().fill(words)
      await page.getByRole('option', { name: words }).first().click()
      await sample.getByRole('button', { name: 'Send' }).click()
      await sample.getByText(new RegExp(value)).first().waitFor()
      await sample.getByText(/^taken: 200 in/).waitFor()
      await sample.getByText('thank you').waitFor()
      const last = received.at(-1)
      assert.ok(last && isAuthentic(last))
      assert.equal((JSON.parse(last.body) as Record<string, unknown>)[member], value)
    }
    status = 503
    await sample.getByRole('button', { name: 'Send' }).click()
    await sample.getByText(/^not taken: 503 in/).waitFor()
    status = 200
    assert.deepEqual(await seriousFindings(page), [])
  })

  it('a callback shows request and answers, its token masked until an admin asks', async () => {
    const { page, go } = reader
    await stage.server.app('POST', 'push/sync/test1', { pushMessage: { title: 'Hello' }, strategy: 2 })
    const token = stage.server.demo.users[0]?.bindings[0]?.deviceToken ?? ''
    const { body } = await stage.server.admin('GET', 'callbacks?limit=50&statuses=success')
    const found: string[] = body.callbacks.map((callback: { readonly id: string }) => callback.id)
    assert.ok(found.length >= 10)
    const exact = await Promise.all(found.map(id => stage.server.admin('GET', `callbacks/${id}/body/exact`)))
    const at = exact.findIndex(one => String(one.body.body).includes(token))
    await go(`/callbacks/${found[at]}`)
    await page.getByText('thank you').waitFor()
    await page.getByText(/"device_token": "token:[0-9a-f]{6}"/).waitFor()
    assert.equal((await page.content()).includes(token), false)
    await page.getByRole('button', { name: 'Show the exact bytes' }).click()
    await page.getByText('As the receiver got it, byte for byte.').waitFor()
    assert.ok((await region(page, 'Request').innerText()).includes(token))
  })

  it('a secret is replaced, a rule switched off, on and deleted, each with its effect', async () => {
    const { page, go } = reader
    await go('/callbacks')
    await page.getByRole('link', { name: 'orders' }).click()
    await page.getByRole('button', { name: 'Set a new secret' }).click()
    await page
      .getByRole('dialog')
      .getByText(/two signatures for 24 hours/)
      .waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Set a new secret' }).click()
    await page
      .getByRole('dialog')
      .getByText(/The old secret signs until/)
      .waitFor()
    assert.notEqual(await page.getByRole('dialog').locator('dl dd').first().innerText(), secret)
    await page.keyboard.press('Escape')
    await page.reload()
    await region(page, 'Secret')
      .getByText(/The old secret signs until/)
      .waitFor()
    await page.getByRole('button', { name: 'Switch off' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click()
    await region(page, 'Rule').getByText('switched off').waitFor()
    await page.getByRole('button', { name: 'Switch on' }).click()
    await page.getByRole('button', { name: 'Switch off' }).waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    const dialogue = page.getByRole('dialog', { name: 'Delete the rule orders' })
    assert.ok(await dialogue.getByRole('button', { name: 'Delete' }).isDisabled())
    await dialogue.getByLabel('Type orders to confirm').fill('orders')
    await dialogue.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('This app has no callback rule yet').waitFor()
  })

  it('who may only look sees neither buttons nor exact bytes', async () => {
    const { page, go } = await stage.open({ as: 'viewer', language: 'zh', size: { width: 390, height: 844 } })
    await go('/callbacks?tab=attempts')
    await page.locator('tbody tr[data-linked]').first().waitFor()
    assert.equal(await page.getByRole('button', { name: '重放…' }).count(), 0)
    await page.locator('tbody tr[data-linked] a').first().click()
    await page.getByText('与接收方收到的一致，设备 token 已遮盖。').waitFor()
    assert.equal(await page.getByRole('button', { name: '显示原始内容' }).count(), 0)
    assert.deepEqual(await seriousFindings(page), [])
  })
})
