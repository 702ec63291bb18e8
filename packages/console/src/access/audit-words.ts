// The words of the audit log.
import { wordsOf } from '../words/words.ts'

/** See the head of the file. */
export const auditWords = wordsOf({
  audit: { en: 'Audit log', zh: '审计日志' },
  appLead: {
    en: 'Who changed what in this app: everything but reading, with the names of what was given and never the values of secrets.',
    zh: '谁在该应用中修改了什么：除读取外的一切操作，只记录给出的名称，不含密钥的值。',
  },
  serverLead: {
    en: 'Everything but reading, over all apps, sign-ins and refusals too. Entries are chained by hashes, so that a later change shows.',
    zh: '所有应用中除读取外的一切操作，包括登录与被拒绝的请求。记录以哈希相连，事后改动会显现。',
  },
  none: { en: 'Nothing was changed yet.', zh: '还没有任何修改。' },
  noneFiltered: { en: 'No entry fits these filters. Take one away.', zh: '没有符合筛选条件的记录，请减少条件。' },
  when: { en: 'When', zh: '时间' },
  who: { en: 'Who', zh: '操作者' },
  whoExample: { en: 'account or key', zh: '账号或密钥名称' },
  what: { en: 'Operation', zh: '操作' },
  since: { en: 'Since', zh: '时间范围' },
  span: {
    en: (hours: string) =>
      ({ '1': 'the last hour', '24': 'the last day', '168': 'the last 7 days', '720': 'the last 30 days' })[hours] ??
      'the beginning',
    zh: (hours: string) =>
      ({ '1': '最近 1 小时', '24': '最近 1 天', '168': '最近 7 天', '720': '最近 30 天' })[hours] ?? '全部',
  },
  app: { en: 'App', zh: '应用' },
  touched: { en: 'What was given', zh: '涉及内容' },
  outcome: { en: 'Outcome', zh: '结果' },
  done: { en: 'done', zh: '已完成' },
  refused: { en: 'refused', zh: '被拒绝' },
  failed: { en: 'failed', zh: '失败' },
  address: { en: 'From', zh: '来源地址' },
  account: { en: 'an account', zh: '账号' },
  key: { en: 'an API key', zh: 'API 密钥' },
  operator: { en: 'the operator’s key', zh: '运维密钥' },
  unknown: { en: 'unknown', zh: '未知' },
  nobody: { en: 'nobody who is known', zh: '未知身份' },
  members: { en: 'Members given', zh: '给出的字段' },
  membersNote: { en: 'Names only.', zh: '仅名称。' },
  nothing: { en: 'none', zh: '无' },
  endedAt: { en: 'Ended', zh: '结束于' },
  hash: { en: 'Hash', zh: '哈希' },
  hashNote: {
    en: 'SHA-256 over this entry and the hash of the one before it.',
    zh: '对本条记录与上一条哈希计算的 SHA-256。',
  },
  check: { en: 'Check the chain', zh: '校验哈希链' },
  checking: { en: 'Reading every entry…', zh: '正在读取每条记录…' },
  holds: {
    en: (count: string) => `The chain holds: ${count} entries, none changed or removed.`,
    zh: (count: string) => `校验通过：共 ${count} 条记录，没有改动或删除。`,
  },
  changed: {
    en: (seq: number) => `Entry ${seq} is not what was written. Look at who could write to the database.`,
    zh: (seq: number) => `第 ${seq} 条记录与写入时不同。请检查谁可以写入数据库。`,
  },
  missing: {
    en: (seq: number) => `Before entry ${seq} one or more are missing. Look at who could write to the database.`,
    zh: (seq: number) => `第 ${seq} 条之前缺少记录。请检查谁可以写入数据库。`,
  },
  unlinked: {
    en: (seq: number) => `Entry ${seq} follows another one than is there. Look at who could write to the database.`,
    zh: (seq: number) => `第 ${seq} 条记录与其上一条不相连。请检查谁可以写入数据库。`,
  },
  head: { en: 'Last hash', zh: '末条哈希' },
  headNote: {
    en: 'Kept elsewhere, it proves later that nothing before it was exchanged or cut off.',
    zh: '另行保存后，可在日后证明此前的记录未被替换或截断。',
  },
})
