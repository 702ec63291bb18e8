// One lane: the device with its notifier and final word, and its lines in order.
import { Group, Text } from '@mantine/core'
import { segment } from '../../api/place.ts'
import { AppLink } from '../../parts/link.tsx'
import { Outcome } from '../../parts/outcome.tsx'
import { useVendorNames } from '../../parts/vendor-names.ts'
import { useWords } from '../../words/words.ts'
import type { Lane } from './lanes.ts'
import { LineView } from './line.tsx'
import styles from './messages.module.css'
import { words } from './words.ts'

/** A lane as a section of the page. */
export function LaneCard({ lane }: { readonly lane: Lane }) {
  const t = useWords(words)
  const vendorName = useVendorNames()
  const { deviceId, head, lines } = lane
  const label = deviceId ?? t.wholePush
  const isSkipped = head?.status === 'fail' && head.attempts === 0
  return (
    <section className={styles['lane']} aria-label={label}>
      <Group className={styles['laneHead'] ?? ''} justify="space-between" gap="xs">
        <Group gap="xs" wrap="wrap">
          <h2>{label}</h2>
          {head?.provider !== undefined && <Text c="dimmed">{vendorName(head.provider)}</Text>}
          {head?.notifier !== undefined && (
            <AppLink to={`/notifiers/${segment(head.notifier)}`} title={t.openNotifier}>
              {head.notifier}
            </AppLink>
          )}
          {head?.fingerprint !== undefined && <code className={styles['print']}>{head.fingerprint}</code>}
        </Group>
        {head !== undefined && (
          <Group gap="xs">
            {head.attempts > 0 && <Text c="dimmed">{t.attempts(head.attempts)}</Text>}
            <Outcome is={isSkipped ? 'skipped' : (head.status ?? 'open')} />
          </Group>
        )}
      </Group>
      <ol className={styles['lines']}>
        {lines.map((line, at) => (
          // Lines have no id; their order is that of the record and only grows at the end of an instant.
          <LineView key={`${line.at} ${line.kind} ${line.callback?.id ?? ''} ${String(at)}`} line={line} />
        ))}
      </ol>
    </section>
  )
}
