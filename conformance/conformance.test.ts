// The whole suite against a sandbox with real HTTP, a real database and the documented limits: every rule is a test, and the table
// is printed at the end.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { startTestServer } from '../packages/server/src/sandbox/test-server.ts'
import { reportLines } from './report.ts'
import { allRules, titles } from './rules.ts'
import { type Result, runRules } from './suite.ts'

const words = {
  operator: 'needs the operator',
  phone: 'needs a phone',
  online: 'needs the online channel',
} as const

async function results(): Promise<readonly Result[]> {
  await using server = await startTestServer()
  const { url, demo } = server
  return await runRules({ url, ...demo, phone: demo.users[0]?.id ?? '' }, allRules)
}

const all = await results()

describe('The rules of the compatible interface', () => {
  after(() => process.stdout.write(`${reportLines(all, titles).join('\n')}\n`))

  for (const { rule, verdict, problem } of all) {
    it(`${rule.section} [${rule.tag}] ${rule.rule}`, t => {
      if (verdict === 'holds') return
      assert.equal(verdict, 'online', problem ?? (verdict === 'broken' ? verdict : words[verdict]))
      t.diagnostic(`${words.online}: not tried`)
    })
  }

  it('are each named once in their section', () => {
    const names = allRules.map(({ section, rule }) => `${section} ${rule}`)
    assert.equal(new Set(names).size, names.length)
  })

  it('stand in sections that have a title', () => {
    for (const { section } of allRules) assert.ok(titles[section], section)
  })
})
