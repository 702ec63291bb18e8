// A phone as it is held: the bar above, and below it the lock screen or the app, which runs on behind the lock screen until it is killed.
import { IconPlane, IconWifi } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { minuteText } from '../../words/formats.ts'
import { useWords } from '../../words/words.ts'
import { HeadsUp } from './heads-up.tsx'
import { LockScreen } from './lock-screen.tsx'
import type { Maker } from './makers.ts'
import styles from './phones.module.css'
import { useHandset, usePhones } from './sandbox-context.tsx'
import { words } from './words.ts'

/** Draws it. */
export function Screen({ maker }: { readonly maker: Maker }) {
  const t = useWords(words)
  const phone = useHandset(maker.source)
  const now = useNow()
  return (
    <section className={styles['phone']} data-skin={maker.skin} aria-label={t.screenOf(maker.model)}>
      <StatusBar maker={maker} now={now} />
      <div className={styles['glass']}>
        {phone.isRunning && <AppFrame key={phone.starts} maker={maker} isFront={phone.isFront} />}
        {phone.isFront ? <HeadsUp maker={maker} now={now} /> : <LockScreen maker={maker} now={now} />}
      </div>
    </section>
  )
}

/** The app: a page of its own, which ends as a process does when it is taken away. */
function AppFrame({ maker, isFront }: { readonly maker: Maker; readonly isFront: boolean }) {
  const t = useWords(words)
  const { shelf } = usePhones()
  return (
    <iframe
      src="/console/phone.html"
      title={t.appOf(maker.model)}
      className={styles['app']}
      hidden={!isFront}
      onLoad={({ currentTarget }) => {
        const { port1, port2 } = new MessageChannel()
        currentTarget.contentWindow?.postMessage('phone', location.origin, [port2])
        shelf.attach(maker.source, port1)
      }}
    />
  )
}

function StatusBar({ maker, now }: { readonly maker: Maker; readonly now: number }) {
  const t = useWords(words)
  const { isUp, isInstalled, isRunning, connection } = useHandset(maker.source)
  const app = isInstalled ? (isRunning ? t[connection] : t.stateKilled) : t.stateDeleted
  return (
    <div className={styles['status']}>
      <time dateTime={new Date(now).toISOString()}>{minuteText(now)}</time>
      <span className={styles['state']} data-is={isRunning ? connection : 'none'}>
        {app}
      </span>
      {isUp ? <IconWifi size={14} aria-hidden /> : <IconPlane size={14} role="img" aria-label={t.stateAirplane} />}
    </div>
  )
}

const tickMs = 5_000

function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs)
    return () => clearInterval(timer)
  }, [])
  return now
}
