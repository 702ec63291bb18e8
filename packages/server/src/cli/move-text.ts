// What a move says when it is over, or did not begin, in both languages.
import type { Bilingual } from '../domain/reason.ts'
import type { RowDifference } from '../store/move/differences.ts'
import type { Moved } from '../store/move/move-record.ts'
import type { MoveRefused } from '../store/move/refused.ts'
import type { Lang } from './command.ts'
import { spanText } from './move-meter.ts'
import { harmless, table } from './text.ts'

/** Where a record was, where it is, and the key of both. */
export interface MovedPlaces {
  readonly from: string
  readonly to: string
  readonly masterKey: string
}

/** A move that went well: its sums, and what is to be done now. */
export function movedLines(lang: Lang, moved: Moved, { from, to, masterKey }: MovedPlaces): readonly string[] {
  const sum = sumText(moved)
  const said: Bilingual[] = [
    {
      en: `Moved and verified: ${sum.en}. All of it is in ${to} now.`,
      zh: `迁移并校验完成：${sum.zh}。全部数据现在位于 ${to}。`,
    },
    {
      en: `${from} is unchanged and marked as moved: servers refuse to start on it. Keep it until you are sure.`,
      zh: `${from} 内容不变，已标记为“已迁移”，服务器拒绝在其上启动。确认无误前请保留。`,
    },
    {
      en: `The secrets are sealed as before: put a copy of ${masterKey} into the data directory of every node.`,
      zh: `密钥仍按原样封装：请将 ${masterKey} 复制到每个节点的数据目录。`,
    },
    { en: 'Then start with --database and that address.', zh: '然后使用 --database 指定该地址启动。' },
  ]
  return [...tableLines(moved), ...said.map(text => text[lang])]
}

/** A comparison that found no difference. */
export function comparedLines(
  lang: Lang,
  same: Moved,
  { from, to }: Pick<MovedPlaces, 'from' | 'to'>,
): readonly string[] {
  const sum = sumText(same)
  const text = {
    en: `${from} and ${to} are the same: ${sum.en}.`,
    zh: `${from} 与 ${to} 完全一致：${sum.zh}。`,
  }
  return [...tableLines(same), text[lang]]
}

/** What differs; after a move the target holds nothing of it. */
export function differenceLines(
  lang: Lang,
  differences: readonly RowDifference[],
  after: 'move' | 'comparison',
): readonly string[] {
  const head = {
    move: {
      en: 'What was read back differs from what was copied. The target was left empty. The first differences:',
      zh: '读回的数据与复制的数据不一致，目标保持为空。最先发现的差异：',
    },
    comparison: { en: 'The two ends differ. The first differences:', zh: '两端不一致。最先发现的差异：' },
  }
  const rows = differences.map(({ table: name, key, what }) => harmless(`  ${name} ${key.join(' · ')}: ${what}`))
  return [head[after][lang], ...rows]
}

/** Why a move did not begin. */
export function refusalText({ reason, place, detail }: MoveRefused): Bilingual {
  switch (reason) {
    case 'not-empty':
      return {
        en: `${place} is not empty (its table ${detail} has rows): name a new database or file.`,
        zh: `${place} 不是空的（表 ${detail} 中有数据）：请指定新的数据库或文件。`,
      }
    case 'in-use':
      return {
        en: `${place} is in use: Posthouse has ${detail} connections to it. Stop every node first.`,
        zh: `${place} 正在使用：Posthouse 有 ${detail} 个连接。请先停止所有节点。`,
      }
    case 'other-schema':
      return {
        en: `The two ends are not of the same version: ${detail}.`,
        zh: `两端版本不一致：${detail}。`,
      }
    case 'no-record':
      return {
        en: `${place} holds no record that a server ever used.`,
        zh: `${place} 中没有服务器使用过的数据。`,
      }
  }
}

function sumText({ tables, rows, bytes, elapsedMs }: Moved): Bilingual {
  const count = rows.toLocaleString('en')
  const megabytes = (bytes / 1e6).toFixed(1)
  const time = spanText(elapsedMs)
  return {
    en: `${count} rows of ${tables.length} tables, ${megabytes} MB, in ${time}`,
    zh: `${tables.length} 张表共 ${count} 行，${megabytes} MB，用时 ${time}`,
  }
}

/** Only tables with rows; the digest's beginning is enough to compare by eye. */
function tableLines({ tables }: Moved): readonly string[] {
  const filled = tables.filter(({ rows }) => rows > 0)
  return table(
    filled.map(({ name, rows, digest }) => [name, rows.toLocaleString('en').padStart(12), digest.slice(0, 16)]),
  )
}
