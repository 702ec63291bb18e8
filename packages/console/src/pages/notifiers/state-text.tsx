// A notifier's state, credential's date and last check in words, with icon and, where it ends by itself, a countdown.
import { Text, Tooltip } from '@mantine/core'
import type { NotifierStatesNotifier } from '@posthouse/client/rest'
import { State } from '../../parts/outcome.tsx'
import type { Tone } from '../../parts/tone.ts'
import { exactText, instantText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { countdownText } from './countdown.ts'
import { daysLeft, expiryTone, standingOf, worstOf } from './state.ts'
import { words } from './words.ts'

/** Whether it is used, and what stands in the way. */
export function StateText({ notifier, now }: { readonly notifier: NotifierStatesNotifier; readonly now: number }) {
  const t = useWords(words)
  const { name, tone, leftMs } = standingOf(notifier, now)
  const left = leftMs === undefined ? '' : ` · ${countdownText(leftMs)}`
  return <State tone={tone}>{`${t[name]}${left}`}</State>
}

/** Nothing to look at. */
function Quiet({ children }: { readonly children: string }) {
  return (
    <Text span inherit c="dimmed">
      {children}
    </Text>
  )
}

/** When the credential ends. */
export function ExpiryText({ expiresAt, now }: { readonly expiresAt: number | undefined; readonly now: number }) {
  const t = useWords(words)
  if (expiresAt === undefined) return <Quiet>{t.noDate}</Quiet>
  const text = expiresAt <= now ? t.ended : t.endsIn(daysLeft(expiresAt, now))
  return (
    <Tooltip label={exactText(expiresAt)}>
      <span>
        <State tone={expiryTone(expiresAt, now)}>{text}</State>
      </span>
    </Tooltip>
  )
}

const tones = { ok: 'fine', warn: 'warn', error: 'bad' } as const satisfies Record<string, Tone>
const found = { ok: 'wellFound', warn: 'warnFound', error: 'errorFound' } as const

/** What the last check came to. */
export function CheckText({ check }: Pick<NotifierStatesNotifier, 'check'>) {
  const t = useWords(words)
  const language = useLanguage()
  if (!check) return <Quiet>{t.never}</Quiet>
  if (!check.isCurrent) return <State tone="quiet">{t.outdated}</State>
  const worst = worstOf(check.findings)
  return (
    <Tooltip label={exactText(check.at)}>
      <span>
        <State tone={tones[worst]}>{`${t[found[worst]]} · ${instantText(check.at, Date.now(), language)}`}</State>
      </span>
    </Tooltip>
  )
}
