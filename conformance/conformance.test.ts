// The whole suite against a sandbox with real HTTP, a real database and the documented limits: every rule is a test, and the table
// is printed at the end.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { startTestServer } from '../packages/server/src/sandbox/test-server.ts'
import { dynamicToken } from './dynamic-token.ts'
import { type Language, markdownLines, reportLines } from './report.ts'
import { allRules } from './rules.ts'
import { type Result, runRules } from './suite.ts'
import { titles } from './titles.ts'

async function results(): Promise<readonly Result[]> {
  await using server = await startTestServer()
  const { url, demo } = server
  return await runRules({ url, ...demo, phone: demo.users[0]?.id ?? '' }, allRules)
}

const all = await results()

describe('The rules of the compatible interface', () => {
  after(() => process.stdout.write(`${reportLines(all).join('\n')}\n`))

  for (const { rule, verdict, problem } of all) {
    it(`${rule.section} [${rule.tag}] ${rule.rule}`, t => {
      if (verdict === 'slow') t.diagnostic('takes minutes: tried by npm run conformance -- --slow')
      else assert.equal(verdict, 'holds', problem ?? '')
    })
  }

  it('§1.4 compute dynamic tokens as the test vector says', () => {
    const token = dynamicToken({
      clientId: 'cid-demo',
      clientSecret: 'csecret-demo',
      appkey: 'acme#demo',
      userId: 'alice',
      curTime: 1_700_000_000,
      ttl: 600,
    })
    const vector =
      'ZHQteyJzaWduYXR1cmUiOiIwNDBlY2ZiYzJjZDM3OWI5OTgyODI3ZjM5NjkxNmY3OTJlNDRkZGEwZDZlNGQyMTk1NDg2OTBjZjZiZmM3YTM5Iiwi' +
      'YXBwa2V5IjoiYWNtZSNkZW1vIiwidXNlcklkIjoiYWxpY2UiLCJjdXJUaW1lIjoxNzAwMDAwMDAwLCJ0dGwiOjYwMH0'
    assert.equal(token, vector)
  })

  it('are each named once in their section', () => {
    const names = allRules.map(({ section, rule }) => `${section} ${rule}`)
    assert.equal(new Set(names).size, names.length)
  })

  for (const [language, file] of [
    ['en', 'conformance.md'],
    ['zh', 'conformance.zh-CN.md'],
  ] as const satisfies readonly (readonly [Language, string])[]) {
    it(`came out as docs/${file} says; else: npm run conformance -- --demo data/demo.json --markdown ${language}`, () => {
      const text = readFileSync(join(import.meta.dirname, '..', 'docs', file), 'utf8')
      assert.ok(text.includes(markdownLines(all, language).join('\n')), markdownLines(all, language).join('\n'))
    })
  }

  it('stand in sections that have a title', () => {
    for (const { section } of allRules) assert.ok(titles[section], section)
  })
})
