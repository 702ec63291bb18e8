import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { type AppId, minute, second } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { anApp } from '../../domain/testing/samples.ts'
import { createSendBudget } from './send-budget.ts'

type Group = 'messages' | 'groupMessages'

/** A budget with a clock that is put forward by hand, and an app whose rates are ten calls a second. */
function given() {
  const at = { ms: 0 }
  const budget = createSendBudget({ monotonic: () => at.ms })
  const rates = { messages: 10, groupMessages: 10 }
  const app = { ...anApp(), settings: { openRegistration: false, pushOpen: true, rates } }
  const take = (group: Group, count: number, one: Parameters<typeof budget.take>[0] = app): string => {
    try {
      budget.take(one, group, count)
      return 'taken'
    } catch (error) {
      if (!(error instanceof PosthouseError)) throw error
      return error.code
    }
  }
  return { at, app, budget, take }
}

test('spec easemob §10.7: to users sixty times the calls of a second within a minute, to groups as many as calls within a second', () => {
  const { at, take } = given()
  deepEqual([take('messages', 600), take('messages', 1)], ['taken', 'message_send_limit'])
  deepEqual([take('groupMessages', 10), take('groupMessages', 1)], ['taken', 'message_send_limit'])
  at.ms = second
  deepEqual([take('messages', 1), take('groupMessages', 10)], ['message_send_limit', 'taken'])
  at.ms = minute
  equal(take('messages', 600), 'taken')
})

test('a refused call counts nothing, and says when the next may come', () => {
  const { at, app, budget, take } = given()
  equal(take('messages', 599), 'taken')
  at.ms = 20 * second
  throws(() => budget.take(app, 'messages', 2), { code: 'message_send_limit', retryAfterSeconds: 40 })
  equal(take('messages', 1), 'taken')
})

test('each app has its own budget; a rate of 0 is none, and a changed one starts anew', () => {
  const { app, take } = given()
  take('messages', 600)
  const rated = (messages: number) => ({ ...app, settings: { ...app.settings, rates: { messages } } })
  equal(take('messages', 600, { ...app, id: 77 as AppId }), 'taken')
  equal(take('messages', 1_000_000, rated(0)), 'taken')
  deepEqual([take('messages', 1_200, rated(20)), take('messages', 1, rated(20))], ['taken', 'message_send_limit'])
})
