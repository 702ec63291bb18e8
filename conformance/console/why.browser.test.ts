// Whoever has never seen the console finds out why a push did not arrive: in two steps from the page that a person lands on, with the sentence
// and the next step on the screen, in both languages; and for every reason there is. A step is a click, or a line that is sent off.
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { type ReasonCode, reasonOf } from '../../packages/server/src/domain/reason.ts'
import { type Provoked, provoke, provokeAll, provokedTitle } from '../../packages/server/src/sandbox/testing/provoke.ts'
import { type ConsoleStage, openConsole, type Reader } from './console.ts'

let stage: ConsoleStage
let readers: Readonly<Record<Language, Reader>>
let receiver: Server
const provoked = new Map<ReasonCode, Provoked>()
before(async () => {
  stage = await openConsole()
  readers = { en: await stage.open({ language: 'en' }), zh: await stage.open({ language: 'zh' }) }
  for (const one of await provokeAll(stage.server, reason => `user-${reason}`)) provoked.set(one.reason, one)
})
after(async () => {
  receiver?.close()
  await stage[Symbol.asyncDispose]()
})

const languages = ['en', 'zh'] as const
type Language = (typeof languages)[number]

const why = { en: 'Why?', zh: '为什么？' }
const box = { en: 'What you have at hand', zh: '手头的线索' }
const toDo = { en: 'what to do', zh: '处理建议' }

/** A reader's steps, counted. */
function stepsOn(page: Page) {
  let count = 0
  return {
    count: () => count,
    async ask(text: string, language: Language): Promise<void> {
      count += 1
      await page.getByRole('textbox', { name: box[language] }).fill(text)
      await page.keyboard.press('Enter')
    },
    async click(link: string): Promise<void> {
      count += 1
      await page.getByRole('link', { name: link }).first().click()
    },
  }
}

/** The sentence, and the next step beside its label. */
async function reads(page: Page, said: RegExp | string, next: string, language: Language): Promise<void> {
  await page.getByText(said).first().waitFor()
  const fix = page.locator('dl div').filter({ has: page.getByText(toDo[language], { exact: true }) })
  await fix.getByText(next, { exact: true }).first().waitFor()
}

const dead = {
  en: 'The app was deleted or re-installed; it registers again at its next start.',
  zh: '应用已被卸载或重装；下次启动时会重新注册。',
}

/** What support is asked most often, with what must be read besides the reason's own sentence and step. */
const cases: readonly (readonly [
  string,
  ReasonCode,
  also?: Record<Language, string>,
  fix?: Record<Language, string>,
])[] = [
  ['quiet hours', 'user-ignores', { en: 'Quiet hours, all day.', zh: '全天免打扰。' }],
  ['a dead token', 'vendor-refused', { en: 'The binding was removed.', zh: '推送绑定已移除。' }, dead],
  [
    'a disabled notifier',
    'notifier-disabled',
    { en: 'Notifier com.example.chat-apns.', zh: '推送证书 com.example.chat-apns。' },
  ],
  ['a used-up quota', 'notifier-out-of-limit'],
  ['no device', 'no-push-binding'],
]

describe('in two steps from the overview, with the name of the user', () => {
  for (const language of languages) {
    for (const [name, reason, also, fix] of cases) {
      it(`${name}, ${language}`, async () => {
        const { page, go } = await readers[language].tab()
        const steps = stepsOn(page)
        await go('/overview')
        await steps.click(why[language])
        await steps.ask(`user-${reason}`, language)
        const { text, fix: own } = reasonOf(reason)
        const found = page.getByRole('region', { name: `user-${reason}` })
        await found.getByText(text[language]).first().waitFor()
        await found.getByText(own[language]).first().waitFor()
        assert.equal(steps.count(), 2)
        // One more for those who want to see every hop.
        await steps.click(provokedTitle)
        await reads(page, text[language], (fix ?? own)[language], language)
        if (also) await page.getByText(also[language]).first().waitFor()
        await page.close()
      })
    }
  }
})

describe('in one step from the overview', () => {
  // The overview shows the most frequent reasons.
  before(async () => {
    for (const username of ['dora', 'emil']) await provoke(stage.server, 'no-push-binding', username)
  })
  for (const language of languages)
    it(`why most of them fail, ${language}`, async () => {
      const { page, go } = await readers[language].tab()
      const steps = stepsOn(page)
      const { text, cause, fix } = reasonOf('no-push-binding')
      await go('/overview')
      await steps.click(text[language])
      await page.waitForURL(/why\?reason=no-push-binding/)
      await page.getByText(cause[language], { exact: true }).waitFor()
      await page.getByText(fix[language], { exact: true }).waitFor()
      await page.getByText('emil', { exact: true }).waitFor()
      assert.equal(steps.count(), 1)
      await page.close()
    })
})

