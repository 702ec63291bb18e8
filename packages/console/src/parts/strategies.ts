// The strategies of pushes by name (seed 002).
import { useWords, wordsOf } from '../words/words.ts'

const words = wordsOf({
  0: { en: 'vendor channel first, else online', zh: '厂商通道优先，失败转在线通道' },
  1: { en: 'online channel only', zh: '仅在线通道' },
  2: { en: 'vendor channel only', zh: '仅厂商通道' },
  3: { en: 'online when online, else vendor', zh: '在线走在线通道，离线走厂商通道' },
  4: { en: 'online users only', zh: '仅在线用户' },
})

/** All that there are, by their number. */
export const strategies = [0, 1, 2, 3, 4] as const

/** The name of a strategy; of one that the console does not know yet, nothing. */
export function useStrategyNames(): (strategy: number) => string {
  const t = useWords(words)
  return strategy => (Object.hasOwn(t, strategy) ? t[strategy as keyof typeof t] : '')
}

/** A strategy with its number, as callers write it: `2 · vendor channel only`. */
export function useNumberedStrategies(): (strategy: number) => string {
  const nameOf = useStrategyNames()
  return strategy => [String(strategy), nameOf(strategy)].filter(text => text !== '').join(' · ')
}
