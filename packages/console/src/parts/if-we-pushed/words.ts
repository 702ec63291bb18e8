// What the card "if we pushed now" says.
import { wordsOf } from '../../words/words.ts'

/** Both languages. */
export const words = wordsOf({
  title: { en: 'If we pushed now', zh: '如果现在推送' },
  lead: {
    en: 'Each strategy for each device, decided as a push of this moment would be. Nothing is sent.',
    zh: '按此刻推送的规则，逐台设备、逐个策略给出结果。不会发送任何内容。',
  },
  category: { en: 'Category', zh: '消息分类' },
  ofApp: { en: 'as the app says', zh: '使用应用默认' },
  sampleTitle: { en: 'Li', zh: '小李' },
  sampleContent: { en: 'See you at eight?', zh: '八点见？' },
  again: { en: 'Ask again', zh: '重新查询' },
  toSend: { en: 'Open in Send', zh: '在“在线调试”中打开' },
  noDevice: {
    en: 'This device is not bound to any notifier, so no strategy looks at it.',
    zh: '该设备没有推送绑定，任何策略都不会推送到它。',
  },
  choose: { en: 'Choose a cell to see why.', zh: '点击单元格查看原因。' },
})

/** The categories by the names that a push has them by. */
export const categoryWords = wordsOf({
  im: { en: 'im – chat', zh: 'im – 聊天' },
  call: { en: 'call – call invitation', zh: 'call – 呼叫邀请' },
  service: { en: 'service – orders, logins, reminders', zh: 'service – 订单、登录、提醒' },
  marketing: { en: 'marketing – news, offers', zh: 'marketing – 资讯、营销' },
})
