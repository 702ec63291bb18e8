// `posthouse import`: users, bindings, labels and templates from a file.
import { resolve } from 'node:path'
import type { ImportKind } from '../../flows/import/import-batch.ts'
import { type Answer, type ClientCommand, type Context, word } from '../command.ts'
import { connectApp } from '../connect.ts'
import { exits, usageError } from '../exit.ts'
import { presets } from '../import/presets.ts'
import { type Imported, type ImportJob, runImport } from '../import/run.ts'
import type { SourceFormat } from '../import/source.ts'

const kinds: readonly ImportKind[] = ['users', 'bindings', 'labels', 'templates']

/** `import`. */
export const importCommand: ClientCommand = {
  name: 'import',
  section: 'apps',
  summary: {
    en: 'Import users, bindings, labels or templates from a file',
    zh: '从文件导入用户、设备绑定、标签或模板',
  },
  notes: {
    en:
      'JSON Lines or CSV with a header, UTF-8. Members: users username, password, nickname, activated; bindings username, device_id, device_token, ' +
      'notifier_name; labels label and username, or name and description; templates name, title_pattern, content_pattern. What is there already is ' +
      'brought up to date, and a repeat changes nothing. An interrupted import goes on where it stopped when the same command is run again. ' +
      'The exit code is 1 if rows were refused; they are in the report, with line, code and reason.',
    zh:
      '文件为 UTF-8 的 JSON Lines 或带表头的 CSV。字段：users 为 username、password、nickname、activated；bindings 为 username、device_id、device_token、' +
      'notifier_name；labels 为 label 和 username，或 name 和 description；templates 为 name、title_pattern、content_pattern。已存在的记录会被更新，' +
      '重复导入不会产生变化。导入中断后，再次运行同一命令即可从中断处继续。有行被拒绝时退出码为 1；报告中列出其行号、错误码和原因。',
  },
  arguments: [
    { name: 'KIND', text: { en: kinds.join(', '), zh: kinds.join('、') } },
    { name: 'FILE', text: { en: 'the file', zh: '文件' } },
  ],
  flags: [
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['jsonl', 'csv'],
      text: { en: 'jsonl or csv; default: by the name of the file', zh: 'jsonl 或 csv；默认按文件名判断' },
    },
    {
      name: 'map',
      value: 'SERVICE',
      choices: presets,
      text: {
        en: `${presets.join(', ')}: the file has the members of that service`,
        zh: `${presets.join('、')}：文件使用该服务的字段`,
      },
    },
    { name: 'dry-run', text: { en: 'check every row and write nothing', zh: '检查所有行，不写入' } },
    {
      name: 'create-users',
      text: { en: 'create users that a binding or a label names', zh: '自动创建绑定或标签中出现的用户' },
    },
    {
      name: 'report',
      value: 'FILE',
      text: {
        en: 'where refused rows are written; default FILE.refused.jsonl, of a dry run FILE.dry-run.jsonl',
        zh: '被拒绝行的输出文件；默认 FILE.refused.jsonl，试运行为 FILE.dry-run.jsonl',
      },
    },
    { name: 'restart', text: { en: 'begin anew after an interruption', zh: '中断后从头开始' } },
  ],
  examples: [
    { line: 'posthouse import users users.jsonl --map easemob', text: { en: 'users of Easemob', zh: '环信的用户' } },
    {
      line: 'posthouse import bindings bindings.csv --create-users --dry-run',
      text: { en: 'would the bindings be taken?', zh: '试运行：检查绑定能否导入' },
    },
  ],
  async run(context) {
    const job = jobOf(context)
    const app = await connectApp(context)
    return answerOf(context, job, `${app.org}/${app.name}`, await runImport(context, app, job))
  },
}

function jobOf({ given, io }: Context): ImportJob {
  const kind = kinds.find(one => one === word(given, 0))
  if (kind === undefined) {
    const list = kinds.join(', ')
    throw usageError({ en: `KIND must be one of ${list}.`, zh: `KIND 必须是以下之一：${list}。` })
  }
  const preset = presets.find(one => one === given.text('map'))
  if (kind === 'templates' && preset !== undefined && preset !== 'easemob') {
    throw usageError({ en: `${preset} has no templates to map.`, zh: `${preset} 没有可对应的模板。` })
  }
  const file = resolve(io.cwd, word(given, 1))
  const dryRun = given.isOn('dry-run')
  const report = resolve(io.cwd, given.text('report') ?? `${file}.${dryRun ? 'dry-run' : 'refused'}.jsonl`)
  if (report === file) throw usageError({ en: 'The report must be another file.', zh: '报告必须是另一个文件。' })
  return {
    kind,
    file,
    preset,
    format: formatOf(file, given.text('format')),
    createUsers: given.isOn('create-users'),
    dryRun,
    restart: given.isOn('restart'),
    report,
  }
}

function formatOf(file: string, given: string | undefined): SourceFormat {
  if (given === 'csv' || given === 'jsonl') return given
  if (/\.csv$/i.test(file)) return 'csv'
  if (/\.(jsonl|ndjson)$/i.test(file)) return 'jsonl'
  throw usageError({ en: 'Say what the file is: --format jsonl or csv.', zh: '请用 --format 指定 jsonl 或 csv。' })
}

function answerOf({ say }: Context, job: ImportJob, app: string, { counts, resumed }: Imported): Answer {
  const { rows, created, updated, unchanged, refused } = counts
  const { kind, dryRun, report } = job
  const value = { app, kind, dryRun, ...counts, resumed, ...(refused === 0 ? {} : { report }) }
  const lines = [
    say({
      en: `${rows} rows: ${created} created, ${updated} updated, ${unchanged} unchanged, ${refused} refused.`,
      zh: `共 ${rows} 行：新建 ${created}，更新 ${updated}，未变 ${unchanged}，拒绝 ${refused}。`,
    }),
    ...(resumed === 0
      ? []
      : [say({ en: `${resumed} of them were done by an earlier run.`, zh: `其中 ${resumed} 行由上一次运行完成。` })]),
    ...(dryRun ? [say({ en: 'A dry run: nothing was written.', zh: '试运行：未写入任何内容。' })] : []),
    ...(refused === 0 ? [] : [say({ en: `The refused rows are in ${report}.`, zh: `被拒绝的行见 ${report}。` })]),
  ]
  return { exit: refused === 0 ? exits.ok : exits.failed, value, lines }
}
