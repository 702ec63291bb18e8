// The words of a notifier's form.
import { wordsOf } from '../../words/words.ts'

/** In both languages. */
export const formWords = wordsOf({
  addTitle: { en: 'Add a notifier', zh: '添加推送证书' },
  editTitle: { en: (name: string) => `Edit ${name}`, zh: (name: string) => `编辑 ${name}` },
  chooseVendor: { en: 'Which phone maker or service?', zh: '选择手机厂商或服务' },
  credential: { en: 'Credential', zh: '凭据' },
  settings: { en: 'How its notifications look and behave', zh: '通知的样式与行为' },
  settingsNote: { en: 'All of it can be left out.', zh: '均可留空。' },
  kept: { en: 'Stored and not shown; leave it empty to keep it.', zh: '已存储且不显示；留空则保持不变。' },
  keptFile: {
    en: (name: string) => `${name} is stored. Choose another file to replace it.`,
    zh: (name: string) => `已存储 ${name}。选择其他文件即可更换。`,
  },
  keptSome: { en: 'A file is stored. Choose another one to replace it.', zh: '已存储文件。选择其他文件即可更换。' },
  notSet: { en: 'not set', zh: '未设置' },
  on: { en: 'on', zh: '开' },
  off: { en: 'off', zh: '关' },
  drop: { en: 'Drop the file here, or', zh: '将文件拖放到此处，或' },
  choose: { en: 'Choose a file', zh: '选择文件' },
  ends: {
    en: (endings: string, kib: number) => `${endings}, at most ${kib} KiB`,
    zh: (endings: string, kib: number) => `${endings}，不超过 ${kib} KiB`,
  },
  takeOut: { en: (name: string) => `Take out ${name}`, zh: (name: string) => `移除 ${name}` },
  bytes: { en: (count: string) => `${count} bytes`, zh: (count: string) => `${count} 字节` },
  ending: {
    en: (endings: string) => `This is not a file of the right kind: its name must end in ${endings}.`,
    zh: (endings: string) => `文件类型不符：文件名须以 ${endings} 结尾。`,
  },
  size: { en: (kib: number) => `The file is larger than ${kib} KiB.`, zh: (kib: number) => `文件超过 ${kib} KiB。` },
  empty: { en: 'The file is empty.', zh: '文件为空。' },
  unreadable: { en: 'The browser could not read the file. Choose it again.', zh: '浏览器无法读取该文件，请重新选择。' },
  required: { en: 'This is needed.', zh: '此项必填。' },
  example: { en: (text: string) => `e.g. ${text}`, zh: (text: string) => `例如 ${text}` },
  save: { en: 'Save', zh: '保存' },
  create: { en: 'Add', zh: '添加' },
  cancel: { en: 'Cancel', zh: '取消' },
  guide: {
    en: 'The server opens the credential before it stores it, so a wrong one is refused here and not at the first push.',
    zh: '服务器在存储前会先打开凭据，因此错误的凭据会在此处被拒绝，而不会等到第一次推送。',
  },
})
