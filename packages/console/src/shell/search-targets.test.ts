import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { grouped, moved, pathOf, type ResultKind } from './search-targets.ts'

const found = (kind: ResultKind, id: string, where = {}) => ({ kind, id, title: '', where })

test('each kind leads to its page', () => {
  const where = { user: 'anna b', device: 'phone/1' }
  const paths = [
    found('message', '1029188050686577016'),
    found('chat-message', '901'),
    found('task', '78'),
    found('call', '5'),
    found('callback', '77'),
    found('user', 'anna b', where),
    found('device', 'phone/1', where),
    found('token', 'a1b2c3', where),
    found('push-id', 'a1b2c3', where),
    found('label', 'a/b'),
    found('template', 'vip?'),
  ].map(pathOf)
  const device = '/users/anna%20b?device=phone%2F1'
  deepEqual(paths, [
    ...['/messages/1029188050686577016', '/messages/901', '/tasks/78', '/why?call=5', '/callbacks/77'],
    ...['/users/anna%20b', device, device, device, '/labels/a%2Fb', '/templates/vip%3F'],
  ])
})

test('results are grouped by kind in the order in which they came', () => {
  deepEqual(
    grouped([found('task', '1'), found('user', 'a'), found('task', '2')]).map(({ kind, results }) => [
      kind,
      results.map(({ id }) => id),
    ]),
    [
      ['task', ['1', '2']],
      ['user', ['a']],
    ],
  )
})

test('arrows go round', () => {
  deepEqual([moved(0, 1, 3), moved(2, 1, 3), moved(0, -1, 3)], [1, 0, 2])
  equal(moved(4, 1, 0), 0)
})
