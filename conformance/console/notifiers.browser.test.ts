// Notifiers in a browser: a wrong key is refused at its field, a right one is stored, a check says what to do in both languages, and a
// deletion says whom it concerns.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, it } from 'node:test'
import { seriousFindings } from './axe.ts'
import { type ConsoleStage, openConsole } from './console.ts'

let stage: ConsoleStage
before(async () => {
  stage = await openConsole()
})
after(() => stage[Symbol.asyncDispose]())

const timeout = 60_000
const pem = (namedCurve: string): Buffer => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve })
  return Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }))
}
const nameOf = (vendor: string): string =>
  stage.server.demo.users[0]?.bindings.find(one => one.vendor === vendor)?.notifierName ?? assert.fail(vendor)

it('refuses a wrong .p8 at the field, before and after it is sent, and then takes a right one', {
  timeout,
}, async () => {
  const { page, go, context } = await stage.open()
  await go('/notifiers')
  await page.getByRole('link', { name: 'Add a notifier' }).click()
  await page.getByRole('radio', { name: /^APNs/ }).click()
  await page.getByLabel('Name').fill('from-console')
  await page.getByLabel('Bundle ID').fill('com.example.chat')
  await page.getByLabel('Key ID').fill('ABC123DEFG')
  await page.getByLabel('Team ID').fill('DEF123GHIJ')
  const pick = page.locator('input[type="file"]')
  const add = page.getByRole('button', { name: 'Add', exact: true })
  await add.click()
  await page.getByText('This is needed.').waitFor()
  await pick.setInputFiles({ name: 'key.txt', mimeType: 'text/plain', buffer: Buffer.from('no key') })
  await page.getByText('its name must end in .p8, .p12, .pfx, .pem').waitFor()
  await pick.setInputFiles({ name: 'AuthKey.p8', mimeType: 'text/plain', buffer: pem('secp384r1') })
  await add.click()
  await page.getByText('The key is not an elliptic-curve key on P-256, as Apple issues them.').first().waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByRole('button', { name: 'Take out AuthKey.p8' }).click()
  await pick.setInputFiles({ name: 'AuthKey_ABC123DEFG.p8', mimeType: 'text/plain', buffer: pem('prime256v1') })
  await add.click()
  await page.getByRole('heading', { level: 1, name: 'Notifier from-console' }).waitFor()
  await page.getByText('AuthKey_ABC123DEFG.p8').waitFor()
  await page.getByRole('link', { name: 'Edit, or replace the credential' }).click()
  await page.getByText('AuthKey_ABC123DEFG.p8 is stored. Choose another file to replace it.').waitFor()
  assert.equal(await page.getByLabel('Key ID').inputValue(), 'ABC123DEFG')
  assert.equal(await page.getByLabel('Password of the certificate').inputValue(), '')
  await context.close()
})

it('says what a check found and what to do, in the reader’s language', { timeout }, async () => {
  const name = nameOf('huawei')
  const { notifiers } = (await stage.server.admin('GET', 'notifier-states')).body
  const { uuid } = notifiers.find((one: { readonly name: string }) => one.name === name)
  await stage.server.admin('POST', 'notifiers', { notifierId: uuid, certificate: 'wrong-secret' })
  const english = await stage.open()
  await english.go(`/notifiers/${encodeURIComponent(name)}`)
  await english.page.getByRole('button', { name: 'Check now' }).click()
  const card = english.page.getByRole('region', { name: 'Check', exact: true })
  await card.getByText(/^Huawei refused the app secret/).waitFor()
  await card.getByText("Copy the credential again from the vendor's console and replace it here.").waitFor()
  assert.deepEqual(await seriousFindings(english.page), [])
  await english.context.close()
  const chinese = await stage.open({ language: 'zh', theme: 'dark', as: 'viewer' })
  await chinese.go(`/notifiers/${encodeURIComponent(name)}`)
  await chinese.page.getByText(/^华为拒绝了 App ID/).waitFor()
  await chinese.page.getByText('从厂商控制台重新复制凭据，并在此更换。').waitFor()
  assert.equal(await chinese.page.getByRole('button', { name: '立即检查' }).count(), 0)
  assert.deepEqual(await seriousFindings(chinese.page), [])
  await chinese.context.close()
})

it('limits how many pushes leave in a second, and takes the limit away again; a viewer only reads it', {
  timeout,
}, async () => {
  const name = nameOf('oppo')
  const rateOf = async (): Promise<unknown> =>
    (await stage.server.admin('GET', `notifier-states/${encodeURIComponent(name)}`)).body.notifier.pushesPerSecond
  const { page, go, context } = await stage.open({ as: 'operator' })
  await go(`/notifiers/${encodeURIComponent(name)}`)
  await page.getByText('as fast as it goes').waitFor()
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByLabel('Pushes a second').fill('1500')
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('at most 1,500 a second').waitFor()
  assert.equal(await rateOf(), 1_500)
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByLabel('Pushes a second').fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('as fast as it goes').waitFor()
  assert.equal(await rateOf(), undefined)
  await context.close()
  const viewer = await stage.open({ language: 'zh', as: 'viewer' })
  await viewer.go(`/notifiers/${encodeURIComponent(name)}`)
  await viewer.page.getByText('发送速率').waitFor()
  await viewer.page.getByText('不限', { exact: true }).waitFor()
  assert.equal(await viewer.page.getByRole('button', { name: '修改' }).count(), 0)
  await viewer.context.close()
})

it('lists who needs attention, resumes what rests, and keeps the filter in the address', { timeout }, async () => {
  const { store } = stage.server.system
  const app = (await store.tables.apps.byName(stage.server.demo.org, stage.server.demo.app)) ?? assert.fail()
  const vivo = (await store.tables.notifiers.list(app.id)).find(one => one.vendor === 'vivo') ?? assert.fail()
  const pause = { kind: 'paused', why: 'quota', untilMs: Date.now() + 3_600_000, code: '10070' } as const
  await store.commit([store.tables.notifiers.pause(app.id, vivo.uuid, vivo.version, pause)])
  const { page, go, context } = await stage.open()
  await go('/notifiers')
  await page.getByText('Needs attention').click()
  await page.getByText(/^paused, quota used up · \d+:\d\d/).waitFor()
  assert.match(page.url(), /only=attention/)
  assert.equal(await page.getByRole('link', { name: nameOf('xiaomi') }).count(), 0)
  await page.getByRole('link', { name: vivo.name }).click()
  await page.getByRole('button', { name: 'Resume now' }).click()
  await page.getByText('in use', { exact: true }).waitFor()
  await context.close()
})

it('names whom a deletion concerns, and asks for the name before it works', { timeout }, async () => {
  const name = nameOf('meizu')
  const { page, go, context } = await stage.open()
  await go(`/notifiers/${encodeURIComponent(name)}`)
  await page.getByRole('button', { name: 'Delete' }).click()
  const dialogue = page.getByRole('dialog', { name: `Delete the notifier ${name}` })
  await dialogue.getByText(/2 devices are bound to it/).waitFor()
  assert.ok(await dialogue.getByRole('button', { name: 'Delete' }).isDisabled())
  await dialogue.getByLabel(`Type ${name} to confirm`).fill(name)
  await dialogue.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { level: 1, name: 'Notifiers' }).waitFor()
  await page.getByRole('link', { name: nameOf('xiaomi') }).waitFor()
  assert.equal(await page.getByRole('link', { name, exact: true }).count(), 0)
  await context.close()
})
