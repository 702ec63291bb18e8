// How far the deliveries of today got, as a table whose cells are bars; what a vendor does not report is hatched.
import type { OverviewOfAppReply } from '@posthouse/client/rest'
import { Card } from '../../parts/card.tsx'
import { ScrollBox } from '../../parts/scroll-box.tsx'
import { useVendorNames } from '../../parts/vendor-names.ts'
import { countText, shareText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { type FunnelRow, funnelRows, type StageCount, stages } from './funnel.ts'
import { Nothing } from './nothing.tsx'
import styles from './overview.module.css'
import { words } from './words.ts'

const heads = {
  targeted: 'targeted',
  sent: 'sent',
  accepted: 'acceptedStage',
  arrived: 'arrived',
  clicked: 'clicked',
} as const

/** The funnel. */
export function Funnel({ seen }: { readonly seen: OverviewOfAppReply }) {
  const t = useWords(words)
  const { today } = seen
  return (
    <Card title={t.today} actions={<span className={styles['aside']}>{t.todayNote}</span>}>
      {today.all.targeted === 0 && Object.keys(today.byProvider).length === 0 ? (
        <Nothing text={t.nothingToday} next={{ to: '/send', word: t.send }} />
      ) : (
        <ScrollBox className={styles['scroll']} label={t.today}>
          <table className={styles['funnel']}>
            <thead>
              <tr>
                <th scope="col">{t.vendor}</th>
                {stages.map(stage => (
                  <th key={stage} scope="col">
                    {t[heads[stage]]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {funnelRows(today).map(row => (
                <Row key={row.provider ?? ''} row={row} />
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </Card>
  )
}

function Row({ row: { provider, counts } }: { readonly row: FunnelRow }) {
  const t = useWords(words)
  const nameOf = useVendorNames()
  const vendor = provider === undefined ? t.all : nameOf(provider)
  return (
    <tr data-all={provider === undefined}>
      <th scope="row">{vendor}</th>
      {counts.map(one => (
        <Cell key={one.stage} vendor={vendor} hasVendor={provider !== 'none'} {...one} />
      ))}
    </tr>
  )
}

interface CellProps extends StageCount {
  readonly vendor: string
  /** Where there is none, nobody could report anything. */
  readonly hasVendor: boolean
}

function Cell({ stage, count, share, vendor, hasVendor }: CellProps) {
  const t = useWords(words)
  const language = useLanguage()
  if (count === undefined && !hasVendor) return <td className={styles['unreported']}>–</td>
  if (count === undefined)
    return (
      <td title={t.unreportedBy(vendor)}>
        <div className={styles['unreported']}>{t.unreported}</div>
        <div className={styles['hatched']} />
      </td>
    )
  return (
    <td>
      <div className={styles['count']}>
        {countText(count, language)}
        {stage !== 'targeted' && count > 0 && <span>{shareText(share, 1, language)}</span>}
      </div>
      <div className={styles['track']}>
        <div className={styles['bar']} data-stage={stage} style={{ width: `${share * 100}%` }} />
      </div>
    </td>
  )
}
