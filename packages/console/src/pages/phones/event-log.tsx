// What happened on a phone, the newest first: what the person did, what its vendor brought, and what the client told the app.
import { Text } from '@mantine/core'
import { Instant } from '../../parts/instant.tsx'
import { ScrollBox } from '../../parts/scroll-box.tsx'
import { useWords } from '../../words/words.ts'
import type { LogLine } from './handset.ts'
import type { Maker } from './makers.ts'
import styles from './phones.module.css'
import { useHandset } from './sandbox-context.tsx'
import { isHappening, words } from './words.ts'

/** The log of a phone. */
export function EventLog({ maker }: { readonly maker: Maker }) {
  const t = useWords(words)
  const { log } = useHandset(maker.source)
  return (
    <div className={styles['log']}>
      <h3>{t.log}</h3>
      {log.length === 0 ? (
        <Text size="xs" c="dimmed">
          {t.logEmpty}
        </Text>
      ) : (
        <ScrollBox className={styles['happened']} label={t.log}>
          <ol>
            {log.map(line => (
              <Line key={line.id} line={line} />
            ))}
          </ol>
        </ScrollBox>
      )}
    </div>
  )
}

function Line({ line }: { readonly line: LogLine }) {
  const t = useWords(words)
  const { at, from, name, detail } = line
  const text = isHappening(name) ? t[name] : <code>{name}</code>
  const head = (
    <>
      <Instant at={at} as="clock" className={styles['at'] ?? ''} />
      <span className={styles['from']}>{{ phone: t.fromPhone, vendor: t.fromVendor, sdk: t.fromSdk }[from]}</span>
      <span className={styles['what']}>{text}</span>
    </>
  )
  if (detail === undefined || detail === '') return <li className={styles['line']}>{head}</li>
  return (
    <li>
      <details>
        <summary className={styles['line']}>{head}</summary>
        <pre>{detail}</pre>
      </details>
    </li>
  )
}
