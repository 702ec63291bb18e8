// What the linter says, the worst first: icon, sentence, and the field that it is about.
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import { useBilingual, useWords } from '../../words/words.ts'
import type { Finding } from './dry-run.ts'
import styles from './findings.module.css'
import { words } from './words.ts'

const icons = { error: IconCircleX, warning: IconAlertTriangle, hint: IconInfoCircle } as const

/** A list; without its fields where a heading names them. */
export function Findings({
  findings,
  hidesFields = false,
}: {
  readonly findings: readonly Finding[]
  readonly hidesFields?: boolean
}) {
  const t = useWords(words)
  const say = useBilingual()
  if (findings.length === 0) return <p className={styles['none']}>{t.noFindings}</p>
  return (
    <ul className={styles['list']}>
      {findings.map(finding => {
        const { code, severity, field, text } = finding
        const Icon = icons[severity]
        return (
          <li key={`${code} ${field} ${text.en}`} data-severity={severity}>
            <Icon size={15} stroke={2} aria-label={t[severity]} role="img" />
            <span>
              {say(text)} {!hidesFields && <code>{field}</code>}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
