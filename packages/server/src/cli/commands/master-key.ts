// `posthouse master-key`: makes the file of a master key before the first node starts, where it is handed to all of them.
import { resolve } from 'node:path'
import { makeMasterKey } from '../../base/master-key.ts'
import { answered, type ClientCommand, word } from '../command.ts'
import { CommandError, exits } from '../exit.ts'

/** `master-key`. */
export const masterKey: ClientCommand = {
  name: 'master-key',
  section: 'server',
  summary: { en: 'Make a master key before the first start', zh: '在首次启动前生成主密钥' },
  notes: {
    en: 'All nodes of a cluster need the same file: name it to each by --master-key-file. A server on its own makes one by itself. An existing file is never replaced.',
    zh: '集群的所有节点须使用同一文件，以 --master-key-file 指定。单机服务器会自行生成。不会覆盖已有文件。',
  },
  arguments: [{ name: 'FILE', text: { en: 'a new file', zh: '新文件' } }],
  flags: [],
  examples: [{ line: 'posthouse master-key master.key', text: { en: 'then back it up', zh: '随后请备份' } }],
  async run(context) {
    const path = resolve(context.io.cwd, word(context.given, 0))
    try {
      await makeMasterKey(path, context.io.random)
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause)) throw cause
      const why = cause.code === 'EEXIST' ? { en: 'it exists already', zh: '文件已存在' } : sentence(cause.message)
      throw new CommandError(exits.failed, {
        en: `${path} was not written: ${why.en}.`,
        zh: `未写入 ${path}：${why.zh}。`,
      })
    }
    return answered({ path }, [context.say({ en: `${path} is written. Back it up.`, zh: `已写入 ${path}，请备份。` })])
  },
}

function sentence(text: string): { readonly en: string; readonly zh: string } {
  return { en: text, zh: text }
}
