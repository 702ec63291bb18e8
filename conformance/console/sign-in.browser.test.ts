// The way in and out as a person goes it: the first start's link, a wrong password, guesses, another password, signing out (S08, S11, S12).
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { request } from 'undici'
import { type ConsoleStage, openConsole, type Reader } from './console.ts'

const password = 'three horses rest'
const another = 'four horses run on'

describe('the way into the console', () => {
  let stage: ConsoleStage
  before(async () => {
    stage = await openConsole()
  })
  after(() => stage[Symbol.asyncDispose]())

  const signIn = async ({ page }: Reader, name: string, word: string): Promise<void> => {
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('Password', { exact: true }).fill(word)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  const cookieOf = async ({ context }: Reader): Promise<string> => {
    const [cookie] = await context.cookies(`${stage.server.adminUrl}/admin/v1/session`)
    assert.ok(cookie)
    return `${cookie.name}=${cookie.value}`
  }
  /** What the server says to a session's cookie. */
  const statusOf = async (cookie: string): Promise<number> => {
    const answer = await request(`${stage.server.adminUrl}/admin/v1/session`, { headers: { cookie } })
    await answer.body.dump()
    return answer.statusCode
  }

  it('S12 a server without accounts says where its link is', async () => {
    const reader = await stage.open({ as: 'nobody' })
    await reader.goTo('/console/')
    await reader.page.getByText('This server has no account yet').waitFor()
    assert.equal(await reader.page.getByLabel('Password').count(), 0)
    await reader.context.close()
  })

  it('S12 the link makes the first account and signs in; its token leaves the address at once', async () => {
    const token = (await stage.server.system.offerSetUp()) ?? assert.fail('no token')
    const reader = await stage.open({ as: 'nobody' })
    const { page } = reader
    await reader.goTo(`/console/set-up#${token}`)
    assert.equal(page.url(), `${stage.server.adminUrl}/console/set-up`)
    const make = page.getByRole('button', { name: 'Create the account' })
    await page.getByText('At least 10 characters').waitFor()
    await page.getByLabel('Name').fill('a b')
    await page.getByText('without spaces').waitFor()
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('Password', { exact: true }).fill('too short')
    assert.equal(await make.isDisabled(), true)
    await page.getByLabel('Password', { exact: true }).fill('1234567890')
    await make.click()
    await page.getByRole('alert').filter({ hasText: 'guessed first' }).waitFor()
    await page.getByLabel('Password', { exact: true }).fill(password)
    await make.click()
    await page.getByRole('heading', { level: 1, name: 'Apps' }).waitFor()
    const [cookie] = await reader.context.cookies(`${stage.server.adminUrl}/admin/v1/session`)
    assert.deepEqual([cookie?.httpOnly, cookie?.sameSite, cookie?.path], [true, 'Strict', '/admin'])
    assert.equal(await page.evaluate(() => document.cookie), '')
    await reader.context.close()
  })

  it('a link without its token says what is missing', async () => {
    const reader = await stage.open({ as: 'nobody', language: 'zh' })
    await reader.goTo('/console/set-up')
    await reader.page.getByText('请复制完整的链接').waitFor()
    await reader.context.close()
  })

  it('S11 a wrong password is said so, the right one opens the page that was asked for, and signing out ends the session on the server', async () => {
    const reader = await stage.open({ as: 'nobody' })
    const { page } = reader
    await reader.go('/settings?tab=limits')
    await signIn(reader, 'ada', 'not this one')
    await page.getByRole('alert').filter({ hasText: 'Name or password is wrong.' }).waitFor()
    assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '')
    await signIn(reader, 'ada', password)
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    assert.equal(new URL(page.url()).search, '?tab=limits')
    const cookie = await cookieOf(reader)
    assert.equal(await statusOf(cookie), 200)
    await page.getByRole('button', { name: 'Account: ada' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    assert.equal(await statusOf(cookie), 401)
    await reader.context.close()
  })

  it('S11 a new password ends the other sessions and keeps this one', async () => {
    const [here, elsewhere] = [await stage.open({ as: 'nobody' }), await stage.open({ as: 'nobody' })]
    for (const reader of [here, elsewhere]) {
      await reader.goTo('/console/')
      await signIn(reader, 'ada', password)
      await reader.page.getByRole('heading', { level: 1, name: 'Apps' }).waitFor()
    }
    const { page } = here
    await page.getByRole('button', { name: 'Account: ada' }).click()
    await page.getByRole('menuitem', { name: 'Change password' }).click()
    const dialogue = page.getByRole('dialog')
    await dialogue.getByLabel('Current password').fill('not this one')
    await dialogue.getByLabel('New password').fill(another)
    await dialogue.getByRole('button', { name: 'Change the password' }).click()
    await dialogue.getByText('The current password is wrong.').waitFor()
    await dialogue.getByLabel('Current password').fill(password)
    await dialogue.getByRole('button', { name: 'Change the password' }).click()
    await page.getByText('Your password is changed.').waitFor()
    assert.deepEqual([await statusOf(await cookieOf(here)), await statusOf(await cookieOf(elsewhere))], [200, 401])
    await here.context.close()
    await elsewhere.context.close()
  })

  it('S08 who guesses is told how long to wait', async () => {
    const guess = (at: number) =>
      request(`${stage.server.adminUrl}/admin/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-posthouse-console': '1', origin: stage.server.adminUrl },
        body: JSON.stringify({ name: `somebody${at}`, password: 'a guess like any' }),
      }).then(answer => answer.body.dump())
    const reader = await stage.open({ as: 'nobody' })
    await reader.goTo('/console/')
    // An address may err twenty times; what it errs beyond that doubles its wait, and nobody is kept waiting for more than three seconds.
    for (let at = 0; at < 25; at += 1) await guess(at)
    const told = reader.page.getByRole('alert').filter({ hasText: /The next one is possible in \d+ s/ })
    const wrong = reader.page.getByRole('alert').filter({ hasNotText: /The next one/ })
    // On a slow machine the first one may come when little of the wait is left; it is judged then, and doubles it.
    for (let attempts = 0; attempts < 3 && (await told.count()) === 0; attempts += 1) {
      await signIn(reader, 'ada', `not this one ${attempts}`)
      await told.or(wrong).waitFor()
    }
    await told.waitFor()
    const button = reader.page.getByRole('button', { name: /^Wait \d+ s$/ })
    assert.equal(await button.isDisabled(), true)
    await reader.context.close()
  })
})
