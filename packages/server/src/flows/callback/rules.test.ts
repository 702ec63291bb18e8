import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AppId } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { SealBroken } from '../../base/seal.ts'
import { app, openLab } from './callback-lab.test.ts'
import { createRule, deleteRule, editRule, findRule, rotateSecret } from './rules.ts'
import { secretPlace } from './secret-place.ts'

const url = 'http://hooks.example.test/hook'
const code = (expected: string) => (error: unknown) => error instanceof PosthouseError && error.code === expected

test('a new rule wants everything; its secret is generated, shown once, and stored sealed in its place', async () => {
  await using lab = await openLab()
  const { rule, secret } = await createRule(lab.ruleParts, app.id, { name: 'all', url })
  assert.match(secret, /^[A-Za-z0-9_-]{43}$/)
  assert.deepEqual([rule.enabled, rule.filter], [true, { statuses: ['success', 'fail', 'error'], restPushes: true }])
  assert.deepEqual(await findRule(lab.ruleParts, app.id, rule.id), rule)
  const sealed = await lab.store.tables.rules.secrets(app.id, rule.id)
  assert.ok(sealed && !Buffer.from(sealed.secret).includes(secret))
  const place = secretPlace(app.id, rule.id, 'secret')
  assert.equal(Buffer.from(lab.sealer.open(sealed.secret, place)).toString(), secret)
  assert.throws(() => lab.sealer.open(sealed.secret, { ...place, tenant: 102 }), SealBroken)
})

test('S20: name, URL and secret are checked, four rules are the most, names are unique', async () => {
  await using lab = await openLab()
  const create = (change: object) => createRule(lab.ruleParts, app.id, { name: 'rule', url, ...change })
  for (const name of ['', 'a b', 'a-b', '推', 'x'.repeat(33)])
    await assert.rejects(create({ name }), code('parameter_invalid'))
  for (const wrong of ['ftp://a.example.test/', 'http://u@a.example.test/', 'http://10.0.0.1/', 'x']) {
    await assert.rejects(create({ url: wrong }), code('parameter_invalid'))
  }
  for (const secret of ['short', 'with space', 'x'.repeat(129), '推送推送推送推送']) {
    await assert.rejects(create({ secret }), code('parameter_invalid'))
  }
  for (const name of ['one', 'two', 'x'.repeat(32)]) await create({ name, secret: '12345678' })
  await assert.rejects(create({ name: 'two' }), code('conflict'))
  await create({ name: 'four', secret: 'x'.repeat(128) })
  await assert.rejects(create({ name: 'five' }), code('limit_request'))
})

test('I9: another app neither sees, changes nor deletes a rule', async () => {
  await using lab = await openLab()
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'mine', url })
  const other = 102 as AppId
  await assert.rejects(findRule(lab.ruleParts, other, rule.id), code('resource_not_found'))
  await assert.rejects(editRule(lab.ruleParts, other, rule.id, { enabled: false }), code('resource_not_found'))
  await assert.rejects(rotateSecret(lab.ruleParts, other, rule.id, undefined), code('resource_not_found'))
  await assert.rejects(deleteRule(lab.ruleParts, other, rule.id), code('resource_not_found'))
  assert.deepEqual(await findRule(lab.ruleParts, app.id, rule.id), rule)
})

test('an edit changes the given members only; the rule book sees it at once', async () => {
  await using lab = await openLab()
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'mine', url })
  assert.equal((await lab.rules.rulesOf(app.id)).length, 1)
  const edited = await editRule(lab.ruleParts, app.id, rule.id, { statuses: ['fail'] })
  assert.deepEqual(edited, { ...rule, filter: { statuses: ['fail'], restPushes: true } })
  assert.deepEqual((await lab.rules.ruleOf(app.id, rule.id))?.rule, edited)
  await deleteRule(lab.ruleParts, app.id, rule.id)
  assert.equal(await lab.rules.ruleOf(app.id, rule.id), undefined)
})

test('without a hint the rule book is at most five seconds behind', async () => {
  await using lab = await openLab()
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'mine', url })
  await lab.rules.rulesOf(app.id)
  await lab.store.commit([lab.store.tables.rules.update(app.id, rule.id, { enabled: false })])
  assert.equal((await lab.rules.ruleOf(app.id, rule.id))?.rule.enabled, true)
  lab.clock.advance(5_000)
  assert.equal((await lab.rules.ruleOf(app.id, rule.id))?.rule.enabled, false)
})

