// Fills the tables of the vendor documents from the code, in English and Chinese: `node tools/docs-vendors.ts`. A table stands between
// `<!-- generated: name -->` and `<!-- end -->`; everything else in a page is written by hand. A test fails when a page is stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bilingual } from '../packages/vendors/src/bilingual.ts'
import { categories, classifications } from '../packages/vendors/src/category.ts'
import type { FormField } from '../packages/vendors/src/credentials/form.ts'
import { fateWords, type ReceiptSource } from '../packages/vendors/src/receipt.ts'
import { type AnyVendor, vendors } from '../packages/vendors/src/registry.ts'
import { actions } from '../packages/vendors/src/vendor-code.ts'

/** One of the two languages. */
export type Lang = keyof Bilingual

/** A page that holds generated tables, and what fills them. */
export interface Page {
  /** From the repository root. */
  readonly path: string
  readonly lang: Lang
  readonly tables: Readonly<Record<string, string>>
}

/** Every page with tables. */
export function pages(): readonly Page[] {
  return (['en', 'zh'] as const).flatMap(lang => {
    const suffix = lang === 'en' ? '.md' : '.zh-CN.md'
    return [
      { path: `docs/vendors${suffix}`, lang, tables: { vendors: overview(lang), receipts: receiptOverview(lang) } },
      { path: `docs/vendors/categories${suffix}`, lang, tables: { 'categories-table': categoryTable(lang) } },
      ...vendors.map(vendor => ({
        path: `docs/vendors/${vendor.name}${suffix}`,
        lang,
        tables: tablesOf(vendor, lang),
      })),
    ]
  })
}

/** The page's text with its tables filled. Throws for a table that has no place and for a place that has no table. */
export function filled(text: string, { path, tables }: Page): string {
  const places = new Set<string>()
  const result = text.replaceAll(PLACE, (_whole, name: string) => {
    const table = tables[name]
    if (table === undefined) throw new Error(`${path}: there is no table "${name}"`)
    places.add(name)
    return `<!-- generated: ${name} -->\n\n${table}\n\n<!-- end -->`
  })
  for (const name of Object.keys(tables)) {
    if (!places.has(name)) throw new Error(`${path} has no place for the table "${name}"`)
  }
  return result
}

const PLACE = /<!-- generated: ([a-z-]+) -->\n[\s\S]*?<!-- end -->/g

const words = {
  field: { en: 'Field', zh: '字段' },
  label: { en: 'What it is', zh: '说明' },
  required: { en: 'Required', zh: '必填' },
  example: { en: 'Example', zh: '示例' },
  yes: { en: 'yes', zh: '是' },
  secret: { en: 'secret', zh: '保密' },
  limit: { en: 'Limit', zh: '限制' },
  value: { en: 'Value', zh: '值' },
  batch: { en: 'Shipments of a batch', zh: '每批推送数' },
  payload: { en: 'Payload', zh: '消息体' },
  life: { en: 'Longest life of a push', zh: '最长有效期' },
  bytes: { en: 'bytes', zh: '字节' },
  category: { en: 'Category', zh: '分类' },
  told: { en: 'What the vendor is told', zh: '告知厂商的内容' },
  code: { en: 'Code', zh: '错误码' },
  meaning: { en: 'Meaning', zh: '含义' },
  action: { en: 'What Posthouse does', zh: '驿站的处理' },
  unconfirmed: { en: '(unconfirmed)', zh: '（未经证实）' },
  vendor: { en: 'Vendor', zh: '厂商' },
  provider: { en: 'Provider', zh: 'Provider' },
  reports: { en: 'Reports', zh: '可回执' },
  address: { en: 'Address is set', zh: '回执地址' },
  proof: { en: 'Proof', zh: '凭证' },
  ownChannel: { en: 'a channel that the app has registered for it', zh: '应用为此登记的通道' },
  anyChannel: { en: 'the registered channel, or none', zh: '已登记的通道，没有则不带' },
  none: { en: 'This vendor reports nothing to servers.', zh: '该厂商不向服务器提供回执。' },
  notAvailable: { en: 'not available', zh: '不可用' },
} as const satisfies Readonly<Record<string, Bilingual>>

const setBy: Readonly<Record<ReceiptSource<unknown>['setBy'], Bilingual>> = {
  push: { en: 'by each push', zh: '随每条推送携带' },
  console: { en: "in the vendor's console", zh: '在厂商后台配置' },
}

const proofs: Readonly<Record<ReceiptSource<unknown>['proof'], Bilingual>> = {
  address: { en: 'the unguessable address', zh: '不可猜测的地址' },
  signature: { en: 'the address, and a signature', zh: '地址与签名' },
}

