// What a hint brings to another process is, letter for letter, what that process would read in the record.
import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { EntryBody, EntryKind } from '@posthouse/protocol/frames'
import fc from 'fast-check'
import { readHint, writeHint } from '../../bus/words.ts'
import { userAudience } from '../../domain/chat/conversation.ts'
import { app } from '../callback/callback-lab.test.ts'
import { Appended } from './appended.ts'
import { alice, openChatLab, team, withBob } from './chat-lab.test.ts'

/** Anything that JSON can say; members without a value are said nowhere. */
const body = fc.dictionary(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).filter(name => !taken.has(name)),
  fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined }),
  { maxKeys: 5 },
)
const taken: ReadonlySet<string> = new Set(['kind', 'position', 'seq', 'id', 'from', 'to', '__proto__'])
const kinds: Readonly<Record<Exclude<EntryKind, 'notification'>, true>> = {
  ...{ message: true, recall: true, deleted: true, conversation: true, group: true, call: true, broadcast: true },
  ...{ rule: true, self: true },
}
const told = fc.array(
  fc.record({
    kind: fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
    audience: fc.constantFrom(userAudience(alice), team, withBob),
    body,
  }),
  { minLength: 1, maxLength: 4 },
)

test('what a hint brings is what the record would give, of every kind of entry', async () => {
  await using lab = await openChatLab()
  const { timeline } = lab.store.tables
  let id = 0
  const run = fc.asyncProperty(told, async entries => {
    const before = await timeline.position(app.id)
    const appended = new Appended(timeline, app.id)
    const writes = entries.map(({ kind, audience, body }) => {
      id += 1
      const message = { ...body, id: String(id), from: 'alice', to: 'bob', type: 1, content: {}, sentAtMs: id }
      const conversation = audience === team ? team : withBob
      const options = { isCounted: true, expiresAtMs: Number.MAX_SAFE_INTEGER }
      if (kind === 'message')
        return appended.appendMessage(conversation, { ...message, conversationType: 0 } as never, options)
      return appended.append(audience, { kind, ...body } as EntryBody as never, id, Number.MAX_SAFE_INTEGER)
    })
    const hint = readHint(writeHint(appended.hint(writes, await lab.store.commit(writes))))
    ok(hint?.kind === 'timeline.appended')
    const read = await timeline.after(app.id, before, entries.length)
    equal(read.length, entries.length)
    deepEqual(hint.entries, JSON.parse(JSON.stringify(read)))
    for (const [index, one] of (hint.entries ?? []).entries())
      equal(JSON.stringify(one.entry), JSON.stringify(read[index]?.entry))
  })
  await fc.assert(run, { numRuns: 60 })
})

test('more than 64 kB is told of without the entries', async () => {
  await using lab = await openChatLab()
  const { timeline } = lab.store.tables
  const appended = new Appended(timeline, app.id)
  const large = { kind: 'conversation', conversationId: 'x'.repeat(33_000), conversationType: 0 } as const
  const writes = [1, 2].map(atMs => appended.append(userAudience(alice), large, atMs, 9_000_000_000_000))
  deepEqual(appended.hint(writes, await lab.store.commit(writes)), { kind: 'timeline.appended', appId: app.id })
})
