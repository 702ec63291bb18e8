// The words of the whole server's pages.
import { wordsOf } from '../../words/words.ts'

/** See the head of the file. */
export const words = wordsOf({
  title: { en: 'Server', zh: '服务器' },
  lead: { en: 'What belongs to no single app.', zh: '不属于单个应用的内容。' },
  facts: { en: 'Facts', zh: '概况' },
  accounts: { en: 'Accounts', zh: '账号' },
  audit: { en: 'Audit', zh: '审计' },
  upkeep: { en: 'Back-up and keys', zh: '备份与密钥' },
  server: { en: 'This process', zh: '本进程' },
  version: { en: 'Version', zh: '版本' },
  database: { en: 'Database', zh: '数据库' },
  durability: { en: 'Durability', zh: '持久性' },
  durabilityIs: {
    en: 'As the database states it. A request is answered after its commit.',
    zh: '由数据库给出。请求在提交之后才得到响应。',
  },
  node: { en: 'Node number', zh: '节点编号' },
  vendors: { en: 'Vendors', zh: '厂商' },
  simulators: { en: 'local simulators: nothing reaches a real phone', zh: '本地模拟器，不会推送到真实手机' },
  real: { en: 'the real services', zh: '真实厂商服务' },
  timeZone: { en: 'Time zone', zh: '时区' },
  timeZoneIs: {
    en: 'Of start dates, quiet hours and days of statistics. Times on these pages are in your own.',
    zh: '用于定时任务、免打扰时段与统计日期。页面上的时间为您所在的时区。',
  },
  clock: { en: 'Server’s clock', zh: '服务器时间' },
  addresses: { en: 'Addresses', zh: '地址' },
  mainPort: { en: 'Apps and clients', zh: '应用与客户端' },
  mainPortIs: { en: 'REST interface, long connection, receipts of vendors.', zh: 'REST 接口、长连接与厂商回执。' },
  adminPort: { en: 'Admin and console', zh: '管理接口与控制台' },
  adminApart: {
    en: 'A port of its own: the other one does not answer this.',
    zh: '独立端口：主端口不提供管理接口与控制台。',
  },
  adminTogether: {
    en: 'The same port, on loopback. It gets one of its own as soon as --host is not loopback, or with --admin-port.',
    zh: '与主端口相同（回环地址）。--host 不是回环地址或给出 --admin-port 时使用独立端口。',
  },
  publicUrl: { en: 'Public URL', zh: '公开地址' },
  publicUrlIs: {
    en: 'What clients and vendors are told; without it vendors send no receipts.',
    zh: '告知客户端与厂商的地址；未设置时厂商不会发送回执。',
  },
  notSet: { en: 'not set (--public-url)', zh: '未设置（--public-url）' },
  today: { en: 'Today', zh: '今天' },
  todayIs: { en: 'The present UTC day, over all apps.', zh: '当前 UTC 日，所有应用合计。' },
  apps: { en: 'Apps', zh: '应用' },
  targeted: { en: 'Targeted', zh: '目标' },
  success: { en: 'Accepted', zh: '已受理' },
  fail: { en: 'Rejected', zh: '被拒绝' },
  error: { en: 'Unknown', zh: '结果未知' },
  arrived: { en: 'Arrived', zh: '已送达' },
  clicked: { en: 'Clicked', zh: '已点击' },
  backup: { en: 'Back-up', zh: '备份' },
  backupLead: {
    en: 'Writes a consistent copy of the SQLite database while it is in use, on the server’s own machine and as its own user. An existing file is never replaced. The copy is useless without master.key: keep both, apart from each other. PostgreSQL is backed up by its own tools.',
    zh: '在运行中写出一致的 SQLite 数据库副本，文件位于服务器所在机器，以服务器的用户身份写入，不会覆盖已有文件。没有 master.key 副本无法使用：请分别妥善保存。PostgreSQL 请使用其自带工具备份。',
  },
  file: { en: 'New file on the server, an absolute path', zh: '服务器上的新文件（绝对路径）' },
  writeCopy: { en: 'Write the copy', zh: '写出副本' },
  writing: { en: 'Writing. It goes on when you leave this page.', zh: '正在写出；离开本页不会中断。' },
  written: {
    en: (path: string) => `The copy is complete: ${path}. Keep master.key apart from it.`,
    zh: (path: string) => `副本已完成：${path}。请另行保存 master.key。`,
  },
  masterKey: { en: 'Master key', zh: '主密钥' },
  masterKeyLead: {
    en: 'Every stored secret is sealed under it. Replace it when somebody who could read it has left, or after a copy of it got out.',
    zh: '所有已存密钥都以它加密。有权读取它的人离开，或其副本泄露后，请更换。',
  },
  rotate: { en: 'Replace the master key', zh: '更换主密钥' },
  rotateEffect: {
    en: 'The server makes a new master.key and wraps every stored secret anew; it stays in use meanwhile. Back-ups made before need the old master.key: keep it with them. Back up the new one at once. If this is interrupted, run it again: it goes on where it stopped.',
    zh: '服务器生成新的 master.key 并重新封装所有已存密钥，期间可正常使用。此前的备份需要旧的 master.key，请一并保留；新密钥请立即备份。若中断，再次执行即可继续。',
  },
  rotateVerb: { en: 'Replace it', zh: '更换' },
  rotated: {
    en: (count: string) => `The master key is new; ${count} secrets were wrapped anew. Back up master.key now.`,
    zh: (count: string) => `主密钥已更换，重新封装了 ${count} 个密钥。请立即备份 master.key。`,
  },
})
