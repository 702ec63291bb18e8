// Fills the pages of reasons from the server's table, in English and Chinese: `node tools/docs-reasons.ts`. A test fails when they are
// stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { failureCodes, type Reason, type ReasonCode, reasonOf } from '../packages/server/src/domain/reason.ts'
import { unsentReasons } from '../packages/server/src/domain/reasons-unsent.ts'
import { filled, type Lang, type Page } from './docs-vendors.ts'

/** The page in both languages. */
export function reasonPages(): readonly Page[] {
  const isUnsent = (code: ReasonCode): boolean => Object.hasOwn(unsentReasons, code)
  return (['en', 'zh'] as const).map(lang => ({
    path: `docs/reasons${lang === 'en' ? '.md' : '.zh-CN.md'}`,
    lang,
    tables: {
      unsent: entries(failureCodes.filter(isUnsent), lang),
      refused: entries(
        failureCodes.filter(code => !isUnsent(code)),
        lang,
      ),
      fine: entries(['delivered', 'delivered-online'], lang),
    },
  }))
}

const labels = {
  en: { detail: 'In callbacks', desc: 'in sync results', cause: 'Why', fix: 'What to do', colon: ': ', end: '.' },
  zh: { detail: '回调中', desc: '同步结果中', cause: '原因', fix: '处理建议', colon: '：', end: '。' },
} as const

/** One heading per reason, so that a link to it lasts as long as its code. */
function entries(codes: readonly ReasonCode[], lang: Lang): string {
  return codes.map(code => entry(code, reasonOf(code), lang)).join('\n\n')
}

function entry(code: ReasonCode, { detail, desc, text, cause, fix }: Reason, lang: Lang): string {
  const { colon, end, ...words } = labels[lang]
  const spelt = [
    ...(detail === '' ? [] : [`${words.detail}${colon}\`${detail.trim()}\``]),
    ...(desc === undefined ? [] : [`${words.desc}${colon}\`${desc}\``]),
  ]
  return [
    `### ${code}`,
    `${text[lang]}${spelt.length === 0 ? '' : ` ${spelt.join(lang === 'en' ? '; ' : '；')}${end}`}`,
    `- **${words.cause}**${colon}${cause[lang]}\n- **${words.fix}**${colon}${fix[lang]}`,
  ].join('\n\n')
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  for (const page of reasonPages()) {
    const path = join(root, page.path)
    writeFileSync(path, filled(readFileSync(path, 'utf8'), page))
  }
}
