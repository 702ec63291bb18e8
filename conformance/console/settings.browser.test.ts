// Settings, members, keys and the audit log as people of each role find them: before and after, what is guarded, what is refused by the server
// too (S15, S17, S53).
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { allSettings } from '../../packages/console/src/pages/settings/draft.ts'
import { chatDefaults } from '../../packages/server/src/domain/app.ts'
import { type ConsoleStage, openConsole, type Reader } from './console.ts'

describe('the settings of an app', () => {
  let stage: ConsoleStage
  let admin: Reader
  before(async () => {
    stage = await openConsole()
    admin = await stage.open()
  })
  after(() => stage[Symbol.asyncDispose]())

  /** What the server holds of a setting, not what the page shows. */
  const setting = async (group: string, name: string): Promise<unknown> => {
    const { adminUrl, demo } = stage.server
    const headers = { authorization: `Bearer ${demo.adminKey}` }
    const answer = await fetch(`${adminUrl}/admin/v1/apps/${demo.org}/${demo.app}`, { headers })
    const { app } = (await answer.json()) as { app: { settings: Record<string, Record<string, unknown> | undefined> } }
    return app.settings[group]?.[name]
  }

  it('have the server’s own defaults', () => {
    for (const [name, value] of Object.entries(chatDefaults)) {
      assert.equal(allSettings.find(({ path }) => path === `chat.${name}`)?.standard, value, name)
    }
  })

  it('show before and after, are saved by one button, and stand in the audit log with who did it', async () => {
    const { page } = admin
    await admin.go('/settings?tab=policies')
    const wait = page.getByRole('textbox', { name: 'Wait for an acknowledgement' })
    await wait.fill('100')
    await page.getByText('A whole number from 500 to 60,000.').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Look and save' }).isDisabled(), true)
    await wait.fill('3000')
    await page.getByRole('tab', { name: 'Limits and rates' }).click()
    await page.getByRole('textbox', { name: 'At work at the same time' }).fill('9')
    await page.getByText('2 changes are not saved').waitFor()
    await page.getByRole('button', { name: 'Look and save' }).click()
    const rows = page.getByRole('dialog').getByRole('row')
    assert.deepEqual(await rows.allInnerTexts().then(texts => texts.map(text => text.split(/\s*\t\s*/))), [
      ['Setting', 'Before', 'After'],
      ['At work at the same time', '3 tasks', '9 tasks'],
      ['Wait for an acknowledgement', '5,000 ms', '3,000 ms'],
    ])
    assert.equal(await setting('chat', 'ackWaitMs'), undefined)
    await page.getByRole('button', { name: 'Save 2 changes' }).click()
    await page.getByText('The settings are saved.').waitFor()
    assert.deepEqual([await setting('chat', 'ackWaitMs'), await setting('tasks', 'runningMax')], [3_000, 9])
    await page.getByRole('tab', { name: 'Audit' }).click()
    const newest = page.getByRole('table', { name: 'Audit log' }).getByRole('row').nth(1)
    const [who] = /admin-\d+/.exec(await newest.innerText()) ?? assert.fail(await newest.innerText())
    assert.match(await newest.innerText(), /apps\.settings[\s\S]*tasks, chat|apps\.settings[\s\S]*chat, tasks/)
    await admin.go(`/settings?tab=audit&who=${who}&what=apps.settings`)
    await page.getByText('1 in all').waitFor()
  })

  it('go back to their default, and say nothing of it any more', async () => {
    const { page } = admin
    await admin.go('/settings?tab=policies')
    await page.getByRole('button', { name: 'Reset to default: Wait for an acknowledgement' }).click()
    await page.getByRole('button', { name: 'Look and save' }).click()
    await page.getByRole('dialog').getByText('(the default)').waitFor()
    await page.getByRole('button', { name: 'Save 1 change' }).click()
    await page.getByText('The settings are saved.').first().waitFor()
    assert.equal(await setting('chat', 'ackWaitMs'), undefined)
  })

  it('hold back who leaves with unsaved changes', async () => {
    const { page } = admin
    await admin.go('/settings?tab=limits')
    await page.getByRole('textbox', { name: 'At work at the same time' }).fill('12')
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
    await page.getByRole('button', { name: 'Stay' }).click()
    assert.equal(await page.getByRole('textbox', { name: 'At work at the same time' }).inputValue(), '12')
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('button', { name: 'Leave and drop the changes' }).click()
    await page.waitForURL(/\/overview$/)
    assert.equal(await setting('tasks', 'runningMax'), 9)
  })

  it('S17 a viewer sees no button that is not theirs, and the server refuses them the same', async () => {
    const viewer = await stage.open({ as: 'viewer' })
    const { page } = viewer
    await viewer.go('/settings?tab=limits')
    await page.getByText('Only an admin of this app may change these.').waitFor()
    await page.locator('[data-setting="tasks.runningMax"]').getByText('9 tasks').waitFor()
    assert.equal(await page.locator('main').getByRole('textbox').count(), 0)
    assert.deepEqual(await page.getByRole('tab').allInnerTexts(), ['App', 'Limits and rates', 'Policies'])
    await viewer.go('/settings?tab=members')
    assert.equal(await page.getByRole('button', { name: 'Invite' }).count(), 0)
    await viewer.go('/settings')
    assert.equal(await page.getByRole('button', { name: 'Issue a token' }).count(), 0)
    await viewer.goTo('/console/apps')
    assert.equal(await page.getByRole('button', { name: 'Create an app' }).count(), 0)
    const app = `/admin/v1/apps/${stage.server.demo.org}/${stage.server.demo.app}`
    const asked: readonly (readonly [string, string, object?])[] = [
      ['PUT', `${app}/settings`, { tasks: { runningMax: 1 } }],
      ['POST', `${app}/tokens`, {}],
      ['GET', `${app}/members`],
      ['PUT', `${app}/members/mallory`, { role: 'admin' }],
      ['GET', `${app}/api-keys`],
      ['POST', `${app}/api-keys`, { name: 'x', role: 'admin' }],
      ['GET', `${app}/audit`],
      ['POST', '/admin/v1/apps', { org: 'x', name: 'y' }],
      ['GET', '/admin/v1/accounts'],
      ['POST', '/admin/v1/backup', { path: '/tmp/never.db' }],
      ['POST', '/admin/v1/master-key/rotate'],
    ]
    for (const [method, path, body] of asked) {
      // From the page itself, with its own session and header.
      const status = await page.evaluate(
        async ([asking, to, given]) => {
          const headers = { 'x-posthouse-console': '1', 'content-type': 'application/json' }
          return (await fetch(to, { method: asking, headers, body: given ?? null })).status
        },
        [method, path, body && JSON.stringify(body)] as const,
      )
      assert.equal(status, 403, `${method} ${path}`)
    }
    assert.equal(await setting('tasks', 'runningMax'), 9)
    await viewer.context.close()
  })

  it('S15 a key is shown once, opens what its role opens, and is withdrawn', async () => {
    const { page } = admin
    await admin.go('/settings?tab=keys')
    await page.getByRole('button', { name: 'Create a key' }).first().click()
    const dialogue = page.getByRole('dialog')
    await dialogue.getByLabel('Name').fill('nightly report')
    await dialogue.getByRole('button', { name: 'Create a key' }).click()
    const secret = (await dialogue.getByText(/^phk_/).innerText()).trim()
    await dialogue.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByRole('cell', { name: 'nightly report', exact: true }).waitFor()
    assert.ok(!(await page.content()).includes(secret))
    const app = `${stage.server.adminUrl}/admin/v1/apps/${stage.server.demo.org}/${stage.server.demo.app}`
    const ask = async () => (await fetch(app, { headers: { authorization: `Bearer ${secret}` } })).status
    assert.equal(await ask(), 200)
    await page.getByRole('button', { name: 'Revoke the key nightly report' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('There is no key.').waitFor()
    assert.equal(await ask(), 401)
  })

  it('S15 a secret is replaced after its app was typed, is shown once, and is the one that opens', async () => {
    const { page } = admin
    const { demo, url } = stage.server
    await admin.go('/settings')
    await page.getByRole('button', { name: 'Replace: client secret' }).click()
    const verb = page.getByRole('dialog').getByRole('button', { name: 'Replace', exact: true })
    assert.equal(await verb.isDisabled(), true)
    await page.getByRole('dialog').getByRole('textbox').fill(demo.appkey)
    await verb.click()
    const secret = (await page.getByRole('dialog').getByText(/^YXA6/).innerText()).trim()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    assert.ok(!(await page.content()).includes(secret))
    const tokenBy = async (word: string): Promise<number> => {
      const body = JSON.stringify({ grant_type: 'client_credentials', client_id: demo.clientId, client_secret: word })
      return (await fetch(`${url}/${demo.org}/${demo.app}/token`, { method: 'POST', body })).status
    }
    assert.deepEqual([await tokenBy(secret), (await tokenBy(demo.clientSecret)) === 200], [200, false])
  })

  it('an invited member sets a password by the link and finds the one app', async () => {
    const { page } = admin
    await admin.go('/settings?tab=members')
    await page.getByRole('button', { name: 'Invite' }).click()
    await page.getByRole('dialog').getByLabel('Account').fill('lin')
    await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click()
    const link = (
      await page
        .getByRole('dialog')
        .getByText(/\/console\/invitation#/)
        .innerText()
    ).trim()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('cell', { name: 'invited' }).waitFor()
    const lin = await stage.open({ as: 'nobody', language: 'zh' })
    await lin.goTo(new URL(link).pathname + new URL(link).hash)
    assert.equal(new URL(lin.page.url()).hash, '')
    await lin.page.getByLabel('密码', { exact: true }).fill('four horses rest here')
    await lin.page.getByRole('button', { name: '设置密码并登录' }).click()
    await lin.page.waitForURL(/\/overview$/)
    await lin.page.getByRole('button', { name: '账号：lin' }).waitFor()
    await lin.context.close()
  })

  it('S53 the server’s page checks the chain and says so in words', async () => {
    const { page } = admin
    await admin.goTo('/console/server?tab=audit')
    await page.getByRole('button', { name: 'Check the chain' }).click()
    await page.getByText(/^The chain holds: \d+ entries, none changed or removed\.$/).waitFor()
    await admin.goTo('/console/server')
    await page.getByText(/WAL, synchronous=FULL|synchronous_commit=on/).waitFor()
    assert.ok((await page.content()).includes(stage.server.adminUrl))
  })

  it('the server’s page says what one node means, and who is there, left or died where there are several', async () => {
    const { page } = admin
    const aNode = { version: '0.1.0', roles: ['api', 'gateway'], connections: 1_200, bus: 'connected' }
    const times = { startedAt: Date.now() - 7_200_000, seenAt: Date.now() - 2_000 }
    const self = { number: 5, name: 'push-c', state: 'present', ...aNode, ...times }
    // What the server is put on is another affair: here it is alone, and then it is not.
    let nodes: readonly object[] = [{ ...self, bus: 'alone' }]
    await page.route('**/admin/v1/nodes', route => route.fulfill({ json: { self: 5, nodes } }))
    await admin.goTo('/console/server?tab=nodes')
    await page.getByText(/^One node does everything:/).waitFor()
    await page.getByRole('cell', { name: 'present' }).waitFor()
    await page.getByText('answers you').waitFor()
    nodes = [
      { number: 3, name: 'push-a', state: 'present', ...aNode, ...times },
      { number: 4, name: 'push-b', state: 'gone', ...aNode, bus: 'cut-off', ...times },
      self,
      { number: 6, name: 'push-d', state: 'left', ...aNode, ...times, leftAt: Date.now() },
    ]
    await page.getByText(/^The processes that share this database\./).waitFor()
    for (const [name, state] of [
      ['push-a', 'present'],
      ['push-b', 'gone'],
      ['push-c answers you', 'present'],
      ['push-d', 'left'],
    ] as const)
      await page.getByRole('row', { name: new RegExp(`\\d ${name} ${state} API · gateway 1,200`) }).waitFor()
    await page.unroute('**/admin/v1/nodes')
  })
})
