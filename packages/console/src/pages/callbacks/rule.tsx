// The page of one rule: what it tells whom, how its endpoint does, an example to try, its secret and how to check the signature.
import { Button, Stack } from '@mantine/core'
import type { CallbackRulesRule } from '@posthouse/client/rest'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { addressOf, usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useWords } from '../../words/words.ts'
import styles from './callbacks.module.css'
import { HealthFigures, ReleaseButton } from './health.tsx'
import { useReloadCallbacks, useRule } from './queries.ts'
import { RuleFacts } from './rule-facts.tsx'
import { ruleWords } from './rule-words.ts'
import { Sample } from './sample.tsx'
import { Secret } from './secret.tsx'
import { Verifier } from './verifier.tsx'

/** The page. */
export function Rule({ ruleId }: { readonly ruleId: string }) {
  const t = useWords(ruleWords)
  const query = useRule(ruleId)
  const rule = query.data
  return (
    <PageFrame
      title={rule?.name ?? t.facts}
      lead={<AppLink to="/callbacks">{t.back}</AppLink>}
      actions={rule && <Actions rule={rule} />}
    >
      <Loaded query={query}>{found => <One rule={found} />}</Loaded>
    </PageFrame>
  )
}

function One({ rule }: { readonly rule: CallbackRulesRule }) {
  const t = useWords(ruleWords)
  const mayAll = useMay('admin')
  const mayTry = useMay('operator')
  return (
    <div className={styles['columns']}>
      <Stack gap="md">
        <RuleFacts rule={rule} />
        {!rule.before && (
          <Card
            title={t.health}
            actions={
              <AppLink to={`/callbacks?tab=attempts&rule=${rule.id}`} size="sm">
                {t.seeAttempts}
              </AppLink>
            }
          >
            <Stack gap="xs" align="flex-start">
              <HealthFigures ruleId={rule.id} />
              <ReleaseButton rule={rule} />
            </Stack>
          </Card>
        )}
      </Stack>
      <Stack gap="md">
        {mayTry && <Sample rule={rule} />}
        {mayAll && <Secret rule={rule} />}
      </Stack>
      <div className={styles['across']}>
        <Verifier rule={rule} />
      </div>
    </div>
  )
}

/** Edit, switch, delete. */
function Actions({ rule: { id: ruleId, name, enabled } }: { readonly rule: CallbackRulesRule }) {
  const t = useWords(ruleWords)
  const server = useServer()
  const place = usePlace()
  const reload = useReloadCallbacks()
  const [, go] = useLocation()
  const mayAll = useMay('admin')
  const [asked, setAsked] = useState<'off' | 'remove'>()
  if (!mayAll) return null
  const turn = async (on: boolean): Promise<void> => {
    await server.callbackRules.edit({ ruleId, enabled: on })
    await reload()
  }
  const remove = async (): Promise<void> => {
    await server.callbackRules.delete({ ruleId })
    go(`~${addressOf(place, '/callbacks')}`)
    await reload()
  }
  const close = (): void => setAsked(undefined)
  return (
    <>
      <AppLink to={`/callbacks/rules/${ruleId}/edit`} underline="never">
        <Button component="span" variant="default">
          {t.edit}
        </Button>
      </AppLink>
      {enabled ? (
        <Button variant="default" onClick={() => setAsked('off')}>
          {t.switchOff}
        </Button>
      ) : (
        <Button onClick={() => void turn(true)}>{t.switchOn}</Button>
      )}
      <Button variant="default" onClick={() => setAsked('remove')}>
        {t.remove}
      </Button>
      <Confirm
        opened={asked === 'off'}
        onClose={close}
        title={t.offTitle(name)}
        effect={t.offEffect}
        verb={t.switchOff}
        onConfirm={() => turn(false)}
      />
      <Confirm
        opened={asked === 'remove'}
        onClose={close}
        title={t.removeTitle(name)}
        effect={t.removeEffect}
        verb={t.remove}
        typed={name}
        onConfirm={remove}
      />
    </>
  )
}
