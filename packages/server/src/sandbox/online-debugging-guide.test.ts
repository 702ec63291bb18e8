// The guide to online debugging is followed against a whole server: both requests as they stand.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { type Body, startTestServer, type TestServer } from './test-server.ts'
import { guideBlocks } from './testing/guide.ts'

const guides = ['online-debugging.md', 'online-debugging.zh-CN.md'] as const

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server[Symbol.asyncDispose]())

async function run(script: string): Promise<Body> {
  const { org, app, adminKey, users } = server.demo
  const binding = users[0]?.bindings.find(({ vendor }) => vendor === 'vivo')
  const env = {
    ...{ PATH: process.env['PATH'] ?? '', POSTHOUSE: server.adminUrl, KEY: adminKey, ORG: org, APP: app },
    ...{ NOTIFIER: binding?.notifierName ?? '', DEVICE_TOKEN: binding?.deviceToken ?? '' },
  }
  const quiet = script.replace('curl ', 'curl --silent --show-error --fail-with-body ')
  return JSON.parse((await promisify(execFile)('bash', ['-c', quiet], { env })).stdout)
}

test('both guides show the same requests', async () => {
  const [english, chinese] = await Promise.all(guides.map(guideBlocks))
  assert.deepEqual(chinese, english)
})

test('the requests of the guide work as they stand', async () => {
  const [dryRun, push] = (await guideBlocks(guides[0])).map(({ text }) => text)
  const { plans, renderings } = await run(dryRun ?? '')
  assert.equal(plans.length, 5)
  const vivo = renderings.find((one: Body) => one.vendor === 'vivo')
  assert.ok(vivo.findings.some(({ code }: Body) => code === 'subtitle-ignored'))
  const { kind, msgId } = await run(push ?? '')
  assert.equal(kind, 'accepted')
  assert.equal((await server.admin('GET', `messages/${msgId}/trace`)).status, 200)
})
