// Moments and spans: short on the page, exact in the tooltip. The browser's own tooltip, because a table has hundreds of them.
import { Text, type TextProps } from '@mantine/core'
import { clockText, durationText, exactText, instantText, viewerZone } from '../words/formats.ts'
import { useLanguage } from '../words/language.ts'

/** A moment, epoch ms. `as="clock"` shows milliseconds, for lanes. */
export function Instant({
  at,
  as = 'short',
  ...rest
}: { readonly at: number; readonly as?: 'short' | 'clock' } & TextProps) {
  const language = useLanguage()
  const text = as === 'clock' ? clockText(at) : instantText(at, Date.now(), language)
  return (
    <Text
      component="time"
      span
      inherit
      dateTime={new Date(at).toISOString()}
      title={`${exactText(at)} (${viewerZone()})`}
      {...rest}
    >
      {text}
    </Text>
  )
}

/** A span of time, ms. */
export function Duration({ ms, ...rest }: { readonly ms: number } & TextProps) {
  const language = useLanguage()
  return (
    <Text span inherit {...rest}>
      {durationText(ms, language)}
    </Text>
  )
}
