// A user's devices: the session of each at the online channel, and its bindings with what the last push through them came to.
import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Empty } from '../../parts/empty.tsx'
import { IdText } from '../../parts/id-text.tsx'
import { Instant } from '../../parts/instant.tsx'
import { State } from '../../parts/outcome.tsx'
import { useWords } from '../../words/words.ts'
import { BindingRow } from './binding-row.tsx'
import { type Person, type PersonDevice, usePersonAct } from './queries.ts'
import styles from './users.module.css'
import { deviceWords, platformWords } from './words.ts'

/** A card per device. */
export function Devices({ person }: { readonly person: Person }) {
  const t = useWords(deviceWords)
  if (person.devices.length === 0)
    return (
      <Card>
        <Empty>{t.none}</Empty>
      </Card>
    )
  return (
    <Stack gap="sm">
      {person.devices.map(device => (
        <DeviceCard key={device.deviceId} device={device} username={person.username} />
      ))}
    </Stack>
  )
}

function DeviceCard({ device, username }: { readonly device: PersonDevice; readonly username: string }) {
  const t = useWords(deviceWords)
  const platforms = useWords(platformWords)
  const { deviceId, name, platform, bindings } = device
  const kind =
    platform !== undefined && Object.hasOwn(platforms, platform) ? platforms[platform as keyof typeof platforms] : ''
  return (
    <section className={styles['deviceCard']} aria-label={deviceId}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Group gap="sm">
          <h2>
            <IdText id={deviceId} charsMax={36} />
          </h2>
          <Text span size="sm" c="dimmed">
            {[name ?? '', kind].filter(text => text !== '').join(' · ')}
          </Text>
          <SessionText device={device} />
        </Group>
        <LogOut device={device} username={username} />
      </Group>
      {bindings.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t.noBindings}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={560}>
          <Table aria-label={`${t.binding} ${deviceId}`}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t.notifier}</Table.Th>
                <Table.Th>{t.token}</Table.Th>
                <Table.Th>{t.bound}</Table.Th>
                <Table.Th>{t.last}</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {bindings.map(binding => (
                <BindingRow key={binding.notifier} binding={binding} deviceId={deviceId} username={username} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  )
}

function SessionText({ device: { session } }: { readonly device: PersonDevice }) {
  const t = useWords(deviceWords)
  if (session === undefined) return <State tone="quiet">{t.noSession}</State>
  return (
    <Group gap={6}>
      <State tone={session.state === 'connected' ? 'fine' : 'quiet'}>{t[session.state]}</State>
      {session.since !== undefined && (
        <Text span size="xs" c="dimmed">
          {t.since} <Instant at={session.since} />
        </Text>
      )}
    </Group>
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
