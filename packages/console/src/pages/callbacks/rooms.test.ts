import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CallbackRulesRule, type CallbacksReplayReply, PosthouseApiError } from '@posthouse/client/rest'
import { type Filter, isFiltered, listInputOf, replayInputOf } from './filters.ts'
import { createInputOf, draftOf, editInputOf, matchesNothing, newRule, refusalOf, ruleProblems } from './rule-draft.ts'
import { secretVariable, snippetLanguages, snippetOf } from './snippets.ts'
import { type Health, isHeldBack, standingOf } from './standing.ts'
import { takeAll, takenMax } from './taking.ts'

const health: Health = { ruleId: '1', delivered: 0, failed: 0, isSample: false, waiting: 0, waitingAtLeast: false }
const on = { enabled: true }

describe('a rule stands', () => {
  it('by the gravest thing that is known of it', () => {
    const before = { waitMs: 200, onFailure: 'pass', tellSender: true } as const
    const of = (rule: Parameters<typeof standingOf>[0], known?: Partial<Health>) =>
      standingOf(rule, known && { ...health, ...known }).name
    equal(of({ ...on, before: { ...before, conversations: ['chat'], messageTypes: ['text'] } }, {}), 'asked')
    equal(of({ enabled: false, disabledBecause: '410' }, { bannedUntil: 9 }), 'gone')
    equal(of({ enabled: false }, {}), 'off')
    equal(of(on, { bannedUntil: 9, restsUntil: 8 }), 'banned')
    equal(of(on, { restsUntil: 8, delivered: 5 }), 'resting')
    equal(of(on), 'idle')
    equal(of(on, { delivered: 10, failed: 5 }), 'fine')
    equal(of(on, { delivered: 10, failed: 6 }), 'failing')
    equal(isHeldBack(standingOf(on, { ...health, restsUntil: 8 })), true)
    equal(isHeldBack(standingOf(on, health)), false)
  })
})

describe('a filter', () => {
  const none: Filter = { rule: '', state: '', event: '', status: '', of: '', from: '', until: '' }

  it('asks for what the address says, and nothing else', () => {
    deepEqual([listInputOf(none), replayInputOf(none), isFiltered(none)], [{}, {}, false])
    const all: Filter = { rule: '7', state: 'dead', event: 'push', status: 'fail', of: 'bob', from: '5', until: 'x' }
    deepEqual(listInputOf(all), {
      ...{ ruleId: '7', states: 'dead', events: 'push', statuses: 'fail', username: 'bob', from: 5 },
    })
    deepEqual(replayInputOf(all), {
      ...{ ruleId: '7', states: ['dead'], events: ['push'], statuses: ['fail'], username: 'bob', from: 5 },
    })
  })

  it('tells the id of a message from the id of a user', () => {
    deepEqual(listInputOf({ ...none, of: '912008955071299600' }), { msgId: '912008955071299600' })
    deepEqual(listInputOf({ ...none, of: '13800138000' }), { username: '13800138000' })
  })
})

describe('a rule', () => {
  const rule: CallbackRulesRule = {
    ...{ id: '1', name: 'orders', url: 'https://a.example', enabled: true, events: ['push', 'chat'], createdAt: 1 },
    ...{ statuses: ['fail'], restPushes: false, policy: 'easemob', channelNames: 'plain', from: ['a'] },
  }

  it('comes back as it was when nothing is changed', () => {
    const { name: _, ...members } = createInputOf(draftOf(rule))
    deepEqual(editInputOf(draftOf(rule)), members)
    const { id, name, enabled, createdAt, ...own } = rule
    deepEqual(members, { ...own, sources: [], messageTypes: [], to: [], groups: [], extKeys: [] })
    const before = {
      conversations: ['chat'],
      messageTypes: ['text'],
      waitMs: 300,
      onFailure: 'block',
      tellSender: false,
    } as const
    deepEqual(editInputOf(draftOf({ ...rule, events: [], before })), { url: 'https://a.example', before })
  })

  it('says what is wrong with it before the server does', () => {
    deepEqual(ruleProblems(newRule), ['name', 'url'])
    const well = { ...newRule, name: 'orders', url: 'https://a.example/hook' }
    deepEqual(ruleProblems(well), [])
    deepEqual(ruleProblems({ ...well, name: '审核' }), ['name'])
    deepEqual(ruleProblems({ ...well, name: '审核', kind: 'ask' }), [])
    deepEqual(ruleProblems({ ...well, kind: 'ask', conversations: [], waitMs: 49 }), ['noConversation', 'wait'])
    deepEqual(ruleProblems({ ...well, statuses: [], secret: 'short' }), ['noStatus', 'secret'])
    deepEqual(ruleProblems({ ...well, statuses: [], events: ['chat'] }), [])
    equal(matchesNothing({ ...well, from: ['a'], to: ['b'], groups: ['1'] }), true)
  })
})

describe('what the server refuses of a rule', () => {
  it('stands at its field', () => {
    const refused = (status: number, description: string) =>
      refusalOf(
        new PosthouseApiError('callbackRules.create', {
          ...{ status, code: 'x', exception: 'x', description, retryAfterMs: undefined },
        }),
      )
    deepEqual(refused(400, 'parameters is invalid : url: 10.0.0.1 is a private address'), {
      ...{ field: 'url', says: '10.0.0.1 is a private address' },
    })
    deepEqual(refused(409, 'callback rule orders already exists')?.field, 'name')
    deepEqual([refused(429, 'limit request'), refusalOf(new Error('url: no'))], [undefined, undefined])
  })
})

describe('a replay takes its callbacks', () => {
  const calls = (...counts: readonly number[]) => {
    const asked: (string | undefined)[] = []
    const ask = (cursor: string | undefined): Promise<CallbacksReplayReply> => {
      asked.push(cursor)
      const count = counts[asked.length - 1] ?? 10_000
      const more = asked.length !== counts.length
      return Promise.resolve({ replayId: '7', count, more, ...(more ? { cursor: `7.${asked.length}` } : {}) })
    }
    return { asked, ask }
  }
  const never = new AbortController().signal

  it('to the end, each call from where the one before ended, also past a stretch that holds none', async () => {
    const { asked, ask } = calls(10_000, 0, 5)
    const seen: number[] = []
    deepEqual(await takeAll(ask, ({ taken }) => seen.push(taken), never), { replayId: '7', taken: 10_005 })
    deepEqual(
      [asked, seen],
      [
        [undefined, '7.1', '7.2'],
        [10_000, 10_000, 10_005],
      ],
    )
  })

  it('until it is stopped, or as many as one may have', async () => {
    const stopping = new AbortController()
    const stopped = calls(3, 3, 3)
    deepEqual((await takeAll(stopped.ask, () => stopping.abort(), stopping.signal)).taken, 3)
    deepEqual((await takeAll(calls().ask, () => undefined, never)).taken, takenMax)
  })
})

describe('a verifier', () => {
  it('names the variable of this rule', () => {
    equal(secretVariable({ name: 'orders_2', id: '7' }), 'POSTHOUSE_SECRET_ORDERS_2')
    equal(secretVariable({ name: '审核', id: '7' }), 'POSTHOUSE_SECRET_7')
    for (const language of snippetLanguages) match(snippetOf(language, 'MY_SECRET'), /MY_SECRET/)
  })
})
