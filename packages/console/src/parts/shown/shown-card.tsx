// One notification as one phone maker's lock screen draws it. The texts are a stranger's and stand as text; a picture is named, not loaded
// (S27). Knows no server.
import { IconPhoto } from '@tabler/icons-react'
import { useWords } from '../../words/words.ts'
import { agoOf, badgeText, type PhoneStyle, phoneStyleOf, type Shown } from './phone-style.ts'
import styles from './shown-card.module.css'
import { words } from './words.ts'

/** What is drawn. */
export interface ShownCardProps {
  /** A vendor's name: `apns`, `xiaomi`. */
  readonly vendor: string
  readonly shown: Shown
  readonly appName: string
  /** When it arrived, and what time it is; epoch ms. */
  readonly at: number
  readonly now: number
}

/** Draws it. */
export function ShownCard({ vendor, shown, appName, at, now }: ShownCardProps) {
  const t = useWords(words)
  const style = phoneStyleOf(vendor)
  const parts = { shown, appName, at, now, style }
  return (
    <article
      className={styles['card']}
      data-vendor={vendor}
      data-icon={style.icon}
      aria-label={t.notification(style.name, shown.title || t.noTitle)}
    >
      {style.icon === 'side' && <AppIcon {...parts} />}
      <div className={styles['texts']}>
        {(style.namesApp || style.time !== 'title') && <Head {...parts} />}
        <Title {...parts} />
        <p className={styles['body']} dir="auto" style={{ WebkitLineClamp: style.lines.body }}>
          {shown.body}
        </p>
        {shown.image !== undefined && (
          <span className={styles['picture']} title={shown.image}>
            <IconPhoto size={14} aria-hidden />
            {t.picture}
          </span>
        )}
      </div>
      {style.icon === 'end' && <AppIcon {...parts} />}
    </article>
  )
}

interface Parts extends Omit<ShownCardProps, 'vendor'> {
  readonly style: PhoneStyle
}

function Head({ style, ...parts }: Parts) {
  return (
    <div className={styles['head']}>
      {style.icon === 'head' && <AppIcon style={style} {...parts} />}
      <span className={styles['app']}>{parts.appName}</span>
      {style.time !== 'title' && (
        <span className={styles['time']} data-place={style.time}>
          <Ago at={parts.at} now={parts.now} />
        </span>
      )}
    </div>
  )
}

function Title({ style, shown, at, now }: Parts) {
  const { subtitle } = shown
  const isInline = subtitle !== undefined && style.subtitleAfter !== undefined
  return (
    <>
      <div className={styles['titleLine']}>
        <span className={styles['title']} dir="auto" style={{ WebkitLineClamp: style.lines.title }}>
          {shown.title}
          {isInline && <span className={styles['aside']} dir="auto">{`${style.subtitleAfter}${subtitle}`}</span>}
        </span>
        {style.time === 'title' && (
          <span className={styles['time']} data-place="title">
            <Ago at={at} now={now} />
          </span>
        )}
      </div>
      {subtitle !== undefined && !isInline && (
        <p className={styles['subtitle']} dir="auto">
          {subtitle}
        </p>
      )}
    </>
  )
}

function Ago({ at, now }: { readonly at: number; readonly now: number }) {
  const t = useWords(words)
  const { unit, count } = agoOf(at, now)
  return <time dateTime={new Date(at).toISOString()}>{unit === 'now' ? t.now : t[unit](count)}</time>
}

/** The app's first letter stands for its icon. */
function AppIcon({ appName, shown }: Parts) {
  const t = useWords(words)
  const badge = badgeText(shown)
  return (
    <span className={styles['icon']}>
      <span aria-hidden>{[...appName][0]?.toUpperCase() ?? ''}</span>
      {badge !== undefined && (
        <span className={styles['badge']} role="img" aria-label={t.badge(badge)}>
          {badge}
        </span>
      )}
    </span>
  )
}
