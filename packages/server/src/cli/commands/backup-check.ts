// `posthouse backup check`: is a copy whole, is it ours, does the key open it? Reads the file itself; asks no server.
import { resolve } from 'node:path'
import { MasterKeyError } from '../../base/master-key.ts'
import { systemRandom } from '../../base/random.ts'
import type { Bilingual } from '../../domain/reason.ts'
import { proveMasterKey } from '../../flows/registry/unlock.ts'
import type { CopyReport } from '../../store/move/check-copy.ts'
import { answered, type ClientCommand, type Context, word } from '../command.ts'
import { CommandError, exits } from '../exit.ts'
import { dateOf } from '../text.ts'

/** `backup check`. */
export const backupCheck: ClientCommand = {
  name: 'backup check',
  section: 'server',
  summary: {
    en: 'Check that a copy is whole and that the master key opens it',
    zh: '检查备份副本是否完整、主密钥能否打开',
  },
  notes: {
    en:
      'Reads every page and every row of the copy and writes nothing. Exit code 1: damaged, of a newer program, or sealed with another key; ' +
      '78: no copy. The digests are those that `posthouse move` prints.',
    zh: '读取副本的全部页和行，不写入任何内容。退出码 1：已损坏、版本更新或主密钥不符；78：不是副本。摘要与 `posthouse move` 输出的相同。',
  },
  arguments: [
    { name: 'FILE', text: { en: 'a copy that `posthouse backup` wrote', zh: '`posthouse backup` 写出的副本' } },
  ],
  flags: [
    {
      name: 'master-key',
      value: 'FILE',
      text: { en: 'the master key that belongs to it; default: none is tried', zh: '对应的主密钥；默认不检查' },
    },
  ],
  examples: [
    {
      line: 'posthouse backup check /var/backups/posthouse.db --master-key /media/safe/master.key',
      text: { en: 'after every backup', zh: '每次备份之后' },
    },
  ],
  async run(context) {
    const path = resolve(context.io.cwd, word(context.given, 0))
    const report = await looked(path)
    const fault = faultOf(report) ?? (await keyFault(context, report))
    const { canary: _, ...told } = report
    if (fault) return { exit: exits.failed, value: { path, ...told, fault: fault.en }, lines: [context.say(fault)] }
    return answered({ path, ...told }, [context.say(wholeText(context, path, report))])
  },
}

async function looked(path: string): Promise<CopyReport> {
  // Loaded only where it is used, like the engines of a move.
  const { checkCopy } = await import('../../store/move/check-copy.ts')
  try {
    return await checkCopy(path)
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    throw new CommandError(exits.config, { en: cause.message, zh: `无法检查：${cause.message}` }, { cause })
  }
}

function faultOf({ faults, step, knownStep, canary }: CopyReport): Bilingual | undefined {
  if (faults.length > 0) {
    const list = faults.join('; ')
    return { en: `The copy is damaged: ${list}`, zh: `副本已损坏：${list}` }
  }
  if (step > knownStep) {
    return {
      en: `The copy is at schema ${step}, this program knows up to ${knownStep}: check it with a newer Posthouse.`,
      zh: `副本的结构版本为 ${step}，本程序最高支持 ${knownStep}：请使用更新的 Posthouse。`,
    }
  }
  return canary
    ? undefined
    : { en: 'The copy holds no record that a server ever used.', zh: '副本中没有服务器使用过的数据。' }
}

async function keyFault({ given, io }: Context, { canary }: CopyReport): Promise<Bilingual | undefined> {
  const key = given.text('master-key')
  if (key === undefined || !canary) return undefined
  try {
    await proveMasterKey(canary, resolve(io.cwd, key), systemRandom)
    return undefined
  } catch (cause) {
    if (!(cause instanceof MasterKeyError)) throw cause
    return { en: cause.message, zh: `主密钥不符：${cause.message}` }
  }
}

function wholeText({ given, io }: Context, path: string, { tables, newestMs }: CopyReport): Bilingual {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0).toLocaleString('en')
  const newest = newestMs === undefined ? undefined : dateOf(newestMs, io.timeZone)
  const isProved = given.text('master-key') !== undefined
  return {
    en:
      `${path} is whole: ${rows} rows of ${tables.length} tables` +
      `${newest === undefined ? '' : `, the newest push of ${newest}`}. ` +
      (isProved ? 'The master key opens it.' : 'The master key was not tried: --master-key FILE.'),
    zh:
      `${path} 完整：${tables.length} 张表共 ${rows} 行${newest === undefined ? '' : `，最新推送时间 ${newest}`}。` +
      (isProved ? '主密钥可以打开。' : '未检查主密钥：--master-key FILE。'),
  }
}
