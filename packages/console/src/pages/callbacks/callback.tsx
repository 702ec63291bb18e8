// One callback: what it tells of, the request as its receiver got it, and every try with the answer.
import { Button, Stack, Text } from '@mantine/core'
import type { CallbacksCallback } from '@posthouse/client/rest'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { type Fact, Facts } from '../../parts/facts.tsx'
import { IdText } from '../../parts/id-text.tsx'
import { Instant } from '../../parts/instant.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { State } from '../../parts/outcome.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { durationText, shortened } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { attemptWords } from './attempts-words.ts'
import styles from './callbacks.module.css'
import { useCallback, useCallbacksKey, useRules } from './queries.ts'
import { CallbackStateText } from './state-text.tsx'
import { words } from './words.ts'

/** The page. */
export function OneCallback({ callbackId }: { readonly callbackId: string }) {
  const t = useWords(attemptWords)
  const query = useCallback(callbackId)
  return (
    <PageFrame
      title={t.oneTitle(shortened(callbackId))}
      lead={<AppLink to="/callbacks?tab=attempts">{t.back}</AppLink>}
    >
      <Loaded query={query}>
        {callback => (
          <div className={styles['columns']}>
            <Stack gap="md">
              <About callback={callback} />
              <Tries callback={callback} />
            </Stack>
            <Request callback={callback} />
          </div>
        )}
      </Loaded>
    </PageFrame>
  )
}

function About({ callback }: { readonly callback: CallbacksCallback }) {
  const t = useWords(attemptWords)
  const names = useWords(words)
  const { data: rules } = useRules()
  const { ruleId, event, status, detail, msgId, deviceId, createdAt, dueAt, targetUrl, webhookId } = callback
  const rule = rules?.find(({ id }) => id === ruleId)
  const facts: readonly (Fact | undefined)[] = [
    { name: names.state, value: <CallbackStateText callback={callback} /> },
    { name: names.event, value: names[event] },
    status === undefined
      ? undefined
      : { name: names.status, value: names[status], ...(detail ? { note: detail } : {}) },
    {
      name: names.rule,
      value: rule ? <AppLink to={`/callbacks/rules/${rule.id}`}>{rule.name}</AppLink> : names.deletedRule,
    },
    msgId === undefined
      ? undefined
      : {
          name: t.message,
          value: (
            <AppLink to={`/messages/${msgId}`} ff="monospace">
              {msgId}
            </AppLink>
          ),
        },
    deviceId === undefined ? undefined : { name: t.device, value: <IdText id={deviceId} /> },
    { name: t.created, value: <Instant at={createdAt} /> },
    dueAt === undefined ? undefined : { name: t.next, value: <Instant at={dueAt} /> },
    targetUrl === undefined ? undefined : { name: t.target, value: targetUrl },
    { name: t.webhookId, value: <IdText id={webhookId} charsMax={28} /> },
  ]
  return (
    <Card title={t.facts}>
      <Facts facts={facts.filter(fact => fact !== undefined)} />
    </Card>
  )
}

function Tries({ callback: { tries } }: { readonly callback: CallbacksCallback }) {
  const t = useWords(attemptWords)
  const language = useLanguage()
  return (
    <Card title={t.tries}>
      {tries.length === 0 && (
        <Text size="sm" c="dimmed">
          {t.noTries}
        </Text>
      )}
      <ol className={styles['tries']}>
        {tries.map(({ number, at, durationMs, httpStatus, error, excerpt }) => (
          <li key={number} className={styles['try']}>
            <Text size="sm" component="div">
              {`${t.tryNumber(number)} · `}
              <Instant at={at} as="clock" />
              {' · '}
              <State tone={error === undefined ? 'fine' : 'bad'}>
                {httpStatus === undefined ? (error ?? '') : t.answered(httpStatus, durationText(durationMs, language))}
              </State>
            </Text>
            {error !== undefined && httpStatus !== undefined && (
              <Text size="xs" c="dimmed">
                {error}
              </Text>
            )}
            {excerpt === undefined
              ? httpStatus !== undefined && (
                  <Text size="xs" c="dimmed">
                    {t.silent}
                  </Text>
                )
              : excerpt !== '' && <JsonView value={excerpt} label={`${t.response} ${number}`} />}
          </li>
        ))}
      </ol>
    </Card>
  )
}

/** The request; the exact bytes are asked for only when an admin wants to see them. */
function Request({ callback: { id } }: { readonly callback: CallbacksCallback }) {
  const t = useWords(attemptWords)
  const server = useServer()
  const key = useCallbacksKey()
  const mayAll = useMay('admin')
  const [isExact, setExact] = useState(false)
  const query = useQuery({
    queryKey: [...key, 'body', id, isExact],
    queryFn: ({ signal }) => {
      const { body, exactBody } = server.callbacks
      return (isExact ? exactBody : body)({ callbackId: id }, { signal })
    },
    staleTime: Number.POSITIVE_INFINITY,
    // A secret is not kept after the page is left.
    ...(isExact ? { gcTime: 0 } : {}),
  })
  return (
    <Card
      title={t.request}
      actions={
        mayAll &&
        !isExact && (
          <Button variant="default" size="compact-xs" onClick={() => setExact(true)}>
            {t.showExact}
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {({ headers, body }) => (
          <Stack gap="xs">
            <Text size="xs" c="dimmed">
              {isExact ? t.exact : t.masked}
            </Text>
            <JsonView value={isExact ? body : prettyOf(body)} label={t.body} />
            <Text size="xs" c="dimmed">
              {t.headers}
            </Text>
            <JsonView
              value={Object.entries(headers)
                .map(([name, value]) => `${name}: ${value}`)
                .join('\n')}
              label={t.headers}
            />
          </Stack>
        )}
      </Loaded>
    </Card>
  )
}

/** Indented where it is JSON whose digits a reader keeps; else as it stands. */
function prettyOf(text: string): string {
  const pretty = JSON.stringify(JSON.parse(text), undefined, 2)
  return JSON.stringify(JSON.parse(pretty)) === text ? pretty : text
}
