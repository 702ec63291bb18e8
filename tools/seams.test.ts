import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seamFindings } from './seams.ts'
import { sourceFile } from './source-files.ts'

const texts = (path: string, text: string) => seamFindings([sourceFile(path, text)], []).map(finding => finding.text)
const flow = 'packages/server/src/flows/push/accept.ts'

const crossings: readonly (readonly [code: string, permittedIn: string])[] = [
  ['Date.now()', 'packages/server/src/base/clock.ts'],
  ['new Date()', 'packages/server/src/base/clock.ts'],
  ['Math.random()', 'packages/server/src/base/random.ts'],
  ["import { randomUUID } from 'node:crypto'", 'packages/server/src/base/ids.ts'],
  ['setTimeout(run, 5)', 'packages/server/src/base/clock.ts'],
  ['globalThis.setInterval(run, 5)', 'packages/server/src/base/clock.ts'],
  ["import { scheduler } from 'node:timers/promises'", 'packages/server/src/base/clock.ts'],
  ['AbortSignal.timeout(5)', 'packages/server/src/base/clock.ts'],
  ["process.env['HOME']", 'packages/server/src/app/config.ts'],
  ['connect({ rejectUnauthorized: false })', 'packages/vendors/src/apns/simulator.ts'],
]

for (const [code, permittedIn] of crossings) {
  test(`${code} is found in a flow, and permitted in ${permittedIn} and in tests`, () => {
    assert.equal(texts(flow, code).length, 1)
    assert.deepEqual(texts(permittedIn, code), [])
    assert.deepEqual(texts(flow.replace('.ts', '.test.ts'), code), [])
  })
}

test('one room of the client knows time and chance, the others do not', () => {
  for (const code of ['Date.now()', 'crypto.randomUUID()', 'AbortSignal.timeout(5)']) {
    assert.deepEqual(texts('packages/client/src/rest/world.ts', code), [])
    assert.equal(texts('packages/client/src/rest/caller.ts', code).length, 1, code)
  }
})

test('what the console draws reads the clock, what it decides is told the time, and neither draws chance', () => {
  const pages = 'packages/console/src/pages'
  for (const path of ['tasks/compose.tsx', 'notifiers/use-now.ts', 'phones/use-x.ts']) {
    assert.deepEqual(texts(`${pages}/${path}`, 'Date.now()\nsetTimeout(run, 5)'), [], path)
    assert.equal(texts(`${pages}/${path}`, 'Math.random()').length, 1, path)
  }
  assert.equal(texts(`${pages}/tasks/draft.ts`, 'Date.now()\nsetTimeout(run, 5)').length, 2)
})

test('nobody may loosen TLS or HTTP for the whole process, nor swallow an error', () => {
  for (const code of [
    "'NODE_TLS_REJECT_UNAUTHORIZED'",
    'insecureHTTPParser: true',
    'try { a() } catch {}',
    'catch {\n  // gone\n}',
  ]) {
    assert.equal(texts('packages/server/src/base/clock.ts', code).length, 1, code)
  }
})

test('S62 nobody runs a text as a program, or makes a page of one', () => {
  for (const code of [
    'eval(text)',
    'return new Function(text)',
    'Function("a", text)',
    'node.innerHTML = text',
    'document.write(text)',
    '<b dangerouslySetInnerHTML={{ __html: text }} />',
  ]) {
    for (const path of ['packages/client/src/session.ts', 'packages/console/src/app.tsx', flow])
      assert.equal(texts(path, code).length, 1, code)
  }
  assert.deepEqual(texts('packages/client/src/session.ts', 'typeof run === "function" && isFunction(run)'), [])
})

test('in vendors only transport and simulators wait, through the given clock', () => {
  const code = 'io.clock.after(5, run)'
  assert.equal(texts('packages/vendors/src/apns/client.ts', code).length, 1)
  for (const path of ['transport/ping.ts', 'simulator/faults.ts', 'fcm/simulator.ts', 'fcm/simulator-oauth.ts']) {
    assert.deepEqual(texts(`packages/vendors/src/${path}`, code), [], path)
  }
  assert.equal(texts('packages/vendors/src/simulator/faults.ts', 'setTimeout(run, 5)').length, 1)
})

test('a time given by the caller, the timer of a socket and a comment are no crossing', () => {
  for (const code of ['new Date(epochMs)', 'socket.setTimeout(5)', '// never Date.now()']) {
    assert.deepEqual(texts(flow, code), [], code)
  }
})

test('an exception holds for one file and one seam, and is a finding when nothing needs it', () => {
  const allowed = [{ path: flow, what: 'reads the clock', reason: 'for this test' }]
  assert.deepEqual(seamFindings([sourceFile(flow, 'Date.now()')], allowed), [])
  assert.equal(seamFindings([sourceFile(flow, 'Math.random(); Date.now()')], allowed).length, 1)
  assert.deepEqual(
    seamFindings([sourceFile(flow, '')], allowed).map(finding => finding.text),
    ['the exception "reads the clock" is no longer needed'],
  )
})

test('a tree without sources is a finding, not a pass', () => {
  assert.equal(seamFindings([], []).length, 1)
})
