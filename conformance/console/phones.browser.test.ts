// The phones of the console, each with the real client: chat, kill, notification by the vendor's simulator, tap, permission, deletion, call, and
// the eight steps of seed 004. The operator has a port of its own here, as on a host that others reach: phones connect to where their page came from.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FrameLocator, Locator, Page } from 'playwright-core'
import { seriousFindings } from './axe.ts'
import { type ConsoleStage, openConsole, type Reader } from './console.ts'

const timeout = 60_000

let stage: ConsoleStage
let reader: Reader
before(async () => {
  stage = await openConsole(['--admin-port', '0'])
  reader = await stage.open()
})
after(() => stage[Symbol.asyncDispose]())

/** A phone on the table. */
interface PhoneOnPage {
  readonly all: Locator
  /** The chat app on it. */
  readonly app: FrameLocator
  press(name: string): Promise<void>
  /** Until it is connected as its user. */
  logIn(): Promise<void>
  /** Waits for a line of the log. */
  logged(text: string | RegExp): Promise<void>
}

function phoneOn(page: Page, source: string): PhoneOnPage {
  const all = page.locator(`[data-phone="${source}"]`)
  const app = all.frameLocator('iframe')
  const press = (name: string): Promise<void> => all.getByRole('button', { name, exact: true }).click()
  return {
    all,
    app,
    press,
    async logIn() {
      await press('Open app')
      await app.getByRole('button', { name: 'Log in' }).click()
      await app.getByRole('heading', { name: 'Chats' }).waitFor()
    },
    logged: text => all.getByRole('listitem').filter({ hasText: text }).first().waitFor(),
  }
}

async function chatWith(phone: PhoneOnPage, user: string): Promise<void> {
  await phone.app.getByRole('button', { name: 'New chat' }).click()
  await phone.app.getByRole('button', { name: user, exact: true }).click()
  await phone.app.getByRole('heading', { name: user }).waitFor()
}

async function write(phone: PhoneOnPage, text: string): Promise<void> {
  await phone.app.getByRole('textbox', { name: 'Message' }).fill(text)
  await phone.app.getByRole('button', { name: 'Send' }).click()
  await phone.app.getByText(text, { exact: true }).waitFor()
}

/** A tab of its own, whose phones nobody used yet. */
async function onTable(sources: string): Promise<Reader & { readonly phone: (source: string) => PhoneOnPage }> {
  const tab = await reader.tab()
  await tab.go(`/phones?phones=${sources}`)
  return { ...tab, phone: source => phoneOn(tab.page, source) }
}

/** What the server knows of a user's only device. */
async function deviceOf(user: string): Promise<{ readonly online: boolean; readonly session: string }> {
  const { online, devices } = (await stage.server.admin('GET', `people/${user}`)).body
  return { online, session: devices[0]?.session.state }
}

/** Why the latest message to a user became a push. */
async function handedOver(user: string): Promise<string> {
  const { messages } = (await stage.server.admin('GET', `users/${user}/messages?limit=1`)).body
  const { events } = (await stage.server.admin('GET', `messages/${messages[0].msgId}/trace`)).body
  return events.findLast(({ kind }: { readonly kind: string }) => kind === 'accepted').text.en
}

async function bindingsOf(user: string): Promise<readonly unknown[]> {
  return (await stage.server.app('GET', `users/${user}/push/binding`)).body.entities
}

