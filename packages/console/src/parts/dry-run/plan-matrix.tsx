// Devices by strategies: at a glance, what a push of each strategy would do for each device. A cell is a button that shows its reason.
import { IconBan, IconClock, IconDeviceMobileMessage, IconWifi } from '@tabler/icons-react'
import { useWords } from '../../words/words.ts'
import { useStrategyNames } from '../strategies.ts'
import type { DryDelivery, PlanRow, StrategyPlan } from './dry-run.ts'
import styles from './plan-matrix.module.css'
import { words } from './words.ts'

/** A cell of the matrix. */
export interface Chosen {
  readonly deviceId: string | undefined
  readonly strategy: number
}

/** What a matrix is given. */
export interface PlanMatrixProps {
  readonly plans: readonly StrategyPlan[]
  readonly rows: readonly PlanRow[]
  readonly chosen: Chosen
  readonly onChoose: (cell: Chosen) => void
}

/** The matrix as a table. */
export function PlanMatrix({ plans, rows, chosen, onChoose }: PlanMatrixProps) {
  const t = useWords(words)
  const nameOf = useStrategyNames()
  return (
    <div className={styles['frame']}>
      <table className={styles['matrix']} aria-label={t.plan}>
        <thead>
          <tr>
            <th scope="col">{t.device}</th>
            {plans.map(({ strategy }) => (
              <th key={strategy} scope="col" data-chosen={strategy === chosen.strategy}>
                <b>{strategy}</b>
                <span>{nameOf(strategy)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ deviceId, cells }) => (
            <tr key={deviceId ?? ''}>
              <th scope="row">{deviceId ?? t.wholeUser}</th>
              {plans.map(({ strategy }, at) => {
                const cell = cells[at]
                if (!cell) return <td key={strategy} />
                const isChosen = deviceId === chosen.deviceId && strategy === chosen.strategy
                const label = t.showWhy(deviceId ?? t.wholeUser, strategy, t[wordOf(cell)])
                return (
                  <td key={strategy}>
                    <button
                      type="button"
                      aria-pressed={isChosen}
                      aria-label={label}
                      data-channel={cell.channel}
                      onClick={() => onChoose({ deviceId, strategy })}
                    >
                      <CellIcon cell={cell} />
                      {t[wordOf(cell)]}
                    </button>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function CellIcon({ cell }: { readonly cell: DryDelivery }) {
  const icons = { vendor: IconDeviceMobileMessage, online: IconWifi, waits: IconClock, skipped: IconBan } as const
  const Icon = icons[wordOf(cell)]
  return <Icon size={14} stroke={1.8} aria-hidden />
}

function wordOf({ channel, notBefore }: DryDelivery): 'vendor' | 'online' | 'waits' | 'skipped' {
  if (channel === 'online') return 'online'
  if (channel === 'none') return 'skipped'
  return notBefore === undefined ? 'vendor' : 'waits'
}
