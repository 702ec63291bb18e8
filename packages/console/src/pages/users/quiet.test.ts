import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { changeOf, formOf, isWhole } from './quiet.ts'

test('the form shows what is set, and unset things as their defaults', () => {
  deepEqual(formOf({}), { mode: 'ALL', from: '', to: '', once: '' })
  deepEqual(formOf({ mode: 'NONE', ignoreInterval: '22:00-08:00' }), {
    ...{ mode: 'NONE', from: '22:00', to: '08:00', once: '' },
  })
})

test('only what differs is sent, and nothing where nothing does', () => {
  const now = { mode: 'ALL', ignoreInterval: '22:00-08:00' }
  equal(changeOf(formOf(now), now), undefined)
  deepEqual(changeOf({ ...formOf(now), mode: 'AT' }, now), { type: 'AT' })
  deepEqual(changeOf({ ...formOf(now), from: '', to: '' }, now), { ignoreInterval: '' })
  deepEqual(changeOf({ ...formOf(now), to: '09:00', once: '8' }, now), {
    ...{ ignoreInterval: '22:00-09:00', ignoreDuration: 28_800_000 },
  })
  deepEqual(changeOf({ ...formOf(now), once: '0' }, now), { ignoreDuration: 0 })
})

test('a beginning without an end is no window', () => {
  deepEqual(
    [
      { from: '22:00', to: '' },
      { from: '', to: '08:00' },
      { from: '', to: '' },
    ].map(times => isWhole({ mode: 'ALL', once: '', ...times })),
    [false, false, true],
  )
})