describe('phones', () => {
  it('a first visitor has a notification by one click', { timeout }, async () => {
    const { phone, page } = await onTable('apns,huawei')
    const mate = phone('huawei')
    await mate.press('Send to this phone')
    await mate.all.getByRole('button', { name: 'Tap “Hello, Mate”' }).waitFor()
    await mate.all.getByText('Huawei accepted it.').waitFor()
    await mate.logged('The vendor reports the arrival')
    await mate.all.getByRole('link', { name: 'Every hop' }).waitFor()
    await page.close()
  })

  it('chat while both are there; a killed one gets the message by its vendor, and a tap opens it', {
    timeout,
  }, async () => {
    const { phone, page } = await onTable('apns,xiaomi')
    const [iphone, redmi] = [phone('apns'), phone('xiaomi')]
    await redmi.logIn()
    await iphone.logIn()
    await chatWith(iphone, 'bob')
    await write(iphone, 'Are you there?')
    await redmi.app.getByRole('button', { name: /alice.*Are you there/ }).click()
    await redmi.app.getByText('Are you there?').last().waitFor()
    const delivered = (): number => stage.server.simulators.get('xiaomi')?.delivered.length ?? 0
    assert.equal(delivered(), 0)

    await redmi.press('Kill app')
    await redmi.logged('Killed the app')
    assert.equal(await redmi.all.locator('iframe').count(), 0)
    await write(iphone, 'The train leaves at 14:20')
    await redmi.all.getByRole('button', { name: 'Tap “alice”' }).waitFor()
    assert.equal(delivered(), 1)
    // A kill and no farewell: the session is there, nobody is connected, and that is why there was a push.
    assert.deepEqual(await deviceOf('bob'), { online: false, session: 'present' })
    assert.match(await handedOver('bob'), /^The devices are away: handed over for user bob/)
    await redmi.all.getByRole('button', { name: 'Tap “alice”' }).click()
    await redmi.app.getByRole('heading', { name: 'alice' }).waitFor()
    await redmi.app.getByText('The train leaves at 14:20').waitFor()
    await redmi.logged('notificationClicked')
    await redmi.logged('The vendor reports the tap')
    await page.close()
  })

  it('shows nothing where notifications are denied, though the vendor took it', { timeout }, async () => {
    const { phone, page } = await onTable('oppo,vivo')
    const find = phone('oppo')
    await find.all.getByRole('switch', { name: 'Notifications' }).click()
    await find.press('Send to this phone')
    await find.all.getByText('OPPO accepted it.').waitFor()
    await find.logged('notifications are denied')
    assert.equal(await find.all.getByRole('button', { name: /^Tap/ }).count(), 0)
    await page.close()
  })

  it('keeps what comes in airplane mode at the vendor until the network is back', { timeout }, async () => {
    const { phone, page } = await onTable('oppo,vivo')
    const iqoo = phone('vivo')
    await iqoo.logIn()
    await iqoo.all.getByRole('switch', { name: 'Airplane mode' }).click()
    await iqoo.app.getByText('No network. Reconnecting…').waitFor()
    await iqoo.press('Send to this phone')
    await iqoo.logged('the vendor keeps a notification')
    await iqoo.press('Lock')
    assert.equal(await iqoo.all.getByRole('button', { name: /^Tap/ }).count(), 0)
    await iqoo.all.getByRole('switch', { name: 'Airplane mode' }).click()
    await iqoo.all.getByRole('button', { name: 'Tap “Hello, iQOO”' }).waitFor()
    await page.close()
  })

  it('a deleted app loses its binding at the next push', { timeout }, async () => {
    const { phone, page } = await onTable('meizu,honor')
    const flyme = phone('meizu')
    await flyme.logIn()
    assert.equal((await bindingsOf('heidi')).length, 1)
    // What Meizu answers for a token that is gone is believed once the credential has worked (decision 0008).
    const { body } = await stage.server.app('POST', 'push/sync/heidi', {
      strategy: 2,
      pushMessage: { title: 'there?' },
    })
    assert.match(JSON.stringify(body), /"pushStatus":"SUCCESS"/)
    await flyme.press('Delete app')
    await flyme.logged('Deleted the app')
    await stage.server.app('POST', 'push/sync/heidi', { strategy: 2, pushMessage: { title: 'gone?' } })
    assert.deepEqual(await bindingsOf('heidi'), [])
    await flyme.press('Install app')
    await flyme.logIn()
    assert.equal((await bindingsOf('heidi')).length, 1)
    await page.close()
  })

  it('a group reaches a killed phone too, and the tap opens the group', { timeout }, async () => {
    const { phone, page } = await onTable('honor,webpush')
    const [magic, web] = [phone('honor'), phone('webpush')]
    await web.logIn()
    await web.press('Kill app')
    await magic.logIn()
    await magic.app.getByRole('button', { name: 'New group' }).click()
    await magic.app.getByLabel('Name of the group').fill('Couriers')
    await magic.app.getByLabel('Members, with commas between them').fill('judy')
    await magic.app.getByRole('button', { name: 'Create' }).click()
    await magic.app.getByRole('heading', { name: 'Couriers' }).waitFor()
    await write(magic, 'Fresh horses at the gate')
    await web.all.getByRole('button', { name: 'Tap “dave”' }).click()
    await web.app.getByRole('heading', { name: 'Couriers' }).waitFor()
    await web.app.getByText('Fresh horses at the gate').waitFor()
    await page.close()
  })

  it('I5: a user who logs out gets nothing on this phone any more, from the next push on', { timeout }, async () => {
    const { phone, page } = await onTable('apns,fcm')
    const pixel = phone('fcm')
    await pixel.logIn()
    assert.equal((await bindingsOf('ivan')).length, 1)
    await pixel.press('Log out')
    await pixel.app.getByRole('button', { name: 'Log in' }).waitFor()
    const pushMessage = { title: 'too late' }
    const { body } = await stage.server.app('POST', 'push/sync/ivan', { strategy: 2, pushMessage })
    assert.match(JSON.stringify(body), /no push binding/)
    assert.deepEqual(await bindingsOf('ivan'), [])
    assert.deepEqual(stage.server.simulators.get('fcm')?.delivered, [])
    await page.close()
  })

  it('a call rings a killed phone: its push is shown, and the tap finds the call still ringing', {
    timeout,
  }, async () => {
    const { phone, page } = await onTable('harmony,fcm')
    const [pura, pixel] = [phone('harmony'), phone('fcm')]
    await pixel.logIn()
    await pixel.press('Kill app')
    await pura.logIn()
    await chatWith(pura, 'ivan')
    await pura.app.getByRole('button', { name: 'Call ivan' }).click()
    await pura.app.getByText('Calling ivan…').waitFor()
    await pixel.all.getByRole('button', { name: 'Tap “erin is calling”' }).click()
    await pixel.app.getByRole('button', { name: 'Accept' }).click()
    for (const [one, peer] of [
      [pura, 'ivan'],
      [pixel, 'erin'],
    ] as const)
      await one.app.getByText(`In a call with ${peer}`).waitFor()
    await pura.app.getByRole('button', { name: 'Hang up' }).click()
    await pixel.app.getByText('In a call with erin').waitFor({ state: 'detached' })

    await pixel.press('Kill app')
    await pura.app.getByRole('button', { name: 'Call ivan' }).click()
    await pixel.all.getByRole('button', { name: 'Tap “erin is calling”' }).waitFor()
    await pura.app.getByRole('button', { name: 'Hang up' }).click()
    await pixel.all.getByRole('button', { name: 'Tap “Missed call from erin”' }).click()
    await pixel.app.getByRole('heading', { name: 'erin' }).waitFor()
    assert.equal(await pixel.app.getByRole('alertdialog').count(), 0)
    await page.close()
  })

  it('says the sound and counts on the icon; works by the keys alone', { timeout }, async () => {
    const { phone, page } = await onTable('apns,xiaomi')
    const iphone = phone('apns')
    await iphone.all.getByRole('button', { name: 'Send to this phone' }).focus()
    await page.keyboard.press('Enter')
    await iphone.all.getByRole('button', { name: 'Tap “Hello, iPhone”' }).waitFor()
    const apns = { sound: 'bell.caf', badge: 3 }
    const pushMessage = { title: 'Ding', content: 'three of them', apns, badge: { setNum: 3 } }
    await stage.server.app('POST', 'push/sync/alice', { strategy: 2, pushMessage })
    await iphone.all.getByText('Sound: bell.caf').waitFor()
    await iphone.all.getByRole('button', { name: 'Open the app, 3 on its icon' }).waitFor()
    await iphone.all.getByRole('button', { name: 'Tap “Ding”' }).focus()
    await page.keyboard.press('Enter')
    await iphone.app.getByRole('heading', { name: 'Chats' }).waitFor()
    await iphone.press('Lock')
    // Who opens the app has seen what was counted.
    await iphone.all.getByRole('button', { name: 'Open the app', exact: true }).waitFor()
    await page.close()
  })

  it('survive a reload, with their notifications and whoever is logged in, and keep nobody out', {
    timeout,
  }, async () => {
    const { phone, page } = await onTable('webpush,apns')
    const [web, iphone] = [phone('webpush'), phone('apns')]
    await web.press('Send to this phone')
    await web.all.getByRole('button', { name: /^Tap/ }).waitFor()
    await iphone.logIn()
    const before = await bindingsOf('alice')
    await page.reload()
    await web.all.getByRole('button', { name: /^Tap/ }).waitFor()
    await iphone.app.getByRole('heading', { name: 'Chats' }).waitFor()
    await iphone.all.getByText('connected', { exact: true }).waitFor()
    assert.deepEqual(await bindingsOf('alice'), before)
    assert.deepEqual(await seriousFindings(page), [])
    await page.close()
  })

  it('bring their tokens to the vendors of a sandbox that was started anew, without a reload', {
    timeout,
  }, async () => {
    const { phone, page } = await onTable('oppo,vivo')
    const find = phone('oppo')
    await find.press('Send to this phone')
    await find.all.getByRole('button', { name: /^Tap/ }).waitFor()
    let isAway = true
    await page.route('**/admin/v1/sandbox/deliveries?**', route => (isAway ? route.abort() : route.continue()))
    await page.route('**/admin/v1/sandbox', async route => {
      isAway = false
      const answer = await route.fetch()
      const sandbox = (await answer.json()) as { readonly startedAt: number }
      await route.fulfill({ response: answer, json: { ...sandbox, startedAt: sandbox.startedAt + 1 } })
    })
    const adopted = page.waitForRequest(
      asked => asked.method() === 'PUT' && asked.url().endsWith('/vendors/oppo/tokens'),
    )
    await find.press('Send to this phone')
    assert.equal((await adopted).postDataJSON().state, 'active')
    await find.press('Send to this phone')
    await find.all.getByRole('button', { name: /^Tap/ }).nth(2).waitFor()
    await page.close()
  })

  it('are put away when the session of who looks at them ends', { timeout }, async () => {
    const { page, go, context } = await stage.open()
    await go('/phones?phones=huawei,honor')
    const mate = phoneOn(page, 'huawei')
    await mate.logIn()
    const headers = { 'x-posthouse-console': '1' }
    const out = await context.request.delete(`${stage.server.adminUrl}/admin/v1/session`, { headers })
    assert.equal(out.status(), 200)
    // Whatever the page asks next is refused.
    await stage.server.app('POST', 'push/sync/carol', { strategy: 2, pushMessage: { title: 'too late' } })
    await page.getByLabel('Password', { exact: true }).waitFor()
    await mate.all.waitFor({ state: 'hidden' })
    assert.deepEqual(await page.getByText('too late').filter({ visible: true }).count(), 0)
    await context.close()
  })
})

