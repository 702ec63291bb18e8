// Who speaks with whom in the present step: five places, and the way between two of them lit up.
import { IconBell, IconBuildingBroadcastTower, IconDeviceMobile, IconServer } from '@tabler/icons-react'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { type HopPlace, hopOf, hopPlaces } from './hop.ts'
import { type Maker, makerOf, nameOf } from './makers.ts'
import { stepWords } from './step-words.ts'
import styles from './steps.module.css'

/** What is drawn. */
export interface HopsProps {
  /** 0 = none yet. */
  readonly step: number
  readonly sender: Maker['source']
  readonly receiver: Maker['source']
}

const icons = {
  sender: IconDeviceMobile,
  zim: IconServer,
  zpns: IconBell,
  vendor: IconBuildingBroadcastTower,
  receiver: IconDeviceMobile,
} as const

/** Draws them. */
export function Hops({ step, sender, receiver }: HopsProps) {
  const t = useWords(stepWords)
  const language = useLanguage()
  const hop = hopOf(step)
  const names: Readonly<Record<HopPlace, string>> = {
    sender: nameOf(sender),
    zim: 'ZIM',
    zpns: 'ZPNs',
    vendor: makerOf(receiver)?.vendor[language] ?? receiver,
    receiver: nameOf(receiver),
  }
  const told = hop === undefined ? t.hops : `${t.hops}: ${names[hop.from]} → ${names[hop.to]}`
  return (
    <div className={styles['hops']} role="img" aria-label={told}>
      {hopPlaces.map(place => {
        const Icon = icons[place]
        return (
          <span
            key={place}
            className={styles['place']}
            data-lit={hop?.from === place || hop?.to === place}
            data-end={hop?.to === place}
          >
            <Icon size={18} stroke={1.6} aria-hidden />
            <span>{names[place]}</span>
          </span>
        )
      })}
    </div>
  )
}
