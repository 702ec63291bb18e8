// §4: templates.
import assert from 'node:assert/strict'
import { envelopeA, ok, refusals, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import type { Trial } from '../trial.ts'

function wish(t: Trial) {
  return { name: t.name('p').replaceAll('-', ''), title_pattern: 'News for {0}', content_pattern: '{0} sent you {1}' }
}

async function created(t: Trial) {
  const body = wish(t)
  const { data } = envelopeA(t, await t.call('POST', 'notification/template', body), 'post')
  t.after(() => t.call('DELETE', `notification/template/${body.name}`))
  return { body, data }
}

function unknown(name: string) {
  const text = `${name} template is not exist`
  return { status: 400, error: 'entity_not_found', exception: 'EntityNotFoundException', text }
}

export const templateRules = rulesOf('§4', [
  [
    'D',
    'POST answers the template with createAt and updateAt, in envelope A without path',
    async t => {
      const { body, data } = await created(t)
      const { createAt, updateAt, ...rest } = data
      assert.deepEqual(rest, body)
      assert.ok(Number.isInteger(createAt) && createAt > 1_600_000_000_000 && updateAt >= createAt)
    },
  ],
  [
    'D',
    'GET answers it with action get',
    async t => {
      const { body, data } = await created(t)
      const got = envelopeA(t, await t.call('GET', `notification/template/${body.name}`), 'get')
      assert.deepEqual(got.data, data)
    },
  ],
  [
    'I',
    'PUT changes the patterns and answers the template',
    async t => {
      const { body, data } = await created(t)
      const change = { title_pattern: 'T', content_pattern: 'C {$msg}' }
      const put = envelopeA(t, await t.call('PUT', `notification/template/${body.name}`, change), 'put').data
      assert.deepEqual([put.name, put.title_pattern, put.content_pattern], [body.name, 'T', 'C {$msg}'])
      assert.ok(put.createAt === data.createAt && put.updateAt >= data.updateAt)
    },
  ],
  [
    'D',
    'DELETE answers the deleted template, and it is gone',
    async t => {
      const { body } = await created(t)
      const gone = envelopeA(t, await t.call('DELETE', `notification/template/${body.name}`), 'delete').data
      assert.equal(gone.name, body.name)
      refused(await t.call('GET', `notification/template/${body.name}`), unknown(body.name))
    },
  ],
  [
    'D',
    'GET and DELETE of an unknown name: XXX template is not exist',
    async t => {
      const { name } = wish(t)
      refused(await t.call('GET', `notification/template/${name}`), unknown(name))
      refused(await t.call('DELETE', `notification/template/${name}`), unknown(name))
    },
  ],
  [
    'D',
    'name, title_pattern and content_pattern are all required',
    async t => {
      for (const field of ['name', 'title_pattern', 'content_pattern'] as const) {
        const { [field]: _left, ...body } = wish(t)
        refused(await t.call('POST', 'notification/template', body), refusals.illegal)
      }
    },
  ],
  [
    'D',
    'A name has letters and digits, 64 at most',
    async t => {
      const name = wish(t).name.padEnd(64, 'x')
      for (const bad of ['a-b', 'a b', '模板', `${name}y`])
        refused(await t.call('POST', 'notification/template', { ...wish(t), name: bad }), refusals.illegal)
      ok(await t.call('POST', 'notification/template', { ...wish(t), name }))
      ok(await t.call('DELETE', `notification/template/${name}`))
    },
  ],
  [
    'D',
    'A name is unique in its app',
    async t => {
      const { body } = await created(t)
      const reply = await t.call('POST', 'notification/template', body)
      assert.equal(reply.status, 400, reply.text)
    },
  ],
  [
    'D',
    'The reserved names default and detail may be defined',
    async t => {
      for (const name of ['default', 'detail']) {
        assert.equal(ok(await t.call('POST', 'notification/template', { ...wish(t), name })).data.name, name)
        ok(await t.call('DELETE', `notification/template/${name}`))
      }
    },
    { app: 'own' },
  ],
  [
    'R',
    'Deleting without a name: 404 url is invalid (§12 row 35)',
    async t => {
      const { status } = await t.call('DELETE', 'notification/template')
      assert.ok(status === 404 || status === 405, String(status))
    },
  ],
])
