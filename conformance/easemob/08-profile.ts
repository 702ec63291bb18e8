// §2.4–§2.6: push nickname, display style, and the do-not-disturb members of the user entity.
import assert from 'node:assert/strict'
import { envelopeA, ok, refusals, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import type { Trial } from '../trial.ts'

async function edited(t: Trial, username: string, body: object) {
  return envelopeA(t, await t.call('PUT', `users/${username}`, body), 'put', '/users').entities[0]
}

export const nicknameRules = rulesOf('§2.4', [
  [
    'D',
    'PUT users/{u} with nickname sets the push nickname and answers the user',
    async t => {
      const username = await t.user()
      const entity = await edited(t, username, { nickname: 'Alice A.' })
      assert.deepEqual([entity.username, entity.nickname], [username, 'Alice A.'])
    },
  ],
  [
    'D',
    'A push nickname has at most 100 characters',
    async t => {
      const username = await t.user({ nickname: 'before' })
      const reply = await t.call('PUT', `users/${username}`, { nickname: 'n'.repeat(101) })
      refused(reply, { ...refusals.illegal, text: 'NICKNAME_TOO_LONG' })
      assert.equal(ok(await t.call('GET', `users/${username}`)).entities[0].nickname, 'before')
      await edited(t, username, { nickname: 'n'.repeat(100) })
    },
  ],
  [
    'D',
    'PUT push/nickname sets many and answers push_nickname and username of each, under path /push',
    async t => {
      const [a, b] = [await t.user(), await t.user()]
      const body = [a, b].map(username => ({ username, push_nickname: `N ${username}` }))
      const answer = envelopeA(t, await t.call('PUT', 'push/nickname', body), 'put', '/push')
      assert.deepEqual(
        answer.entities,
        body.map(({ username, push_nickname }) => ({ push_nickname, username })),
      )
      assert.equal(ok(await t.call('GET', `users/${b}`)).entities[0].nickname, `N ${b}`)
    },
  ],
  [
    'R',
    'PUT push/nickname passes unknown users over',
    async t => {
      const username = await t.user()
      const body = [username, t.name('u')].map(one => ({ username: one, push_nickname: 'N' }))
      assert.deepEqual(ok(await t.call('PUT', 'push/nickname', body)).entities, [{ push_nickname: 'N', username }])
    },
  ],
  [
    'D',
    'PUT push/nickname with an empty list: put user push nicknames illegal empty request body',
    async t => {
      const text = 'put user push nicknames illegal empty request body'
      refused(await t.call('PUT', 'push/nickname', []), { status: 400, error: 'illegal_argument', text })
    },
  ],
  [
    'D',
    'PUT push/nickname with more than 50: put user push nicknames exceeds the limit',
    async t => {
      const body = Array.from({ length: 51 }, (_, at) => ({ username: `u${at}`, push_nickname: 'N' }))
      const text = 'put user push nicknames exceeds the limit'
      refused(await t.call('PUT', 'push/nickname', body), { status: 400, error: 'illegal_argument', text })
    },
  ],
  [
    'D',
    'PUT push/nickname with a long one: XXX push nickname length exceeds the limit',
    async t => {
      const username = await t.user()
      const reply = await t.call('PUT', 'push/nickname', [{ username, push_nickname: 'n'.repeat(101) }])
      const text = `${username} push nickname length exceeds the limit`
      refused(reply, { status: 400, error: 'illegal_argument', text })
    },
  ],
])

export const displayStyleRules = rulesOf('§2.5', [
  [
    'D',
    'notification_display_style 0 and 1 are set, and answered as an Int with the whole user',
    async t => {
      const username = await t.user({ nickname: 'A' })
      for (const style of [1, 0]) {
        const entity = await edited(t, username, { notification_display_style: style })
        assert.deepEqual([entity.notification_display_style, entity.nickname], [style, 'A'])
        const [stored] = ok(await t.call('GET', `users/${username}`)).entities
        assert.equal(stored.notification_display_style, style)
      }
    },
  ],
  [
    'D',
    'A style written as a string is taken, and answered as an Int',
    async t => {
      const entity = await edited(t, await t.user(), { notification_display_style: '1' })
      assert.equal(entity.notification_display_style, 1)
    },
  ],
  [
    'D',
    'The style may come as JSON without a JSON content type, as in the samples',
    async t => {
      const username = await t.user()
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
      const reply = await t.call('PUT', `users/${username}`, { notification_display_style: '1' }, { headers })
      assert.equal(ok(reply).entities[0].notification_display_style, 1)
    },
  ],
  [
    'D',
    'There is no style 2: parameters is invalid, and nothing changes',
    async t => {
      const username = await t.user()
      await edited(t, username, { notification_display_style: 1 })
      const reply = await t.call('PUT', `users/${username}`, { notification_display_style: 2 })
      refused(reply, { ...refusals.illegal, text: 'parameters is invalid : notification_display_style' })
      assert.equal(ok(await t.call('GET', `users/${username}`)).entities[0].notification_display_style, 1)
    },
  ],
])

export const disturbingRules = rulesOf('§2.6', [
  [
    'D',
    'notification_no_disturbing with start and end as strings is answered with the hours as Ints',
    async t => {
      const username = await t.user()
      const entity = await edited(t, username, {
        notification_no_disturbing: true,
        notification_no_disturbing_start: '21',
        notification_no_disturbing_end: '8',
      })
      const { notification_no_disturbing: on } = entity
      const hours = [entity.notification_no_disturbing_start, entity.notification_no_disturbing_end]
      assert.deepEqual([on, ...hours], [true, 21, 8])
    },
  ],
  [
    'R',
    'The hours may be Ints',
    async t => {
      const entity = await edited(t, await t.user(), {
        notification_no_disturbing: true,
        notification_no_disturbing_start: 1,
        notification_no_disturbing_end: 3,
      })
      assert.deepEqual([entity.notification_no_disturbing_start, entity.notification_no_disturbing_end], [1, 3])
    },
  ],
  [
    'D',
    'It can be switched off again',
    async t => {
      const username = await t.user()
      await edited(t, username, {
        notification_no_disturbing: true,
        notification_no_disturbing_start: '21',
        notification_no_disturbing_end: '8',
      })
      await edited(t, username, { notification_no_disturbing: false })
      const [entity] = ok(await t.call('GET', `users/${username}`)).entities
      assert.ok(entity.notification_no_disturbing === false || entity.notification_no_disturbing === undefined)
    },
  ],
  [
    'D',
    'Hours are 0 to 23',
    async t => {
      const username = await t.user()
      for (const hour of ['24', '-1', 'x']) {
        const body = { notification_no_disturbing: true, notification_no_disturbing_start: hour }
        refused(await t.call('PUT', `users/${username}`, body), refusals.illegal)
      }
    },
  ],
])
