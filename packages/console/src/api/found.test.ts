import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { type FoundKind, pathOf } from './found.ts'

const found = (kind: FoundKind, id: string, where = {}) => ({ kind, id, title: '', where })

test('each kind leads to its page, and ids are encoded in its address', () => {
  const where = { user: 'anna b', device: 'phone/1' }
  const paths = [
    found('message', '1029188050686577016'),
    found('chat-message', '901'),
    found('call', '5'),
    found('task', '78'),
    found('callback', '77'),
    found('user', 'anna b', where),
    found('device', 'phone/1', where),
    found('token', 'a1b2c3', where),
    found('push-id', 'a1b2c3', where),
    found('label', 'a/b'),
    found('template', 'vip?'),
  ].map(pathOf)
  const device = '/users/anna%20b?tab=devices&device=phone%2F1'
  deepEqual(paths, [
    ...['/messages/1029188050686577016', '/messages/901', '/messages/5', '/tasks/78', '/callbacks/77'],
    ...['/users/anna%20b', device, device, device, '/labels/a%2Fb', '/templates/vip%3F'],
  ])
})