test('F87 S06: after a rotation both secrets sign for 24 hours, then the new one alone; a second one ends the first at once', async () => {
  await using lab = await openLab()
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'mine', url, secret: 'first-secret' })
  const askedMs = lab.clock.now()
  const { previousUntilMs } = await rotateSecret(lab.ruleParts, app.id, rule.id, 'second-secret')
  const ready = await lab.rules.ruleOf(app.id, rule.id)
  const keys = (nowMs: number) => ready?.keysAt(nowMs).map(key => Buffer.from(key).toString())
  const nowMs = lab.clock.now()
  assert.ok(previousUntilMs >= askedMs + 86_400_000 && previousUntilMs <= nowMs + 86_400_000)
  assert.equal(ready?.secret, 'second-secret')
  assert.deepEqual(keys(previousUntilMs - 1), ['second-secret', 'first-secret'])
  assert.deepEqual(keys(previousUntilMs), ['second-secret'])

  lab.clock.advance(1_000)
  await rotateSecret(lab.ruleParts, app.id, rule.id, 'third-secret')
  const again = await lab.rules.ruleOf(app.id, rule.id)
  const [present, previous, ...others] = again?.keysAt(lab.clock.now()).map(key => Buffer.from(key).toString()) ?? []
  assert.deepEqual([present, previous, others], ['third-secret', 'second-secret', []])
})

test('callbacks are made for enabled rules that want the status, and for no other', async () => {
  await using lab = await openLab()
  const make = (name: string, change: object) => createRule(lab.ruleParts, app.id, { name, url, ...change })
  const { rule: failures } = await make('failures', { statuses: ['fail', 'error'] })
  const { rule: all } = await make('all', {})
  await make('off', { enabled: false })
  await make('messages', { restPushes: false })
  await lab.settle(1, { status: 'success', reason: 'delivered' })
  await lab.settle(1, { status: 'fail', reason: 'no-push-binding' })
  const made = (await lab.callbacks()).map(({ callback }) => `${callback.status} ${callback.ruleId}`)
  assert.deepEqual(new Set(made), new Set([`success ${all.id}`, `fail ${all.id}`, `fail ${failures.id}`]))
  assert.equal(made.length, 3)
})

test('spec §9.1: a rule keeps events, filters, policy and spelling; an edit takes a filter away with an empty list', async () => {
  await using lab = await openLab()
  const wanted = {
    events: ['chat', 'chat_offline'],
    sources: ['sdk'],
    messageTypes: ['text'],
    from: ['alice'],
    groups: ['1', '2'],
    extKeys: ['vip'],
  } as const
  const { rule } = await createRule(lab.ruleParts, app.id, { name: 'm', url, ...wanted, to: [], policy: 'easemob' })
  const filter = { statuses: ['success', 'fail', 'error'], restPushes: true, ...wanted } as const
  assert.deepEqual(rule.filter, filter)
  assert.deepEqual(
    [rule.policy, rule.channelNames, rule.before, rule.ban],
    ['easemob', 'provider', undefined, undefined],
  )
  const change = { from: [], groups: ['3'], channelNames: 'plain' } as const
  const edited = await editRule(lab.ruleParts, app.id, rule.id, change)
  const { from: _gone, ...rest } = filter
  assert.deepEqual([edited.filter, edited.channelNames], [{ ...rest, groups: ['3'] }, 'plain'])
  assert.deepEqual(await findRule(lab.ruleParts, app.id, rule.id), edited)
  const many = Array.from({ length: 51 }, (_, index) => String(index))
  await assert.rejects(editRule(lab.ruleParts, app.id, rule.id, { groups: many }), code('parameter_invalid'))
  await editRule(lab.ruleParts, app.id, rule.id, { groups: many.slice(1) })
})

test('spec §9.1, §9.8: a rule that asks before delivery has defaults, may have a Chinese name, and no filter', async () => {
  await using lab = await openLab()
  const { rule } = await createRule(lab.ruleParts, app.id, { name: '敏感词_1', url, before: {} })
  assert.deepEqual(rule.before, {
    conversations: ['chat', 'group', 'room', 'edit'],
    messageTypes: ['text', 'image', 'video', 'location', 'voice', 'file', 'custom'],
    waitMs: 200,
    onFailure: 'pass',
    tellSender: true,
  })
  const edited = await editRule(lab.ruleParts, app.id, rule.id, { before: { waitMs: 300, onFailure: 'block' } })
  assert.deepEqual(edited.before, { ...rule.before, waitMs: 300, onFailure: 'block' })
  assert.deepEqual(await findRule(lab.ruleParts, app.id, rule.id), edited)
  const create = (change: object) => createRule(lab.ruleParts, app.id, { name: 'x', url, ...change })
  for (const wrong of [
    { before: {}, events: ['chat'] as const },
    { before: {}, statuses: ['fail'] as const },
    { before: { waitMs: 49 } },
    { before: { waitMs: 5_001 } },
    { before: { waitMs: 200.5 } },
    { before: {}, name: '审 核' },
    { before: {}, name: '审'.repeat(33) },
    { name: '审核' },
  ]) {
    await assert.rejects(create(wrong), code('parameter_invalid'), JSON.stringify(wrong))
  }
  const { rule: after } = await create({})
  await assert.rejects(editRule(lab.ruleParts, app.id, after.id, { before: {} }), code('parameter_invalid'))
  await assert.rejects(editRule(lab.ruleParts, app.id, rule.id, { from: ['a'] }), code('parameter_invalid'))
  for (const name of ['审核2', 'third']) await create({ name, before: name === 'third' ? undefined : {} })
  await assert.rejects(create({ name: 'five', before: {} }), code('limit_request'))
})
