// The request that a vendor would get: headers and body as they go on the wire, and how much of the limit they take.
import { Stack, Text } from '@mantine/core'
import { countText, durationText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { JsonView } from '../json-view.tsx'
import type { Rendering } from './dry-run.ts'
import styles from './vendor-request.module.css'
import { words } from './words.ts'

/** Draws it. */
export function VendorRequest({ request }: { readonly request: NonNullable<Rendering['request']> }) {
  const t = useWords(words)
  const language = useLanguage()
  const { headers, body, bytes, bytesMax, ttlMs } = request
  const used = Math.min(1, bytes / bytesMax)
  const sums = t.bytes(countText(bytes, language), countText(bytesMax, language))
  return (
    <Stack gap={6}>
      <div className={styles['sums']}>
        <meter
          className={styles['meter']}
          min={0}
          max={bytesMax}
          value={bytes}
          data-near={used >= 0.9}
          aria-label={sums}
        />
        <Text size="xs" c="dimmed">
          {sums} · {t.kept(durationText(ttlMs, language))}
        </Text>
      </div>
      {Object.keys(headers).length > 0 && <JsonView value={headers} label={t.headers} />}
      <JsonView value={body} label={t.body} />
    </Stack>
  )
}
