// The phones of the console, each with the real client: chat, kill, notification by the vendor's simulator, tap, permission, deletion, call.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FrameLocator, Locator, Page } from 'playwright-core'
import { seriousFindings } from './axe.ts'
import { type ConsoleStage, openConsole, type Reader } from './console.ts'

const timeout = 60_000

let stage: ConsoleStage
before(async () => {
  stage = await openConsole()
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

async function onTable(sources: string): Promise<Reader & { readonly phone: (source: string) => PhoneOnPage }> {
  const reader = await stage.open()
  await reader.go(`/phones?phones=${sources}`)
  return { ...reader, phone: source => phoneOn(reader.page, source) }
}

async function bindingsOf(user: string): Promise<readonly unknown[]> {
  return (await stage.server.app('GET', `users/${user}/push/binding`)).body.entities
}

describe('phones', () => {
  it('a first visitor has a notification by one click', { timeout }, async () => {
    const { phone, context } = await onTable('apns,huawei')
    const mate = phone('huawei')
    await mate.press('Send to this phone')
    await mate.all.getByRole('button', { name: 'Tap “Hello, Mate”' }).waitFor()
    await mate.all.getByText('Huawei accepted it.').waitFor()
    await mate.logged('The vendor reports the arrival')
    await mate.all.getByRole('link', { name: 'Every hop' }).waitFor()
    await context.close()
  })

  it('chat while both are there; a killed one gets the message by its vendor, and a tap opens it', {
    timeout,
  }, async () => {
    const { phone, context } = await onTable('apns,xiaomi')
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
    await redmi.all.getByRole('button', { name: 'Tap “alice”' }).click()
    await redmi.app.getByRole('heading', { name: 'alice' }).waitFor()
    await redmi.app.getByText('The train leaves at 14:20').waitFor()
    await redmi.logged('notificationClicked')
    await redmi.logged('The vendor reports the tap')
    await context.close()
  })

  it('shows nothing where notifications are denied, though the vendor took it', { timeout }, async () => {
    const { phone, context } = await onTable('oppo,vivo')
    const find = phone('oppo')
    await find.all.getByRole('switch', { name: 'Notifications' }).click()
    await find.press('Send to this phone')
    await find.all.getByText('OPPO accepted it.').waitFor()
    await find.logged('notifications are denied')
    assert.equal(await find.all.getByRole('button', { name: /^Tap/ }).count(), 0)
    await context.close()
  })

  it('keeps what comes in airplane mode at the vendor until the network is back', { timeout }, async () => {
    const { phone, context } = await onTable('oppo,vivo')
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
    await context.close()
  })

  it('a deleted app loses its binding at the next push', { timeout }, async () => {
    const { phone, context } = await onTable('meizu,honor')
    const flyme = phone('meizu')
    await flyme.logIn()
    assert.equal((await bindingsOf('heidi')).length, 1)
    await flyme.press('Delete app')
    await flyme.logged('Deleted the app')
    await stage.server.app('POST', 'push/sync/heidi', { strategy: 2, pushMessage: { title: 'gone?' } })
    assert.deepEqual(await bindingsOf('heidi'), [])
    await flyme.press('Install app')
    await flyme.logIn()
    assert.equal((await bindingsOf('heidi')).length, 1)
    await context.close()
  })

  it('a group reaches a killed phone too, and the tap opens the group', { timeout }, async () => {
    const { phone, context } = await onTable('honor,webpush')
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
    await context.close()
  })

  it('a user who logs out gets nothing on this phone any more', { timeout }, async () => {
    const { phone, context } = await onTable('apns,fcm')
    const pixel = phone('fcm')
    await pixel.logIn()
    assert.equal((await bindingsOf('ivan')).length, 1)
    await pixel.press('Log out')
    await pixel.app.getByRole('button', { name: 'Log in' }).waitFor()
    assert.deepEqual(await bindingsOf('ivan'), [])
    await context.close()
  })

  it('a call rings a killed phone: its push is shown, and the tap finds the call still ringing', {
    timeout,
  }, async () => {
    const { phone, context } = await onTable('harmony,fcm')
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
    await context.close()
  })

  it('survive a reload, with their notifications, and keep nobody out', { timeout }, async () => {
    const { phone, page, context } = await onTable('webpush,apns')
    const web = phone('webpush')
    await web.press('Send to this phone')
    await web.all.getByRole('button', { name: /^Tap/ }).waitFor()
    await page.reload()
    await web.all.getByRole('button', { name: /^Tap/ }).waitFor()
    assert.deepEqual(await seriousFindings(page), [])
    await context.close()
  })
})
