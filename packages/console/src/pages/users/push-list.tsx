// The last pushes to a user, each with what became of it on each device, in words.
import { Text } from '@mantine/core'
import { segment } from '../../api/place.ts'
import { Instant } from '../../parts/instant.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Outcome } from '../../parts/outcome.tsx'
import { useVendorNames } from '../../parts/vendor-names.ts'
import { shortened } from '../../words/formats.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { grouped, type OutcomeGroup } from './outcomes.ts'
import type { PersonPush } from './queries.ts'
import styles from './users.module.css'
import { personWords } from './words.ts'

/** The list, newest first. */
export function PushList({ pushes }: { readonly pushes: readonly PersonPush[] }) {
  const t = useWords(personWords)
  if (pushes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t.noPushes}
      </Text>
    )
  return (
    <ul className={styles['pushes']}>
      {pushes.map(push => (
        <PushLine key={push.msgId} push={push} />
      ))}
    </ul>
  )
}

function PushLine({ push }: { readonly push: PersonPush }) {
  const t = useWords(personWords)
  const { msgId, acceptedAt, source, title, taskId, outcomes } = push
  return (
    <li>
      <div className={styles['pushHead']}>
        <Instant at={acceptedAt} c="dimmed" className={styles['when'] ?? ''} />
        <AppLink to={`/messages/${segment(msgId)}`}>{title === '' ? msgId : title}</AppLink>
        <Text span size="xs" c="dimmed">
          {taskId === undefined ? source : t.task}
        </Text>
      </div>
      <ul className={styles['outcomes']}>
        {grouped(outcomes).map(group => (
          <OutcomeLine key={group.first.deviceId} group={group} />
        ))}
      </ul>
    </li>
  )
}

function OutcomeLine({ group: { first, devices } }: { readonly group: OutcomeGroup }) {
  const t = useWords(personWords)
  const bilingual = useBilingual()
  const vendorName = useVendorNames()
  const { deviceId, provider, status, text, fix } = first
  const isSkipped = status === 'fail' && (provider === undefined || deviceId === '')
  return (
    <li>
      <Outcome is={isSkipped ? 'skipped' : (status ?? 'open')} />
      <span className={styles['device']} title={deviceId}>
        {devices > 1 ? t.many(devices) : deviceId === '' ? t.wholePush : shortened(deviceId, 16)}
        {provider === undefined || devices > 1 ? '' : ` · ${vendorName(provider)}`}
      </span>
      <span className={styles['why']}>
        {text === undefined ? t.waiting : bilingual(text)}
        {fix !== undefined && <span className={styles['fix']}>{t.whatToDo(bilingual(fix))}</span>}
      </span>
    </li>
  )
}
