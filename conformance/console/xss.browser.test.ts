// S27: what comes from outside is text. Vendors' answers, titles, device ids, nicknames, names of notifiers, receivers' answers and the
// address itself carry script; every page that shows them shows them as they are, and nothing runs.
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { type ConsoleStage, openConsole } from './console.ts'

/** Each would run, were it taken for HTML, a link or a template. */
const corpus = [
  '<script>ran=1</script>',
  '<img src=x onerror=ran=1>',
  '<svg onload=ran=1>',
  '"><iframe src="javascript:ran=1">',
  "'-ran=1-'",
  '{{constructor.constructor("ran=1")()}}',
  'javascript:ran=1',
  '</pre></code><details open ontoggle=ran=1>',
] as const

/** Titles are no wider (spec/easemob.md §6). */
const titleOf = (text: string): string => text.slice(0, 32)

let stage: ConsoleStage
let receiver: Server
const pushes: string[] = []
let taskId = ''
before(async () => {
  stage = await openConsole()
  const { server } = stage
  receiver = createServer((_, answer) => answer.writeHead(500, { 'content-type': 'text/html' }).end(corpus.join('\n')))
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo
  await server.admin('POST', 'callbacks/rules', { name: 'evil', url: `http://127.0.0.1:${port}/` })
  const apns = server.simulators.get('apns')
  for (const [index, text] of corpus.entries()) {
    const username = `evil${index}`
    await server.app('POST', 'users', { username, password: 'secret', nickname: text })
    const token = apns?.newToken('com.example.chat', 900 + index) ?? ''
    const body = { device_id: text, device_token: token, notifier_name: 'com.example.chat-apns' }
    assert.equal((await server.app('PUT', `users/${username}/push/binding`, body)).status, 200)
    await server.app('PUT', `users/${username}/push/binding`, { ...body, device_token: 'none', notifier_name: text })
    apns?.arm({ token, action: { kind: 'answer', status: 400, body: { reason: text } } })
    const pushMessage = { title: titleOf(text), content: text }
    const pushed = await server.app('POST', `push/sync/${username}`, { strategy: 2, pushMessage })
    assert.equal(pushed.status, 200, JSON.stringify(pushed.body))
    pushes.push(String(pushed.headers['posthouse-msg-id']))
  }
  await server.app('POST', 'push/label', { name: 'evil', description: corpus[1] })
  await server.app('POST', 'push/template', { name: 'evil', title_pattern: corpus[0], content_pattern: corpus[1] })
  const pushMessage = { title: corpus[0], content: corpus[1] }
  const task = await server.app('POST', 'push/list', { targets: ['evil0'], strategy: 2, pushMessage })
  const { body } = await server.admin('GET', 'users/evil0/messages')
  assert.equal(task.status, 200)
  taskId = body.messages[0]?.taskId ?? ''
})
after(async () => {
  receiver.close()
  await stage[Symbol.asyncDispose]()
})

/** Whether something ran, or became an element that could. */
async function harm(page: Page): Promise<readonly string[]> {
  return await page.evaluate<readonly string[]>(`(() => {
    const found = []
    if (window.ran !== undefined) found.push('something ran')
    for (const each of document.querySelectorAll('main *')) {
      if (['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED'].includes(each.tagName)) found.push('an element ' + each.tagName)
      for (const { name, value } of each.attributes)
        if (name.startsWith('on') || (['href', 'src', 'action'].includes(name) && /^\\s*javascript:/i.test(value)))
          found.push(each.tagName + ' has ' + name)
    }
    return found
  })()`)
}

async function settled(page: Page): Promise<void> {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
}

describe('S27 nothing that came from outside runs', () => {
  it('on the pages of messages, with everything opened, and as raw JSON', { timeout: 90_000 }, async () => {
    const { page, go, context } = await stage.open()
    page.on('dialog', () => assert.fail('a dialogue was opened'))
    for (const [index, msgId] of pushes.entries()) {
      const text = corpus[index] ?? ''
      await go(`/messages/${msgId}`)
      await settled(page)
      assert.ok((await page.locator('h1').innerText()).includes(titleOf(text)), 'the title is shown as it is')
      assert.ok(
        (await page.locator('main').innerText()).includes(`: ${text}.`),
        'the vendor’s answer is shown as it is',
      )
      const openers = page.locator('main button[aria-expanded]')
      const count = await openers.count()
      assert.ok(count >= 3, 'there is something to open')
      for (let at = 0; at < count; at += 1) {
        await openers.nth(at).click()
        assert.deepEqual(await harm(page), [])
      }
      await page.getByRole('button', { name: 'Raw JSON' }).click()
      await page.waitForURL(/view=raw/)
      await settled(page)
      assert.deepEqual(await harm(page), [])
    }
    await context.close()
  })

  it('on the pages of users, in every tab', { timeout: 90_000 }, async () => {
    const { page, go, context } = await stage.open({ language: 'zh' })
    for (const [index, text] of corpus.entries()) {
      await go(`/users/evil${index}?tab=devices`)
      const tabs = page.getByRole('tab')
      await tabs.nth(3).waitFor()
      for (let at = 0; at < 4; at += 1) {
        await tabs.nth(at).click()
        await settled(page)
        assert.deepEqual(await harm(page), [], page.url())
        if (page.url().includes('tab=devices'))
          assert.ok(
            (await page.locator('main').innerHTML()).includes(
              text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
            ),
          )
      }
    }
    await context.close()
  })

  it('on every other page that lists them', { timeout: 90_000 }, async () => {
    const { page, go, context } = await stage.open()
    const paths = [
      ...[
        '/overview',
        '/why',
        '/why?days=30',
        '/users',
        '/callbacks',
        '/callbacks?tab=dead',
        '/labels',
        '/labels/evil',
      ],
      ...[
        '/templates',
        '/templates/evil',
        '/tasks',
        `/tasks/${taskId}`,
        '/notifiers',
        '/send?user=evil1',
        '/simulators',
      ],
    ]
    for (const path of paths) {
      await go(path)
      await settled(page)
      assert.deepEqual(await harm(page), [], path)
    }
    await context.close()
  })

  it('from the address', { timeout: 60_000 }, async () => {
    const { page, go, context } = await stage.open()
    for (const text of corpus) {
      const part = encodeURIComponent(text)
      for (const path of [`/why?q=${part}&reason=${part}`, `/users?q=${part}`, `/users/${part}`, `/messages/${part}`]) {
        await go(path)
        await settled(page)
        assert.deepEqual(await harm(page), [], path)
      }
    }
    await context.close()
  })
})