function tablesOf(vendor: AnyVendor, lang: Lang): Page['tables'] {
  return {
    form: formTable(vendor.form, lang),
    limits: limitTable(vendor, lang),
    categories: classTable(vendor.name, lang),
    codes: codeTable(vendor, lang),
    receipts: vendor.receipts ? receiptTable(vendor.receipts, lang) : words.none[lang],
  }
}

function formTable(form: readonly FormField[], lang: Lang): string {
  const rows = form.map(({ field, label, help, kind, isRequired, example, choices }) => [
    code(field),
    [label[lang], ...(help ? [help[lang]] : []), ...(choices ? [choices.map(code).join(', ')] : [])].join(
      lang === 'en' ? '; ' : '；',
    ),
    isRequired ? words.yes[lang] : '',
    kind === 'secret' ? words.secret[lang] : example === undefined ? '' : code(example),
  ])
  return table([words.field[lang], words.label[lang], words.required[lang], words.example[lang]], rows)
}

function limitTable({ limits }: AnyVendor, lang: Lang): string {
  return table(
    [words.limit[lang], words.value[lang]],
    [
      [words.batch[lang], grouped(limits.batch)],
      [words.payload[lang], `${grouped(limits.payloadBytes)} ${words.bytes[lang]}`],
      [words.life[lang], duration(limits.ttlMs, lang)],
    ],
  )
}

function classTable(vendor: string, lang: Lang): string {
  return table(
    [words.category[lang], words.told[lang]],
    categories.map(category => [code(category), told(category, vendor, lang)]),
  )
}

function categoryTable(lang: Lang): string {
  return table(
    [words.vendor[lang], ...categories.map(code)],
    vendors.map(({ name }) => [name, ...categories.map(category => told(category, name, lang))]),
  )
}

function told(category: (typeof categories)[number], vendor: string, lang: Lang): string {
  const entry = Object.entries(classifications[category]).find(([name]) => name === vendor)
  if (!entry) throw new Error(`category.ts says nothing of ${vendor}`)
  return Object.entries(entry[1] as Readonly<Record<string, unknown>>)
    .map(([name, value]) =>
      name === 'needsChannel'
        ? words[value === true ? 'ownChannel' : 'anyChannel'][lang]
        : `${name} ${code(String(value))}`,
    )
    .join(', ')
}

function codeTable({ codes }: AnyVendor, lang: Lang): string {
  return table(
    [words.code[lang], words.meaning[lang], words.action[lang]],
    codes.map(({ code: name, text, meaning, action, isUnconfirmed }) => [
      code(name),
      `${text[lang]}${isUnconfirmed ? ` ${words.unconfirmed[lang]}` : ''}`,
      (action ?? actions[meaning])[lang],
    ]),
  )
}

function receiptTable(source: ReceiptSource<never>, lang: Lang): string {
  return table(
    [words.reports[lang], words.address[lang], words.proof[lang]],
    [
      [
        source.reports.map(fate => fateWords[fate][lang]).join(', '),
        setBy[source.setBy][lang],
        proofs[source.proof][lang],
      ],
    ],
  )
}

function overview(lang: Lang): string {
  return table(
    [words.vendor[lang], words.provider[lang], words.batch[lang], words.payload[lang], words.life[lang]],
    vendors.map(({ name, provider, limits }) => [
      `[${name}](vendors/${name}${lang === 'en' ? '' : '.zh-CN'}.md)`,
      code(provider),
      grouped(limits.batch),
      `${grouped(limits.payloadBytes)} ${words.bytes[lang]}`,
      duration(limits.ttlMs, lang),
    ]),
  )
}

function receiptOverview(lang: Lang): string {
  return table(
    [words.vendor[lang], words.reports[lang], words.address[lang], words.proof[lang]],
    vendors.map(({ name, receipts }) =>
      receipts
        ? [
            name,
            receipts.reports.map(fate => fateWords[fate][lang]).join(', '),
            setBy[receipts.setBy][lang],
            proofs[receipts.proof][lang],
          ]
        : [name, words.notAvailable[lang], '', ''],
    ),
  )
}

function duration(ms: number, lang: Lang): string {
  const [days, hours] = [ms / 86_400_000, ms / 3_600_000]
  if (Number.isInteger(days)) return `${days} ${lang === 'zh' ? '天' : days === 1 ? 'day' : 'days'}`
  return `${hours} ${lang === 'zh' ? '小时' : 'hours'}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

function code(text: string): string {
  return `\`${text}\``
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  for (const page of pages()) {
    const path = join(root, page.path)
    writeFileSync(path, filled(readFileSync(path, 'utf8'), page))
  }
}
