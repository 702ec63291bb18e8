// Why deliveries of a task failed: each reason in words, what to do, and messages of which one may ask "why".
import { Group, Text } from '@mantine/core'
import type { TasksFailuresReply, TasksTask } from '@posthouse/client/rest'
import { Card } from '../../parts/card.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useVendorNames } from '../../parts/vendor-names.ts'
import { shortened } from '../../words/formats.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { useTaskFailures } from './queries.ts'
import { Count } from './state-text.tsx'
import { taskWords } from './task-words.ts'
import styles from './tasks.module.css'

/** The reasons, the most frequent first. */
export function Reasons({ task }: { readonly task: TasksTask }) {
  const t = useWords(taskWords)
  const query = useTaskFailures(task)
  const { rejected, skipped, unknown } = task.statistics.all
  return (
    <Card title={t.reasons}>
      {rejected + skipped + unknown === 0 ? (
        <Text size="sm" c="dimmed">
          {t.noReasons}
        </Text>
      ) : (
        <Loaded query={query}>
          {failures => (
            <ul className={styles['reasons']}>
              {failures.map(failure => (
                <Reason key={`${failure.status} ${failure.reason}`} failure={failure} />
              ))}
            </ul>
          )}
        </Loaded>
      )}
    </Card>
  )
}

function Reason({ failure }: { readonly failure: TasksFailuresReply['failures'][number] }) {
  const t = useWords(taskWords)
  const bilingual = useBilingual()
  const vendorName = useVendorNames()
  const { count, text, fix, examples, byProvider } = failure
  const vendors = Object.keys(byProvider).filter(provider => provider !== 'none')
  return (
    <li className={styles['reason']}>
      <span className={styles['many']}>
        <Count of={count} />
      </span>
      <div>
        <Text size="sm">
          {bilingual(text)}
          {vendors.length > 0 && (
            <Text span inherit c="dimmed">
              {` ${vendors.map(vendorName).join(', ')}`}
            </Text>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {t.fix} {bilingual(fix)}
        </Text>
        {examples.length > 0 && (
          <Group gap="xs" mt={2}>
            <Text size="xs" c="dimmed">
              {t.examples}
            </Text>
            {examples.map(id => (
              <AppLink key={id} to={`/messages/${id}`} size="xs" ff="monospace" title={t.example(id)}>
                {shortened(id, 12)}
              </AppLink>
            ))}
          </Group>
        )}
      </div>
    </li>
  )
}
