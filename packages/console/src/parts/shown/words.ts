// What a drawn notification says besides its own texts.
import { wordsOf } from '../../words/words.ts'

/** Both languages. */
export const words = wordsOf({
  notification: {
    en: (screen: string, title: string) => `Notification on ${screen}: ${title}`,
    zh: (screen: string, title: string) => `${screen} 上的通知：${title}`,
  },
  now: { en: 'now', zh: '现在' },
  minutes: { en: (n: number) => `${n} min ago`, zh: (n: number) => `${n} 分钟前` },
  hours: { en: (n: number) => `${n} h ago`, zh: (n: number) => `${n} 小时前` },
  days: { en: (n: number) => `${n} d ago`, zh: (n: number) => `${n} 天前` },
  badge: { en: (text: string) => `Number on the icon: ${text}`, zh: (text: string) => `角标数字：${text}` },
  picture: { en: 'Picture', zh: '图片' },
  sound: { en: 'Sound', zh: '声音' },
  channel: { en: 'Channel', zh: '渠道' },
  tap: { en: 'Tap', zh: '点击' },
  opensApp: { en: 'opens the app', zh: '打开应用' },
  opensUrl: { en: (target: string) => `opens ${target}`, zh: (target: string) => `打开 ${target}` },
  opensPage: { en: (target: string) => `opens the page ${target}`, zh: (target: string) => `打开页面 ${target}` },
  noTitle: { en: 'no title', zh: '无标题' },
})
