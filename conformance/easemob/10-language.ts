// §2.8 and §2.9: push language and the receiver's own template.
import assert from 'node:assert/strict'
import { envelopeA, ok } from '../expect.ts'
import { type Entry, rulesOf } from '../rule.ts'

export const languageRules = rulesOf('§2.8', [
  [
    'D',
    'PUT notification/language answers data.language',
    async t => {
      const path = `users/${await t.user()}/notification/language`
      const body = envelopeA(t, await t.call('PUT', path, { translationLanguage: 'EN' }), 'put', '/users')
      assert.deepEqual(body.data, { language: 'EN' })
    },
  ],
  [
    'D',
    'GET notification/language answers what was set, with action get',
    async t => {
      const path = `users/${await t.user()}/notification/language`
      ok(await t.call('PUT', path, { translationLanguage: 'zh-Hans' }))
      assert.deepEqual(envelopeA(t, await t.call('GET', path), 'get', '/users').data, { language: 'zh-Hans' })
    },
  ],
  [
    'D',
    'An empty language is no translation',
    async t => {
      const path = `users/${await t.user()}/notification/language`
      ok(await t.call('PUT', path, { translationLanguage: 'EN' }))
      assert.ok(!ok(await t.call('PUT', path, { translationLanguage: '' })).data.language)
      assert.ok(!ok(await t.call('GET', path)).data.language)
    },
  ],
])

export const receiverTemplateRules = rulesOf('§2.9', [
  ...(['app', 'user'] as const).map(
    (who): Entry => [
      'D',
      `The ${who} token sets the receiver's template, and it is read back`,
      async t => {
        const username = await t.user()
        const token = who === 'app' ? t.app.token : await t.userToken(username)
        const name = t.name('p').replaceAll('-', '')
        ok(await t.call('POST', 'notification/template', { name, title_pattern: 'T', content_pattern: 'C' }))
        t.after(() => t.call('DELETE', `notification/template/${name}`))
        const path = `users/${username}/notification/template`
        const put = await t.call('PUT', path, { templateName: name }, { token })
        assert.deepEqual(envelopeA(t, put, 'put', '/users').data, { templateName: name })
        const got = envelopeA(t, await t.call('GET', path, undefined, { token }), 'get', '/users')
        assert.deepEqual(got.data, { templateName: name })
      },
    ],
  ),
])