describe('a callback that nobody takes', () => {
  before(async () => {
    receiver = createServer((_, answer) => answer.writeHead(503).end('down for repairs')).listen(0, '127.0.0.1')
    await new Promise(resolve => receiver.once('listening', resolve))
    const { port } = receiver.address() as AddressInfo
    const rule = { name: 'down', url: `http://127.0.0.1:${port}/hooks` }
    assert.equal((await stage.server.admin('POST', 'callbacks/rules', rule)).status, 200)
    const body = { strategy: 2, pushMessage: { title: provokedTitle, content: 'x' } }
    assert.equal((await stage.server.app('POST', 'push/sync/test2', body)).status, 200)
  })
  const words = {
    en: [
      'Callback try 1: 503',
      'Let the receiver answer 2xx within the time limit; the tries below say what it answered.',
    ],
    zh: ['回调第 1 次：503', '请让接收端在时限内返回 2xx；下方各次尝试记录了其响应。'],
  } as const
  for (const language of languages)
    it(`is found in two steps from the page that asks for it, ${language}`, async () => {
      const { page, go } = await readers[language].tab()
      const steps = stepsOn(page)
      await go('/why')
      await steps.ask('test2', language)
      await steps.click(provokedTitle)
      await reads(page, words[language][0], words[language][1], language)
      assert.ok(steps.count() < 3)
      await page.close()
    })
})

describe('every reason', () => {
  for (const language of languages)
    it(`has its sentence, its code and a next step on the page of the message, ${language}`, {
      timeout: 60_000,
    }, async () => {
      const { page, go } = await readers[language].tab()
      for (const [reason, { msgId }] of provoked) {
        await go(`/messages/${msgId}`)
        await page.getByText(reasonOf(reason).text[language]).first().waitFor()
        await page.getByText(reason, { exact: true }).first().waitFor()
        await page.getByText(toDo[language], { exact: true }).first().waitFor()
      }
      await page.close()
    })

  it('is counted with its latest example, and leads to all of its failures', async () => {
    const { page, go } = await readers.en.tab()
    await go('/why')
    const refused = page.getByRole('listitem').filter({ hasText: 'vendor-refused' })
    await refused.getByRole('button', { name: 'Show only these' }).click()
    await page.waitForURL(/reason=vendor-refused/)
    await refused.getByText(reasonOf('vendor-refused').fix.en).waitFor()
    const table = page.getByRole('table', { name: 'Failures' })
    await table.getByText('user-vendor-refused', { exact: true }).waitFor()
    assert.equal(await table.getByText('user-no-user').count(), 0)
    await refused.getByRole('link', { name: 'latest' }).click()
    await page.getByText('vendor-refused', { exact: true }).first().waitFor()
    await page.close()
  })
})

describe('the page of a message', () => {
  it('opens payload, headers and answer in place, and shows no device token', async () => {
    const { page, go } = await readers.en.tab()
    const { msgId } = provoked.get('vendor-refused') ?? assert.fail('it was provoked')
    await go(`/messages/${msgId}`)
    await page.getByRole('button', { name: 'payload' }).click()
    await page.getByText('Rendered again').waitFor()
    assert.match(await page.getByRole('region', { name: 'payload' }).innerText(), /"title": "Your parcel is here"/)
    await page.getByRole('button', { name: 'headers' }).click()
    assert.match(await page.getByRole('region', { name: 'headers' }).innerText(), /"apns-push-type": "alert"/)
    await page.getByRole('button', { name: 'answer' }).first().click()
    await page.getByRole('button', { name: 'Raw JSON' }).click()
    await page.waitForURL(/view=raw/)
    assert.doesNotMatch(await page.locator('main').innerText(), /[0-9a-f]{64}/)
    await page.close()
  })

  it('says what to do about one that there is not', async () => {
    const { page, go } = await readers.en.tab()
    await go('/messages/1')
    await page.getByRole('alert').waitFor()
    assert.match(await page.getByRole('alert').innerText(), /not found/)
    await page.close()
  })
})

describe('the page of a user', () => {
  it('finds people by the beginning of their id, and shows devices, quiet hours and what a push would do now', async () => {
    const { page, go } = await readers.en.tab()
    await go('/users')
    await page.getByRole('textbox', { name: 'User id begins with' }).fill('user-user-')
    await page.waitForURL(/q=user-user-/)
    await page.getByRole('link', { name: 'user-user-ignores' }).click()
    await page.getByText('Pushes are silent now:').waitFor()
    await page.getByRole('tab', { name: 'If we pushed now' }).click()
    await page.getByText('user-ignores').first().waitFor()
    await page.getByRole('tab', { name: 'Devices' }).click()
    await page.getByText('com.example.chat-apns').waitFor()
    await page.close()
  })

  it('lifts quiet hours, removes a binding, disables and enables', async () => {
    const { page, go } = await readers.en.tab()
    await go('/users/user-user-ignores?tab=quiet')
    await page.getByLabel('From').fill('')
    await page.getByLabel('To').fill('')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Nothing keeps pushes from this user.').waitFor()
    await page.getByRole('tab', { name: 'Devices' }).click()
    await page.getByRole('button', { name: 'Remove binding' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Remove the binding of user-user-ignores-phone to com.example.chat-apns').waitFor()
    await dialog.getByRole('button', { name: 'Remove binding' }).click()
    await page.getByText('No device is bound').waitFor()
    await page.getByRole('button', { name: 'Disable user' }).click()
    await dialog.getByRole('button', { name: 'Disable user' }).click()
    await page.getByText('disabled', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Enable user' }).click()
    await page.getByRole('button', { name: 'Disable user' }).waitFor()
    await page.close()
  })

  it('lets a viewer look, and offers nothing that changes anything', async () => {
    const { page, go } = await stage.open({ as: 'viewer' })
    await go('/users/test1?tab=devices')
    await page.getByText('com.example.chat-apns').waitFor()
    for (const name of ['Remove binding', 'Disable user', 'Force logout'])
      assert.equal(await page.getByRole('button', { name }).count(), 0, name)
    await page.close()
  })
})
