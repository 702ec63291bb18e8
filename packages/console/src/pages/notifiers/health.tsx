// What the last check of a notifier found, with what to do about each finding, and the check itself.
import { Button, Group, Stack, Text } from '@mantine/core'
import type { NotifierStatesCheck, NotifierStatesNotifier } from '@posthouse/client/rest'
import { useMutation } from '@tanstack/react-query'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Instant } from '../../parts/instant.tsx'
import { State } from '../../parts/outcome.tsx'
import { Ticked } from '../../parts/ticked.tsx'
import { useBilingual, useWords } from '../../words/words.ts'
import { detailWords } from './detail-words.ts'
import styles from './health.module.css'
import { useReload } from './queries.ts'

/** The card. */
export function Health({ notifier }: { readonly notifier: NotifierStatesNotifier }) {
  const t = useWords(detailWords)
  const server = useServer()
  const reload = useReload()
  const mayCheck = useMay('operator')
  const { name, check } = notifier
  const ask = useMutation({ mutationFn: () => server.operations.checkNotifier({ name }), onSuccess: reload })
  const button = mayCheck && (
    <Button variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>
      {t.checkNow}
    </Button>
  )
  return (
    <Card title={t.health} actions={button}>
      <Stack gap="xs" aria-live="polite">
        {ask.error !== null && <FailureNote failure={ask.error} onRetry={() => ask.mutate()} />}
        {ask.isPending && <Text size="sm">{t.checking}</Text>}
        {check ? (
          <Findings check={check} />
        ) : (
          <Text size="sm" c="dimmed">
            {t.neverChecked}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {t.healthNote}
        </Text>
      </Stack>
    </Card>
  )
}

const tones = { ok: 'fine', warn: 'warn', error: 'bad' } as const

function Findings({ check: { at, isCurrent, findings } }: { readonly check: NotifierStatesCheck }) {
  const t = useWords(detailWords)
  const bilingual = useBilingual()
  return (
    <>
      <Text size="sm">
        {t.checked} <Instant at={at} />
      </Text>
      {!isCurrent && <State tone="warn">{t.stale}</State>}
      <ul className={styles['findings']} data-stale={!isCurrent}>
        {findings.map(({ level, code, text, zh, fix }) => (
          <li key={`${code} ${text}`} className={styles['finding']}>
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <State tone={tones[level]}>{code}</State>
            </Group>
            <div>
              <Text size="sm">
                <Ticked text={bilingual({ en: text, zh })} />
              </Text>
              {fix && (
                <Text size="sm" className={styles['fix'] ?? ''}>
                  <span>{t.whatToDo}</span>
                  {bilingual(fix)}
                </Text>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