describe('the eight steps', { concurrency: 2 }, () => {
  it('are played one by one, each when it has happened, in the words of the trace, and end at it', {
    timeout,
  }, async () => {
    const { phone, page } = await onTable('apns,xiaomi')
    const redmi = phone('xiaomi')
    // What a person did before does not stand in the way.
    for (const name of ['Notifications', 'Airplane mode']) await redmi.all.getByRole('switch', { name }).click()
    const panel = page.getByRole('region', { name: 'Eight steps' })
    const hops: (string | null)[] = []
    await panel.getByRole('button', { name: 'First step' }).click()
    for (let step = 1; step <= 8; step += 1) {
      await panel
        .getByRole('listitem')
        .nth(step - 1)
        .waitFor()
      assert.equal(await panel.getByRole('listitem').count(), step)
      hops.push((await panel.getByRole('img').getAttribute('aria-label'))?.replace(/^.*: /, '') ?? '')
      if (step < 8) await panel.getByRole('button', { name: 'Next step' }).click()
    }
    assert.deepEqual(hops, [
      ...['Bob → Xiaomi', 'Xiaomi → Bob', 'Bob → ZIM', 'Alice → ZIM'],
      ...['ZIM → Bob', 'ZIM → ZPNs', 'ZPNs → Xiaomi', 'Xiaomi → Bob'],
    ])
    const told = await panel.getByRole('listitem').allInnerTexts()
    await redmi.app.getByText('Are you coming to the station?').waitFor()
    await panel.getByRole('link', { name: 'Every hop of this push' }).click()
    await page.waitForURL(/\/messages\/\d+$/)
    const msgId = page.url().replace(/^.*\//, '')
    const { events } = (await stage.server.admin('GET', `messages/${msgId}/trace`)).body
    const texts: readonly string[] = events.map(({ text }: { readonly text: { readonly en: string } }) => text.en)
    for (const [step, beginning] of [
      [5, 'The devices are away: handed over for user bob'],
      [7, 'Accepted by the vendor'],
    ] as const) {
      const line = texts.find(text => text.startsWith(beginning)) ?? assert.fail(beginning)
      assert.ok(told[step - 1]?.includes(line), `${told[step - 1]} says ${line}`)
    }
    await page.close()
  })

  it('are played at once, in Chinese, on any two phones', { timeout }, async () => {
    const { page, go, context } = await stage.open({ language: 'zh' })
    await go('/phones?phones=oppo,harmony')
    const panel = page.getByRole('region', { name: '八步流程' })
    await panel.getByRole('button', { name: '一次演完' }).click()
    await panel.getByText('厂商将其送达手机；Erin 点开并登录后，收到该消息。').waitFor({ timeout: 40_000 })
    assert.equal(await panel.getByRole('listitem').count(), 8)
    await context.close()
  })
})
