// The words of an import into a label.
import { wordsOf } from '../../words/words.ts'

/** In both languages. */
export const importWords = wordsOf({
  title: { en: (name: string) => `Import users into ${name}`, zh: (name: string) => `向 ${name} 导入用户` },
  what: {
    en: 'A text or CSV file with one user id per line; of a CSV with a heading, the column username (or the first) is taken. Repeats do no harm.',
    zh: '文本或 CSV 文件，每行一个用户 ID；CSV 带表头时取 username 列（否则取第一列）。重复导入无影响。',
  },
  choose: { en: 'Choose a file', zh: '选择文件' },
  paste: { en: 'or paste the lines', zh: '或粘贴各行' },
  createUsers: { en: 'Register users that do not exist, without a password', zh: '注册不存在的用户（不设密码）' },
  lines: {
    en: (count: string) => (count === '1' ? '1 user id was read.' : `${count} user ids were read.`),
    zh: (count: string) => `已读取 ${count} 个用户 ID。`,
  },
  tooMany: {
    en: (count: string) => `A label holds at most ${count} users; take out some lines.`,
    zh: (count: string) => `一个标签最多 ${count} 名用户，请减少行数。`,
  },
  tooLarge: { en: 'The file is larger than 4 MiB. Divide it.', zh: '文件超过 4 MiB，请拆分。' },
  unreadable: { en: 'The browser could not read the file. Choose it again.', zh: '浏览器无法读取该文件，请重新选择。' },
  start: { en: 'Import', zh: '导入' },
  stop: { en: 'Stop', zh: '停止' },
  close: { en: 'Close', zh: '关闭' },
  running: {
    en: (done: string, all: string, rate: string, left: string) =>
      `${done} of ${all} · ${rate} a second · ${left} left`,
    zh: (done: string, all: string, rate: string, left: string) => `${done} / ${all} · 每秒 ${rate} 行 · 剩余 ${left}`,
  },
  finished: { en: (time: string) => `Finished in ${time}.`, zh: (time: string) => `已完成，用时 ${time}。` },
  stopped: {
    en: (left: string) =>
      `Stopped; ${left} lines were not looked at. Importing the same file again goes on where it stopped.`,
    zh: (left: string) => `已停止，${left} 行未处理。再次导入同一文件即可继续。`,
  },
  broken: {
    en: (left: string) => `Broken off; ${left} lines were not looked at.`,
    zh: (left: string) => `导入中断，${left} 行未处理。`,
  },
  added: { en: 'Added', zh: '已添加' },
  unchanged: { en: 'In it already', zh: '原已在内' },
  refused: { en: 'Refused', zh: '被拒绝' },
  line: { en: (line: number) => `Line ${line}`, zh: (line: number) => `第 ${line} 行` },
  moreRefused: {
    en: (count: string) => `and ${count} more, in the report`,
    zh: (count: string) => `另有 ${count} 行，见报告`,
  },
  report: { en: 'Download the report', zh: '下载报告' },
  refusedLines: { en: 'Refused lines', zh: '被拒绝的行' },
})
