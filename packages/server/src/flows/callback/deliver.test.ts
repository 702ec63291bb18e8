import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { app, openLab } from './callback-lab.test.ts'
import { deliver } from './deliver.ts'
import { createRule } from './rules.ts'

test('I3: no answer keeps a try from being recorded: what a database cannot hold as text is left out of it', async () => {
  await using lab = await openLab()
  const receiver = await lab.receiver(response => response.end('a\0b'))
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'all', url: receiver.url })
  const ready = await lab.rules.ruleOf(app.id, rule.id)
  const signal = new AbortController().signal
  const delivered = ready && (await deliver(lab, ready, { id: 1n, body: '{}', tries: 0 }, signal))
  deepEqual([delivered?.isTaken, delivered?.made.excerpt], [true, 'a\uFFFDb'])
})

for (const [policy, counts] of [
  ['easemob', false],
  ['durable', true],
] as const) {
  test(`I3: a stop amid an answer ${counts ? 'is a try' : 'counts as no try'} under the policy ${policy}`, async () => {
    await using lab = await openLab()
    const stop = new AbortController()
    const { rule } = await createRule(lab.ruleParts, app.id, {
      name: policy,
      url: 'http://hooks.example.test/hook',
      policy,
    })
    const ready = await lab.rules.ruleOf(app.id, rule.id)
    const half = { status: 200, headers: {}, excerpt: 'half', isComplete: false, durationMs: 1 }
    const post = async () => {
      stop.abort()
      return { kind: 'answered' as const, ...half }
    }
    const parcel = { id: 1n, body: '{}', tries: 1 }
    const delivered = ready && (await deliver({ ...lab, egress: { ...lab.egress, post } }, ready, parcel, stop.signal))
    deepEqual([delivered?.isTaken, delivered?.next.state], counts ? [true, 'delivered'] : [undefined, undefined])
  })
}
