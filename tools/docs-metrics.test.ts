import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { metrics } from '../packages/server/src/app/metrics/catalogue.ts'
import { metricPages } from './docs-metrics.ts'
import { filled } from './docs-vendors.ts'

const root = join(import.meta.dirname, '..')

for (const page of metricPages()) {
  test(`${page.path} says what the code says`, () => {
    const present = readFileSync(join(root, page.path), 'utf8')
    const stale = `${page.path} is stale: run node --conditions=source tools/docs-metrics.ts`
    assert.equal(present, filled(present, page), stale)
  })
}

test('metrics are named as Prometheus wants: units at the end, counters end in _total, each name once', () => {
  const all = Object.values(metrics).flat()
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length)
  for (const { name, kind, labels, text } of all) {
    assert.match(name, /^posthouse_[a-z_]+$/)
    assert.equal(name.endsWith('_total'), kind === 'counter', name)
    assert.ok(!/_ms|_bytes_per|milliseconds/.test(name), name)
    assert.ok(labels.length <= 2 && !labels.some(label => ['app', 'user', 'device', 'le'].includes(label)), name)
    assert.ok(/\p{Script=Han}/u.test(text.zh) && !/\p{Script=Han}/u.test(text.en), name)
  }
})
