// The final word on a delivery, and other states, as icon and word; colour only underlines them.
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconClock, IconHelpCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useWords, wordsOf } from '../words/words.ts'
import styles from './outcome.module.css'
import type { Tone } from './tone.ts'

const icons = { fine: IconCircleCheck, warn: IconHelpCircle, bad: IconCircleX, quiet: IconCircleMinus } as const

/** A word with its icon. */
export function State({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  const Icon = icons[tone]
  return (
    <span className={styles['state']} data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden />
      {children}
    </span>
  )
}

/** Something that is not finished. */
export function Pending({ children }: { readonly children: ReactNode }) {
  return (
    <span className={styles['state']} data-tone="quiet">
      <IconClock size={14} stroke={2} aria-hidden />
      {children}
    </span>
  )
}

const words = wordsOf({
  success: { en: 'accepted', zh: '已受理' },
  fail: { en: 'rejected', zh: '被拒绝' },
  error: { en: 'unknown', zh: '结果未知' },
  skipped: { en: 'skipped', zh: '已跳过' },
  open: { en: 'waiting', zh: '等待中' },
})

/** The states of a delivery. */
export type OutcomeName = keyof typeof words

const tones = { success: 'fine', fail: 'bad', error: 'warn', skipped: 'quiet', open: 'quiet' } as const

/** What became of a delivery. */
export function Outcome({ is }: { readonly is: OutcomeName }) {
  const t = useWords(words)
  return is === 'open' ? <Pending>{t.open}</Pending> : <State tone={tones[is]}>{t[is]}</State>
}
