// What waits, and for how long.
import type { OverviewOfAppReply } from '@posthouse/client/rest'
import { Card } from '../../parts/card.tsx'
import { countText, durationText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import styles from './overview.module.css'
import { words } from './words.ts'

const kinds = [
  ['pushes', 'pushes'],
  ['pages', 'pages'],
  ['deliveries', 'retries'],
  ['handovers', 'handovers'],
] as const

/** The queues. */
export function Queues({ seen: { queues, at } }: { readonly seen: OverviewOfAppReply }) {
  const t = useWords(words)
  const language = useLanguage()
  return (
    <Card title={t.waiting}>
      <table className={styles['list']}>
        <thead>
          <tr>
            <th scope="col">{t.queue}</th>
            <th scope="col" data-align="right">
              {t.count}
            </th>
            <th scope="col" data-align="right">
              {t.age}
            </th>
          </tr>
        </thead>
        <tbody>
          {kinds.map(([kind, word]) => {
            const { waiting, oldestAt } = queues[kind]
            return (
              <tr key={kind}>
                <th scope="row">{t[word]}</th>
                <td data-align="right">{`${countText(waiting, language)}${waiting >= queues.countedMax ? '+' : ''}`}</td>
                <td data-align="right">
                  {oldestAt === undefined ? '–' : durationText(Math.max(0, at - oldestAt), language)}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Card>
  )
}
