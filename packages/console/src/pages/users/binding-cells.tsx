// One binding: its notifier and whether that works, the token's fingerprint, and what the last push through it came to.
import { Button, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { segment } from '../../api/place.ts'
import { useMay } from '../../api/session.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Instant } from '../../parts/instant.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Outcome, State } from '../../parts/outcome.tsx'
import { useVendorNames } from '../../parts/vendor-names.ts'
import { shortened } from '../../words/formats.ts'
import { useWords } from '../../words/words.ts'
import { type PersonDevice, usePersonAct } from './queries.ts'
import { deviceWords } from './words.ts'

type Binding = PersonDevice['bindings'][number]

/** What is shown. */
export interface BindingProps {
  readonly binding: Binding
  readonly deviceId: string
  readonly username: string
}

/** The cells of a binding in the table of devices. */
export function BindingCells({ binding, deviceId, username }: BindingProps) {
  const t = useWords(deviceWords)
  const vendorName = useVendorNames()
  const { notifier, provider, fingerprint, boundAt, last } = binding
  return (
    <>
      <Table.Td>
        <span title={notifier}>
          {provider === undefined ? (
            shortened(notifier, 24)
          ) : (
            <AppLink to={`/notifiers/${segment(notifier)}`}>{shortened(notifier, 24)}</AppLink>
          )}
        </span>{' '}
        <Text span size="xs" c="dimmed">
          {provider === undefined ? '' : vendorName(provider)}
        </Text>{' '}
        <NotifierState binding={binding} />
      </Table.Td>
      <Table.Td>
        <code>{fingerprint}</code>
      </Table.Td>
      <Table.Td>
        <Instant at={boundAt} />
      </Table.Td>
      <Table.Td>
        {last === undefined ? (
          <Text span size="sm" c="dimmed">
            {t.noLast}
          </Text>
        ) : (
          <>
            <Outcome is={last.status ?? 'open'} />{' '}
            <AppLink to={`/messages/${segment(last.msgId)}`}>
              <Instant at={last.at} />
            </AppLink>
          </>
        )}
      </Table.Td>
      <Table.Td align="right">
        <Remove deviceId={deviceId} notifier={notifier} username={username} />
      </Table.Td>
    </>
  )
}

function NotifierState({ binding: { provider, state } }: { readonly binding: Binding }) {
  const t = useWords(deviceWords)
  if (provider === undefined) return <State tone="bad">{t.noNotifier}</State>
  if (state === 'disabled') return <State tone="bad">{t.disabled}</State>
  if (state === 'banned') return <State tone="bad">{t.bannedState}</State>
  return state === 'paused' ? <State tone="warn">{t.paused}</State> : null
}

function Remove({ deviceId, notifier, username }: Omit<BindingProps, 'binding'> & { readonly notifier: string }) {
  const t = useWords(deviceWords)
  const mayAct = useMay('operator')
  const [asks, setAsks] = useState(false)
  const act = usePersonAct(username, server =>
    server.bindings.put({ username, device_id: deviceId, device_token: '', notifier_name: notifier }),
  )
  if (!mayAct) return null
  return (
    <>
      <Button variant="default" size="compact-xs" onClick={() => setAsks(true)}>
        {t.remove}
      </Button>
      <Confirm
        opened={asks}
        onClose={() => setAsks(false)}
        title={t.removeTitle(deviceId, notifier)}
        effect={t.removeEffect}
        verb={t.remove}
        onConfirm={() => act.mutateAsync(undefined)}
      />
    </>
  )
}
