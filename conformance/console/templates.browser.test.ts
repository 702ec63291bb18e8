// Templates and push resources in a browser: what the preview shows is what is pushed, a slip in a place is seen, and what is not saved is
// not lost by a click.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { seriousFindings } from './axe.ts'
import { type ConsoleStage, openConsole } from './console.ts'

let stage: ConsoleStage
before(async () => {
  stage = await openConsole()
})
after(() => stage[Symbol.asyncDispose]())

const timeout = 60_000

it('shows in the preview what is then pushed', { timeout }, async () => {
  const { page, go, context } = await stage.open({ as: 'operator' })
  await go('/templates')
  await page.getByRole('link', { name: 'Create a template' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('order')
  await page.getByLabel('Title', { exact: true }).fill('Order ')
  await page.getByRole('button', { name: 'Insert {0}: Title' }).click()
  await page.getByLabel('Content', { exact: true }).fill('{$fromNickname}: {0}. {$msg}{$oops}')
  await page.getByText('{$oops} is no place: it is shown as it stands.').waitFor()
  await page.getByLabel('Content', { exact: true }).fill('{$fromNickname}: {0}. {$msg}')
  await page.getByLabel('Sender (user id)').fill('test2')
  await page.getByLabel('Receiver (user id)').fill('test1')
  await page.getByLabel('Title {0}').fill('12')
  await page.getByLabel('Content {0}').fill('shipped')
  const screen = page.getByRole('article')
  await screen.getByText('Order 12').waitFor()
  await screen.getByText('shipped').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  const seen = await screen.innerText()
  await page.getByRole('button', { name: 'Create a template' }).click()
  await page.getByRole('heading', { level: 1, name: 'Template order' }).waitFor()
  const ext = { em_push_template: { name: 'order', title_args: ['12'], content_args: ['shipped'] } }
  const message = { type: 'txt', body: { msg: 'See you at eight' }, from: 'test2', to: ['test1'], ext }
  const apns = stage.server.simulators.get('apns') ?? assert.fail()
  const pushed = new Promise<{ readonly title: string; readonly body: string } | undefined>(resolve =>
    apns.onDelivered(push => resolve(push.shown)),
  )
  assert.equal((await stage.server.app('POST', 'messages/users', message)).status, 200)
  const { title, body } = (await pushed) ?? assert.fail('nothing was shown')
  assert.ok(seen.includes(title), `${seen} / ${title}`)
  assert.ok(seen.includes(body), `${seen} / ${body}`)
  await context.close()
})

it('holds back who leaves with something unsaved, and deletes by name', { timeout }, async () => {
  await stage.server.admin('POST', 'notification/template', { name: 'gone', title_pattern: 'a', content_pattern: 'b' })
  const { page, go, context } = await stage.open({ language: 'zh', theme: 'dark' })
  await go('/templates/gone')
  await page.getByLabel('标题', { exact: true }).fill('甲')
  await page.getByRole('link', { name: '全部模板' }).click()
  await page.getByRole('button', { name: '留在此页' }).click()
  assert.equal(await page.getByLabel('标题', { exact: true }).inputValue(), '甲')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('已保存。').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByRole('button', { name: '删除' }).click()
  const dialogue = page.getByRole('dialog', { name: '删除模板 gone' })
  await dialogue.getByRole('button', { name: '删除' }).click()
  await page.getByRole('heading', { level: 1, name: '推送模板' }).waitFor()
  await context.close()
})

it('writes nothing over that another tab saved, before somebody has seen it', { timeout }, async () => {
  await stage.server.admin('POST', 'notification/template', { name: 'both', title_pattern: 'a', content_pattern: 'b' })
  const stored = async () => {
    const { title_pattern: title, content_pattern: content } = (
      await stage.server.admin('GET', 'notification/template/both')
    ).body.data
    return [title, content]
  }
  const { page, go, context } = await stage.open({ as: 'operator' })
  await go('/templates/both')
  const title = page.getByLabel('Title', { exact: true })
  const save = page.getByRole('button', { name: 'Save', exact: true })
  await title.fill('mine')
  const other = { name: 'both', title_pattern: 'theirs', content_pattern: 'b' }
  await stage.server.admin('PUT', 'notification/template/both', other)
  await save.click()
  const note = page.getByRole('alert')
  await note.getByText('theirs', { exact: true }).waitFor()
  assert.deepEqual(await stored(), ['theirs', 'b'])
  assert.deepEqual(await seriousFindings(page), [])
  await note.getByRole('button', { name: 'Take theirs' }).click()
  assert.equal(await title.inputValue(), 'theirs')
  await title.fill('mine')
  await stage.server.admin('PUT', 'notification/template/both', { ...other, content_pattern: 'c' })
  await save.click()
  await note.getByRole('button', { name: 'Save mine over it' }).click()
  await page.getByText('Saved.').waitFor()
  assert.deepEqual(await stored(), ['mine', 'b'])
  await context.close()
})

it('makes, changes and deletes a push resource', { timeout }, async () => {
  const { page, go, context } = await stage.open()
  await go('/resources')
  await page.getByRole('link', { name: 'Create a resource' }).first().click()
  await page.getByLabel('Name').fill('ring')
  const apns = page.getByRole('region', { name: 'APNs' })
  await apns.getByRole('combobox', { name: 'Kind of push' }).click()
  await page.getByRole('option', { name: 'voip' }).click()
  await apns.getByLabel('Sound').fill('ring.caf')
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByRole('button', { name: 'Create a resource' }).click()
  await page.getByRole('heading', { level: 1, name: 'Push resource ring' }).waitFor()
  const { resources } = (await stage.server.admin('GET', 'push-resources')).body
  const made = resources.find(({ id }: { readonly id: string }) => id === 'ring')
  assert.deepEqual(made.options, { apns: { kind: 'voip', sound: 'ring.caf' } })
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { level: 1, name: 'Push resources' }).waitFor()
  await context.close()
})
