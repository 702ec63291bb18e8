// What Huawei counts a message as by its category (spec/vendors.md §3.5, §3.9).
import type { Bilingual } from '../bilingual.ts'

/** What a day allows of a message of this category; undefined where it counts against no share. Without a category it is marketing. */
export function marketingCost(category: unknown): Bilingual | undefined {
  return category === undefined || category === 'MARKETING' ? COST : undefined
}

const COST: Bilingual = {
  en: 'marketing, of which a device gets 2 or 5 a day, depending on the kind of app',
  zh: '资讯营销类消息，每台设备每天最多 2 条或 5 条（取决于应用类型）',
}
