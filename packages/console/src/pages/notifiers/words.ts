// The words of the notifiers' pages.
import { wordsOf } from '../../words/words.ts'

/** In both languages. */
export const words = wordsOf({
  title: { en: 'Notifiers', zh: '推送证书' },
  lead: {
    en: 'The vendor credentials of this app. Devices are bound to a notifier by its name; a secret goes in and never comes out.',
    zh: '本应用的厂商凭据。设备通过名称绑定到推送证书；密钥只进不出。',
  },
  add: { en: 'Add a notifier', zh: '添加推送证书' },
  none: {
    en: 'This app has no notifier yet, so nothing can be pushed. Add the credential of the first phone maker.',
    zh: '本应用还没有推送证书，因此无法推送。请添加第一个手机厂商的凭据。',
  },
  noneFound: {
    en: 'No notifier fits the filter. Clear it to see all.',
    zh: '没有符合筛选条件的推送证书，请清除筛选条件。',
  },
  clear: { en: 'Clear the filter', zh: '清除筛选' },
  search: { en: 'Name, vendor or package', zh: '名称、厂商或包名' },
  all: { en: 'All', zh: '全部' },
  attention: { en: 'Needs attention', zh: '需要处理' },
  name: { en: 'Name', zh: '名称' },
  vendor: { en: 'Vendor', zh: '厂商' },
  package: { en: 'Package', zh: '包名' },
  state: { en: 'State', zh: '状态' },
  credential: { en: 'Credential', zh: '凭据' },
  check: { en: 'Last check', zh: '上次检查' },
  bindings: { en: 'Bindings', zh: '推送绑定' },
  development: { en: 'development', zh: '开发环境' },
  production: { en: 'production', zh: '生产环境' },
  fine: { en: 'in use', zh: '使用中' },
  throttled: { en: 'paused, vendor busy', zh: '暂停：厂商繁忙' },
  quota: { en: 'paused, quota used up', zh: '暂停：配额用尽' },
  refused: { en: 'paused, credential refused', zh: '暂停：凭据被拒绝' },
  disabled: { en: 'disabled', zh: '未启用' },
  banned: { en: 'banned', zh: '已封禁' },
  never: { en: 'never', zh: '未检查' },
  outdated: { en: 'changed since', zh: '此后有修改' },
  wellFound: { en: 'well', zh: '正常' },
  warnFound: { en: 'warning', zh: '有警告' },
  errorFound: { en: 'error', zh: '有错误' },
  noDate: { en: 'no expiry', zh: '无到期日' },
  endsIn: {
    en: (days: number) => (days === 1 ? 'ends in 1 day' : `ends in ${days} days`),
    zh: (days: number) => `${days} 天后到期`,
  },
  ended: { en: 'has ended', zh: '已到期' },
  atLeast: { en: (count: string) => `over ${count}`, zh: (count: string) => `超过 ${count}` },
})
