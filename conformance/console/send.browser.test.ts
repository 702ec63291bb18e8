// Online debugging in the browser: what is previewed is what arrives; form and JSON are one message; what is sent is followed hop by hop;
// tokens are forgotten; a viewer reads and does not send.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { seriousFindings } from './axe.ts'
import { type ConsoleStage, openConsole } from './console.ts'
import { until } from './until.ts'

let stage: ConsoleStage
before(async () => {
  stage = await openConsole()
})
after(() => stage[Symbol.asyncDispose]())

/** The cards of the previews by the phone's name. */
function card(page: Page, screen: string) {
  return page.getByRole('article', { name: new RegExp(`^Notification on ${screen}: `) })
}

describe('Send', () => {
  it('shows a notification as each phone of the user does, and what the phones then show is the same', async () => {
    const { page, go, context } = await stage.open()
    await go('/send?user=test1')
    await page.getByLabel('Title', { exact: true }).fill('Order 5')
    await page.getByLabel('Content', { exact: true }).fill('Your parcel leaves today.')
    await card(page, 'HyperOS').getByText('Order 5').waitFor()
    assert.equal(await page.getByRole('article').count(), 10)
    await page.getByText('10 devices by vendor.').waitFor()
    await page.getByRole('button', { name: 'Send now' }).click()
    await page.getByRole('link', { name: 'Open as a page' }).waitFor()
    await page.getByRole('region', { name: 'test1-redmi' }).getByText('The vendor accepted the notification.').waitFor()
    const shown = stage.server.simulators.get('xiaomi')?.delivered.at(-1)?.shown
    assert.deepEqual([shown?.title, shown?.body], ['Order 5', 'Your parcel leaves today.'])
    assert.equal(await card(page, 'HyperOS').getByText('Your parcel leaves today.').count(), 1)
    await context.close()
  })

  it('says what a vendor ignores and cuts, and its field is a click away', async () => {
    const { page, go, context } = await stage.open()
    await go('/send?user=test1')
    await page.getByLabel('Subtitle').fill('Shop')
    await page.getByLabel('Content', { exact: true }).fill('long '.repeat(20))
    const remarks = page.getByRole('region', { name: 'Remarks' })
    await remarks.getByText('vivo shows no subtitle.').waitFor()
    await remarks.getByRole('button', { name: 'subTitle' }).first().click()
    assert.equal(await page.evaluate('document.activeElement.id'), 'send-subTitle')
    await page.getByLabel('Title', { exact: true }).fill('x'.repeat(40))
    await remarks
      .getByText('At most 32', { exact: false })
      .or(remarks.getByText('at most 32', { exact: false }))
      .first()
      .waitFor()
    assert.ok(await page.getByRole('button', { name: 'Send now' }).isDisabled())
    await context.close()
  })

  it('keeps form and JSON in step, and says where text stops being JSON', async () => {
    const { page, go, context } = await stage.open()
    await go('/send?user=test1')
    const tab = (name: string) => page.getByRole('region', { name: 'Notification' }).getByText(name, { exact: true })
    await page.getByLabel('Title', { exact: true }).fill('From the form')
    await tab('JSON').click()
    const text = page.getByLabel('pushMessage as JSON')
    assert.match(await text.inputValue(), /"title": "From the form"/)
    await text.fill('{\n  "title": "From the text",\n  "oppo": {"channelId": "chat"}\n}')
    await card(page, 'ColorOS').getByText('From the text').waitFor()
    await text.fill('{\n  "title" 5\n}')
    await page.getByText(/^Line 2, column 11: /).waitFor()
    assert.ok(await page.getByRole('button', { name: 'Send now' }).isDisabled())
    await page.reload()
    assert.match(await text.inputValue(), /"title" 5/, 'what is being written survives a reload')
    await text.fill('{"title": "Whole again"}')
    await tab('Form').click()
    assert.equal(await page.getByLabel('Title', { exact: true }).inputValue(), 'Whole again')
    await context.close()
  })

  it('sends once for a double click, and nothing before the receiver in hand was looked at', async () => {
    const { page, go, context } = await stage.open()
    await go('/send?user=test2')
    const button = page.getByRole('button', { name: 'Send now' })
    const messages = async (user: string) =>
      (await stage.server.admin('GET', `users/${user}/messages`)).body.messages.length
    await page.getByText(/devices? by vendor\.$/).waitFor()
    const [before, others] = [await messages('test2'), await messages('test1')]
    await button.dblclick()
    await page.getByRole('link', { name: 'Open as a page' }).waitFor()
    let answer: (() => void) | undefined
    await page.route('**/dry-run', async route => {
      await new Promise<void>(resolve => (answer = resolve))
      await route.continue()
    })
    await page.getByLabel('User id').fill('test1')
    await page.getByText('Looking at what this receiver would get…').waitFor()
    assert.ok(await button.isDisabled())
    while (!answer) await new Promise(resolve => setTimeout(resolve, 20))
    answer()
    await page.getByText('10 devices by vendor.').waitFor()
    assert.deepEqual([await messages('test2'), await messages('test1')], [before + 1, others])
    await context.close()
  })

  it('hides nothing of the JSON in the form, keeps long numbers, and starts over without the receiver’s loss', async () => {
    const { page, go, context } = await stage.open()
    await go('/send?user=test1')
    const tab = (name: string) => page.getByRole('region', { name: 'Notification' }).getByText(name, { exact: true })
    await tab('JSON').click()
    const text = page.getByLabel('pushMessage as JSON')
    await text.fill(
      '{"title": "a", "sub_title": "b", "subTitle": "c", "category": "nonsense", "ext": {"id": 9007199254740993}}',
    )
    await tab('Form').click()
    assert.equal(await page.getByLabel('Category', { exact: true }).inputValue(), 'nonsense')
    assert.equal(await page.getByLabel('Subtitle').inputValue(), 'c')
    await page.getByLabel('Category', { exact: true }).selectOption('im')
    await page
      .getByRole('region', { name: 'The same as a program' })
      .getByText('"9007199254740993"', { exact: false })
      .waitFor()
    await page.getByRole('button', { name: 'Start over' }).click()
    assert.equal(await page.getByLabel('Title', { exact: true }).inputValue(), 'Li')
    assert.equal(await page.getByLabel('User id').inputValue(), 'test1')
    await context.close()
  })

  it('says why while the app may not push', async () => {
    await stage.server.admin('PUT', 'settings', { pushOpen: false })
    const { page, go, context } = await stage.open()
    await go('/send?user=test1')
    await page.getByText('An admin of this app switches it on in the settings.').first().waitFor()
    assert.equal(await page.getByRole('button', { name: 'Send now' }).count(), 0)
    await stage.server.admin('PUT', 'settings', { pushOpen: true })
    await context.close()
  })

  it('sends one request to a token that nobody has bound, shows the vendor’s answer, and forgets the token', async () => {
    const { page, go, context } = await stage.open()
    const binding = stage.server.demo.users[0]?.bindings.find(({ vendor }) => vendor === 'xiaomi')
    const token = stage.server.simulators.get('xiaomi')?.newToken('com.example.chat', 9_001) ?? ''
    await go('/send')
    await page.getByRole('region', { name: 'To' }).getByText('Token', { exact: true }).click()
    await page.getByLabel('Notifier').selectOption(binding?.notifierName ?? '')
    await page.getByRole('textbox', { name: 'Token' }).fill(token)
    await page.getByText('One request to Xiaomi through').waitFor()
    await page.getByRole('button', { name: 'Send now' }).click()
    const outcome = page.getByRole('region', { name: 'What became of it' })
    await outcome.getByText('The vendor answered after').waitFor()
    assert.ok(!(await outcome.innerText()).includes(token))
    assert.equal(stage.server.simulators.get('xiaomi')?.delivered.at(-1)?.token, token)
    const kept = await page.evaluate<string>('JSON.stringify(sessionStorage) + location.href')
    assert.ok(!kept.includes(token))
    await page.reload()
    assert.equal(await page.getByRole('textbox', { name: 'Token' }).inputValue(), '')
    await context.close()
  })

  it('looks at vendors without a receiver, and offers the same as a program', async () => {
    const { page, go, context } = await stage.open()
    await go('/send')
    await page.getByRole('region', { name: 'To' }).getByText('Nobody', { exact: true }).click()
    await page.getByRole('checkbox', { name: 'Meizu' }).check()
    await card(page, 'Flyme').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Send now' }).isDisabled())
    await go('/send?user=test2&strategy=3')
    const program = page.getByRole('region', { name: 'The same as a program' })
    await program.getByText('push/async/test2', { exact: false }).waitFor()
    await program.getByText('Java', { exact: true }).click()
    await program.getByText('PushStrategy.EASEMOB_VENDOR_CHANNEL', { exact: false }).waitFor()
    await context.close()
  })

  it('lets a viewer look and not send', async () => {
    const { page, go, context } = await stage.open({ as: 'viewer' })
    await go('/send?user=test1')
    await card(page, 'iOS').waitFor()
    await page.getByText('Your role reads; sending needs an operator.').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Send now' }).isDisabled())
    await context.close()
  })

  it('keeps nobody out: no serious finding, after sending too, and nothing wider than a phone', async () => {
    for (const [language, theme, width] of [
      ['en', 'light', 1_280],
      ['zh', 'dark', 320],
    ] as const) {
      const { page, go, context } = await stage.open({ language, theme, size: { width, height: 844 } })
      await go('/send?user=test1')
      await page.getByRole('article').first().waitFor()
      await page.getByRole('button', { name: language === 'en' ? 'Send now' : '立即发送' }).click()
      await page.getByRole('region', { name: 'test1-redmi' }).waitFor()
      assert.deepEqual(await seriousFindings(page), [])
      // While answers still come a card may be between two layouts; what they end in holds what is in it.
      const wide = "[...document.querySelectorAll('section')].filter(one => one.scrollWidth > one.clientWidth + 1)"
      await until(page, `${wide}.length === 0`, `${wide}.map(one => one.outerHTML).join('\\n')`)
      const scrolls = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
      assert.equal(scrolls, false)
      await context.close()
    }
  })
})
