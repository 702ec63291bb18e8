// A user's devices: the session of each at the online channel, and its bindings with what the last push through them came to.
import { Button, Table, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useMay } from '../../api/session.ts'
import { useUrlText } from '../../api/url-state.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Empty } from '../../parts/empty.tsx'
import { IdText } from '../../parts/id-text.tsx'
import { Instant } from '../../parts/instant.tsx'
import { State } from '../../parts/outcome.tsx'
import { useWords } from '../../words/words.ts'
import { BindingCells } from './binding-cells.tsx'
import { type Person, type PersonDevice, usePersonAct } from './queries.ts'
import styles from './users.module.css'
import { deviceWords, platformWords } from './words.ts'

/** One table: a device, its session, and a row per binding. `?device=` is the one that was sought. */
export function Devices({ person }: { readonly person: Person }) {
  const t = useWords(deviceWords)
  const { devices, username } = person
  if (devices.length === 0)
    return (
      <Card>
        <Empty>{t.none}</Empty>
      </Card>
    )
  return (
    <Card>
      <Table.ScrollContainer minWidth={860}>
        <Table className={styles['devices'] ?? ''} aria-label={t.binding}>
          <Table.Thead>
            <Table.Tr>
              {[t.device, t.session, t.notifier, t.token, t.bound, t.last].map(head => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {devices.map(device => (
              <DeviceRows key={device.deviceId} device={device} username={username} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  )
}

function DeviceRows({ device, username }: { readonly device: PersonDevice; readonly username: string }) {
  const t = useWords(deviceWords)
  const { bindings } = device
  const [first, ...others] = bindings
  const rowSpan = Math.max(1, bindings.length)
  const [sought] = useUrlText('device')
  const isSought = device.deviceId === sought
  const row = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    if (isSought) row.current?.scrollIntoView({ block: 'center' })
  }, [isSought])
  return (
    <>
      <Table.Tr ref={row} data-sought={isSought} aria-current={isSought}>
        <Table.Td rowSpan={rowSpan}>
          <DeviceName device={device} />
        </Table.Td>
        <Table.Td rowSpan={rowSpan}>
          <SessionText device={device} />
          <LogOut device={device} username={username} />
        </Table.Td>
        {first === undefined ? (
          <Table.Td colSpan={5} c="dimmed">
            {t.noBindings}
          </Table.Td>
        ) : (
          <BindingCells binding={first} deviceId={device.deviceId} username={username} />
        )}
      </Table.Tr>
      {others.map(binding => (
        <Table.Tr key={binding.notifier} data-sought={isSought}>
          <BindingCells binding={binding} deviceId={device.deviceId} username={username} />
        </Table.Tr>
      ))}
    </>
  )
}

function DeviceName({ device: { deviceId, name, platform } }: { readonly device: PersonDevice }) {
  const platforms = useWords(platformWords)
  const isKnown = platform !== undefined && Object.hasOwn(platforms, platform)
  const kind = isKnown ? platforms[platform as keyof typeof platforms] : ''
  return (
    <>
      <IdText id={deviceId} charsMax={24} />
      <Text size="xs" c="dimmed">
        {[name ?? '', kind].filter(text => text !== '').join(' · ')}
      </Text>
    </>
  )
}

function SessionText({ device: { session } }: { readonly device: PersonDevice }) {
  const t = useWords(deviceWords)
  if (session === undefined) return <State tone="quiet">{t.noSession}</State>
  return (
    <>
      <State tone={session.state === 'connected' ? 'fine' : 'quiet'}>{t[session.state]}</State>
      {session.since !== undefined && (
        <Text size="xs" c="dimmed">
          {t.since} <Instant at={session.since} />
        </Text>
      )}
    </>
  )
}

function LogOut({ device, username }: { readonly device: PersonDevice; readonly username: string }) {
  const t = useWords(deviceWords)
  const mayAct = useMay('operator')
  const [asks, setAsks] = useState(false)
  const act = usePersonAct(username, (server, resource: string) =>
    server.users.disconnectDevice({ username, resource }),
  )
  const resource = device.session?.resource
  if (resource === undefined || !mayAct) return null
  return (
    <>
      <Button variant="default" size="compact-xs" onClick={() => setAsks(true)}>
        {t.logOut}
      </Button>
      <Confirm
        opened={asks}
        onClose={() => setAsks(false)}
        title={t.logOutTitle(device.deviceId)}
        effect={t.logOutEffect}
        verb={t.logOut}
        onConfirm={() => act.mutateAsync(resource)}
      />
    </>
  )
}
