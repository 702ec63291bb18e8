// What must be known of a request that is shown: that it was rendered again, how large it is, and whether it may have been another.
import { Text } from '@mantine/core'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import type { Line } from './lanes.ts'
import { words } from './words.ts'

/** The note above payload and headers. */
export function RequestNote({ request }: { readonly request: NonNullable<Line['request']> }) {
  const t = useWords(words)
  const language = useLanguage()
  const { bytes, bytesMax, notifierChanged } = request
  return (
    <Text size="xs" c="dimmed" mb={4}>
      {t.bytes(countText(bytes, language), countText(bytesMax, language))} · {t.renderedAgain}
      {notifierChanged && <> {t.notifierChanged}</>}
    </Text>
  )
}
