// Why one device would be treated as it would by one strategy: the way, or the reason with its next step.
import { Stack, Text } from '@mantine/core'
import { namedText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { Instant } from '../instant.tsx'
import { State } from '../outcome.tsx'
import type { DryDelivery, Rendering } from './dry-run.ts'
import { words } from './words.ts'

/** What is explained. */
export interface DecisionProps {
  readonly delivery: DryDelivery
  readonly thenOnline: boolean
  readonly rendering: Rendering | undefined
}

/** A few sentences. */
export function Decision({ delivery, thenOnline, rendering }: DecisionProps) {
  const t = useWords(words)
  const say = useBilingual()
  const language = useLanguage()
  const { channel, notifier = '', notBefore, reason } = delivery
  if (channel === 'none' && reason) {
    return (
      <Stack gap={2}>
        <Text size="sm" component="div">
          <State tone="quiet">{t.skipped}</State> {say(reason.text)} <code>{reason.code}</code>
        </Text>
        <Text size="sm">{namedText(t.toDo, say(reason.fix), language)}</Text>
      </Stack>
    )
  }
  return (
    <Text size="sm" component="div">
      <State tone="fine">{channel === 'online' ? t.online : t.vendor}</State>{' '}
      {channel === 'online' ? t.byOnline : t.byVendor(rendering ? say(rendering.brand) : '', notifier)}
      {notBefore !== undefined && (
        <>
          {' '}
          {t.waitsUntil} <Instant at={notBefore} />
        </>
      )}
      {channel === 'vendor' && thenOnline && ` ${t.thenOnline}`}
    </Text>
  )
}
