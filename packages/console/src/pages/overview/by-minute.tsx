// The last hour as a table: what the lines show, in numbers, of one vendor or of all.
import { Drawer, NativeSelect, Text } from '@mantine/core'
import type { OverviewOfAppReply } from '@posthouse/client/rest'
import { useState } from 'react'
import { useVendorNames } from '../../parts/vendor-names.ts'
import { countText, durationText, minuteText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { countsOf, providersOf } from './figures.ts'
import styles from './overview.module.css'
import { words } from './words.ts'

const columns = ['targeted', 'success', 'fail', 'error'] as const

/** What the drawer is given. */
export interface ByMinuteProps {
  readonly seen: OverviewOfAppReply
  readonly opened: boolean
  readonly onClose: () => void
}

/** A drawer with the table. */
export function ByMinute({ seen, opened, onClose }: ByMinuteProps) {
  const t = useWords(words)
  const nameOf = useVendorNames()
  const [provider, setProvider] = useState('')
  const { minutes } = seen.hour
  const choices = providersOf(minutes).map(value => ({ value, label: nameOf(value) }))
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size="lg" title={t.byMinute}>
      <Text size="sm" c="dimmed" mb="sm">
        {t.minutesNote}
      </Text>
      <NativeSelect
        mb="sm"
        label={t.vendor}
        value={provider}
        onChange={event => setProvider(event.currentTarget.value)}
        data={[{ value: '', label: t.all }, ...choices]}
      />
      <Table minutes={minutes} {...(provider === '' ? {} : { provider })} />
    </Drawer>
  )
}

function Table({
  minutes,
  provider,
}: {
  readonly minutes: OverviewOfAppReply['hour']['minutes']
  readonly provider?: string
}) {
  const t = useWords(words)
  const language = useLanguage()
  const time = (ms: number | undefined): string => (ms === undefined ? '–' : durationText(ms, language))
  return (
    <table className={styles['list']}>
      <thead>
        <tr>
          <th scope="col">{t.minute}</th>
          {columns.map(column => (
            <th key={column} scope="col" data-align="right">
              {t[column]}
            </th>
          ))}
          {provider === undefined && <th scope="col" data-align="right">{`p50`}</th>}
          {provider === undefined && <th scope="col" data-align="right">{`p99`}</th>}
        </tr>
      </thead>
      <tbody>
        {minutes.toReversed().map(minute => {
          const counts = countsOf(minute, provider)
          return (
            <tr key={minute.at} data-quiet={counts.targeted === 0}>
              <th scope="row">{minuteText(minute.at)}</th>
              {columns.map(column => (
                <td key={column} data-align="right">
                  {countText(counts[column], language)}
                </td>
              ))}
              {provider === undefined && <td data-align="right">{time(minute.p50Ms)}</td>}
              {provider === undefined && <td data-align="right">{time(minute.p99Ms)}</td>}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
