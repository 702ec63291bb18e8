// Fills the pages of proofs from the names of tests, in English and Chinese: `node tools/docs-proofs.ts`. A test fails when they are stale,
// and when an id has neither a test nor a reason.
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Bilingual } from '../packages/vendors/src/bilingual.ts'
import { filled, type Lang, type Page } from './docs-vendors.ts'
import { type Proof, proofIds, readProofs } from './proofs.ts'

/** Ids that no test names, and why. An entry whose id has a test is a finding. */
export const withoutTest: Readonly<Record<string, Bilingual>> = {
  F25: {
    en: 'Not met: rows carry no digest. A flipped bit in a page is noticed where SQLite notices it (I16), and else is not.',
    zh: '未做到：数据行没有摘要。数据页中的位翻转只有在 SQLite 能发现时才会被发现（I16）。',
  },
  F49: {
    en: 'Has no counterpart: NATS keeps nothing of ours, no stream and no consumer.',
    zh: '不适用：NATS 不保存我们的任何数据，没有流，也没有消费者。',
  },
}

const root = join(import.meta.dirname, '..')
/** Files that a row links; the rest are counted. */
const linksMax = 5

/** The page in both languages. */
export function proofPages(): readonly Page[] {
  const proofs = Map.groupBy(readProofs(root), ({ id }) => id)
  return (['en', 'zh'] as const).map(lang => ({
    path: `docs/proofs${lang === 'en' ? '.md' : '.zh-CN.md'}`,
    lang,
    tables: {
      invariants: table('I', proofs, lang),
      faults: table('F', proofs, lang),
      statements: table('S', proofs, lang),
      unproved: unproved(lang),
    },
  }))
}

const words = {
  id: { en: 'Id', zh: '编号' },
  shown: { en: 'One of its tests', zh: '其中一个测试' },
  files: { en: 'Where they stand', zh: '所在文件' },
  why: { en: 'Why there is none', zh: '没有测试的原因' },
  none: { en: 'Every id has a test.', zh: '每个编号都有测试。' },
} as const satisfies Readonly<Record<string, Bilingual>>

function table(letter: string, proofs: ReadonlyMap<string, readonly Proof[]>, lang: Lang): string {
  const rows = proofIds
    .filter(id => id.startsWith(letter) && proofs.has(id))
    .map(id => {
      const found = proofs.get(id) ?? []
      return `| ${id} | ${wordsOf(best(id, found))} | ${links(found, lang)} |`
    })
  return [`| ${words.id[lang]} | ${words.shown[lang]} | ${words.files[lang]} |`, '|---|---|---|', ...rows].join('\n')
}

function unproved(lang: Lang): string {
  const entries = Object.entries(withoutTest)
  if (entries.length === 0) return words.none[lang]
  const rows = entries.map(([id, reason]) => `| ${id} | ${reason[lang]} |`)
  return [`| ${words.id[lang]} | ${words.why[lang]} |`, '|---|---|', ...rows].join('\n')
}

/** A test that begins with the id says most of it; among those the first in order. */
function best(id: string, found: readonly Proof[]): string {
  return (found.find(({ title }) => title.startsWith(id)) ?? found[0])?.title ?? ''
}

/** The name without the ids at its beginning. */
function wordsOf(title: string): string {
  const told = title.replace(/^(?:[IFS]\d+(?:[–-][IFS]\d+)?[,:]?\s+)+/, '')
  return told.replaceAll('|', '\\|').replaceAll(/\$\{[^}]*\}/g, '…')
}

function links(found: readonly Proof[], lang: Lang): string {
  const paths = [...new Set(found.map(({ path }) => path))]
  const shown = paths.slice(0, linksMax).map(path => `[${basename(path).replace(/(\.test)?\.ts$/, '')}](../${path})`)
  const more = paths.length - shown.length
  const rest = more === 0 ? [] : [lang === 'en' ? `${more} more` : `另有 ${more} 个`]
  return [...shown, ...rest].join(lang === 'en' ? ', ' : '、')
}

if (import.meta.main) {
  for (const page of proofPages()) {
    const path = join(root, page.path)
    writeFileSync(path, filled(readFileSync(path, 'utf8'), page))
  }
}
