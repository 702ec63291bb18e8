// `posthouse move`: a record from SQLite to PostgreSQL, or back, while no server runs. Reads and writes both ends itself; asks no server.
import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { silentLog } from '../../base/log.ts'
import { MasterKeyError } from '../../base/master-key.ts'
import { systemRandom } from '../../base/random.ts'
import { unlock } from '../../flows/registry/unlock.ts'
import { RecordsDiffer, type Watch } from '../../store/move/move-record.ts'
import { isPostgresUrl } from '../../store/move/record-end.ts'
import { MoveRefused } from '../../store/move/refused.ts'
import { type Answer, answered, type ClientCommand, type Context } from '../command.ts'
import { CommandError, exits, interrupted, usageError } from '../exit.ts'
import { createMoveMeter, type MoveMeter } from '../move-meter.ts'
import { comparedLines, differenceLines, movedLines, refusalText } from '../move-text.ts'

/** `move`. */
export const move: ClientCommand = {
  name: 'move',
  section: 'server',
  summary: {
    en: 'Move the record from SQLite to PostgreSQL, or back',
    zh: '将数据从 SQLite 迁移到 PostgreSQL，或迁回',
  },
  notes: {
    en:
      'Every server must be stopped. The target must be empty. All is copied, read back and compared before anything is made durable: the ' +
      'target then has the whole record, or nothing. Afterwards the source is marked, and servers refuse to start on it. ' +
      'The master key is not moved: every node needs the same master.key. ' +
      'Exit code 1: the ends differ, or the move failed; 78: an end cannot be used. With --json progress comes as one object per line.',
    zh:
      '迁移前须停止所有服务器；目标必须为空。全部数据复制后会读回并比对，之后才提交：目标要么有完整数据，要么为空。' +
      '完成后源会被标记，服务器拒绝在其上启动。主密钥不会迁移：每个节点都需要相同的 master.key。' +
      '退出码 1：两端不一致或迁移失败；78：某一端无法使用。使用 --json 时进度按行输出为 JSON。',
  },
  arguments: [],
  flags: [
    {
      name: 'from',
      value: 'PLACE',
      text: {
        en: 'the record as it is: a data directory, a SQLite file, or postgres://…',
        zh: '现有数据：数据目录、SQLite 文件或 postgres://…',
      },
    },
    {
      name: 'to',
      value: 'PLACE',
      text: { en: 'where it goes: postgres://…, or a new SQLite file', zh: '目标：postgres://… 或新的 SQLite 文件' },
    },
    {
      name: 'master-key',
      value: 'FILE',
      text: {
        en: 'the key of the record; default: master.key beside the SQLite file',
        zh: '数据的主密钥文件；默认为 SQLite 文件旁的 master.key',
      },
    },
    {
      name: 'verify-only',
      text: { en: 'compare both ends and change nothing', zh: '仅比对两端，不做任何改动' },
    },
  ],
  examples: [
    {
      line: 'posthouse move --from /var/lib/posthouse --to postgres://posthouse@db/posthouse',
      text: { en: 'to PostgreSQL', zh: '迁移到 PostgreSQL' },
    },
    {
      line: 'posthouse move --from postgres://posthouse@db/posthouse --to /var/lib/posthouse/posthouse.db',
      text: { en: 'and back', zh: '迁回 SQLite' },
    },
  ],
  async run(context) {
    const job = jobOf(context)
    const meter = createMoveMeter(context)
    try {
      return await (job.verifyOnly ? compare : moveAll)(context, job, watchOf(context, meter))
    } catch (cause) {
      meter.close()
      return failed(context, job, cause)
    } finally {
      meter.close()
    }
  },
}

interface MoveJob {
  /** A file's absolute path, or a URL. */
  readonly from: string
  readonly to: string
  readonly masterKey: string
  readonly verifyOnly: boolean
}

function jobOf({ given, io }: Context): MoveJob {
  const from = given.text('from')
  const to = given.text('to')
  if (from === undefined || to === undefined)
    throw usageError({ en: 'Give both ends: --from PLACE --to PLACE.', zh: '请指定两端：--from PLACE --to PLACE。' })
  const ends = { from: placeIn(io.cwd, from), to: placeIn(io.cwd, to) }
  const key = given.text('master-key')
  const masterKey = key === undefined ? keyBeside(io.cwd, [ends.from, ends.to]) : resolve(io.cwd, key)
  return { ...ends, masterKey, verifyOnly: given.isOn('verify-only') }
}

/** A data directory stands for the file that a server keeps in it. */
function placeIn(cwd: string, place: string): string {
  if (isPostgresUrl(place)) return place
  const path = resolve(cwd, place)
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? join(path, 'posthouse.db') : path
}

function keyBeside(cwd: string, places: readonly string[]): string {
  const file = places.find(place => !isPostgresUrl(place))
  return join(file === undefined ? cwd : dirname(file), 'master.key')
}

function watchOf({ io }: Context, meter: MoveMeter): Watch {
  const { clock, signal } = io
  return { monotonic: () => clock.monotonic(), signal, tell: progress => meter.show(progress) }
}

async function moveAll(context: Context, { from, to, masterKey }: MoveJob, watch: Watch): Promise<Answer> {
  // Loaded only where it is used: the engines cost every other command time.
  const { openSource, openTarget } = await import('../../store/move/open-ends.ts')
  const { moveRecord } = await import('../../store/move/move-record.ts')
  const deps = { clock: context.io.clock, log: silentLog }
  await using source = await openSource(deps, from, async store => {
    await unlock({ store, random: systemRandom }, masterKey)
  })
  await using target = await openTarget(deps, to)
  const moved = await moveRecord({ from: source, to: target }, watch)
  const ends = { from: source.place, to: target.place }
  return answered({ ...ends, ...moved }, movedLines(context.lang, moved, { ...ends, masterKey }))
}

async function compare(context: Context, { from, to }: MoveJob, watch: Watch): Promise<Answer> {
  const { openForReading } = await import('../../store/move/open-ends.ts')
  const { verifyRecord } = await import('../../store/move/move-record.ts')
  const deps = { clock: context.io.clock, log: silentLog }
  await using source = await openForReading(deps, from)
  await using target = await openForReading(deps, to)
  const same = await verifyRecord({ from: source, to: target }, watch)
  const ends = { from: source.place, to: target.place }
  return answered({ ...ends, ...same }, comparedLines(context.lang, same, ends))
}

/** Differences are an answer; everything else ends the command. */
function failed({ io, lang }: Context, { verifyOnly }: MoveJob, cause: unknown): Answer {
  if (io.signal.aborted) throw interrupted(cause)
  if (cause instanceof RecordsDiffer)
    return {
      exit: exits.failed,
      value: { differences: cause.differences },
      lines: differenceLines(lang, cause.differences, verifyOnly ? 'comparison' : 'move'),
    }
  if (cause instanceof MoveRefused) throw new CommandError(exits.config, refusalText(cause), { cause })
  if (cause instanceof TypeError || cause instanceof RangeError || !(cause instanceof Error)) throw cause
  const text = { en: cause.message, zh: `迁移未完成：${cause.message}` }
  throw new CommandError(cause instanceof MasterKeyError ? exits.config : exits.failed, text, { cause })
}
