// §10.7: messages of an app's server to users and groups.
import assert from 'node:assert/strict'
import { envelopeA, ok, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import type { Trial } from '../trial.ts'

const text = { type: 'txt', body: { msg: 'Conformance' } }
const msgId = /^[0-9]{6,19}$/

async function sent(t: Trial, body: object): Promise<Readonly<Record<string, string>>> {
  return envelopeA(t, await t.call('POST', 'messages/users', body), 'post', '/messages/users').data
}

const sendError = (description: string) => ({ status: 400, error: 'message_send_error', text: description })

export const messageRules = rulesOf('§10.7', [
  [
    'S',
    'data holds the message id of each receiver, a string of digits',
    async t => {
      const [one, other] = [await t.user(), await t.user()]
      const data = await sent(t, { ...text, to: [one, other] })
      assert.deepEqual(new Set(Object.keys(data)), new Set([one, other]))
      for (const id of Object.values(data)) assert.match(id, msgId)
    },
  ],
  [
    'S',
    'Types are txt, img, audio, video, loc, cmd, custom and file',
    async t => {
      const to = [await t.user()]
      const file = { url: 'https://files.example.com/1', filename: 'f' }
      const bodies = {
        ...{ txt: { msg: 'm' }, img: file, audio: file, video: file, file },
        loc: { addr: 'Beijing', lat: 39.9, lng: 116.4 },
        cmd: { action: 'a' },
        custom: { customEvent: 'e', customExts: { k: 'v' } },
      }
      for (const [type, body] of Object.entries(bodies))
        assert.equal(Object.keys(await sent(t, { to, type, body })).length, 1)
    },
  ],
  [
    'S',
    'from, ext, sync_device, routetype and roam_ignore_users are optional',
    async t => {
      const [from, to] = [await t.user(), await t.user()]
      const options = { from, ext: { em_ignore_notification: true }, sync_device: true, roam_ignore_users: [] }
      for (const more of [{}, options, { routetype: 'ROUTE_ONLINE' }]) {
        assert.match((await sent(t, { ...text, ...more, to: [to] }))[to] ?? '', msgId)
      }
    },
  ],
  [
    'S',
    '600 receivers are one call, and 601 are 400 param to exceed limit',
    async t => {
      const many = (count: number) => Array.from({ length: count }, (_, index) => `nobody${index}`)
      assert.equal(Object.keys(await sent(t, { ...text, to: many(600) })).length, 600)
      refused(await t.call('POST', 'messages/users', { ...text, to: many(601) }), sendError('param to exceed limit'))
    },
    { app: 'own' },
  ],
  [
    'S',
    'A message goes to at most 3 groups',
    async t => {
      const to = ['1', '2', '3', '4']
      refused(await t.call('POST', 'messages/chatgroups', { ...text, to }), sendError('param to exceed limit'))
      const { data } = envelopeA(
        t,
        await t.call('POST', 'messages/chatgroups', { ...text, to: ['1'] }),
        'post',
        '/messages/chatgroups',
      )
      assert.deepEqual(Object.keys(data), ['1'])
    },
  ],
  [
    'D',
    'An empty member is refused by its name',
    async t => {
      const whole = { ...text, from: 'admin', to: ['nobody'] }
      for (const [name, value] of Object.entries({ from: '', to: [], type: '', body: {} })) {
        const reply = await t.call('POST', 'messages/users', { ...whole, [name]: value })
        refused(reply, sendError(`param ${name} can't be empty`))
      }
      const reply = await t.call('POST', 'messages/users', { ...whole, ext: 'x' })
      refused(reply, sendError('param ext must be JSONObject'))
    },
  ],
  [
    'D',
    'A message is taken back once',
    async t => {
      const to = await t.user()
      const msg_id = (await sent(t, { ...text, to: [to] }))[to]
      const wish = { msg_id, to, chat_type: 'chat', force: true }
      const { data } = ok(await t.call('POST', 'messages/msg_recall', wish))
      assert.deepEqual(data, { recalled: 'yes', chattype: 'chat', from: 'admin', to, msg_id })
      const again = { status: 403, error: 'message_recall_error', text: 'not_found msg' }
      refused(await t.call('POST', 'messages/msg_recall', wish), again)
    },
  ],
])
