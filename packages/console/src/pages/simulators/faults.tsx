// The faults of one simulator: those that wait, those worth trying by one click, and one's own.
import { Button, Collapse, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useBilingual, useWords } from '../../words/words.ts'
import type { NewFault } from './fault-draft.ts'
import { FaultForm } from './fault-form.tsx'
import { faultText } from './fault-text.ts'
import styles from './simulators.module.css'
import { words } from './words.ts'

/** The card. */
export function Faults({ vendor }: { readonly vendor: string }) {
  const t = useWords(words)
  const may = useMay('operator')
  const [isOpen, { toggle }] = useDisclosure()
  const { arm, disarm, failure } = useOrders(vendor)
  return (
    <Card title={t.faults}>
      <Waiting vendor={vendor} onDisarm={disarm} />
      {may && (
        <>
          <Presets vendor={vendor} onArm={arm} />
          <Button variant="subtle" color="gray" size="compact-xs" mt="sm" aria-expanded={isOpen} onClick={toggle}>
            {t.own}
          </Button>
          <Collapse expanded={isOpen}>
            <FaultForm onArm={arm} />
          </Collapse>
        </>
      )}
      {failure !== null && <FailureNote failure={failure} />}
    </Card>
  )
}

function Waiting({ vendor, onDisarm }: { readonly vendor: string; readonly onDisarm: (id?: number) => void }) {
  const t = useWords(words)
  const may = useMay('operator')
  const server = useServer()
  const query = useQuery({
    queryKey: ['sandbox', 'faults', vendor],
    queryFn: ({ signal }) => server.simulators.faults({ vendor }, { signal }),
    refetchInterval: liveMs.running,
  })
  return (
    <Loaded query={query} lines={1}>
      {({ faults }) =>
        faults.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t.noFaults}
          </Text>
        ) : (
          <ul className={styles['armed']}>
            {faults.map(fault => (
              <li key={fault.id}>
                <span>{faultText(t, fault)}</span>
                {may && (
                  <Button
                    variant="default"
                    size="compact-xs"
                    aria-label={t.disarmNamed(faultText(t, fault))}
                    onClick={() => onDisarm(fault.id)}
                  >
                    {t.disarm}
                  </Button>
                )}
              </li>
            ))}
            {may && faults.length > 1 && (
              <li>
                <span />
                <Button variant="default" size="compact-xs" onClick={() => onDisarm()}>
                  {t.disarmAll}
                </Button>
              </li>
            )}
          </ul>
        )
      }
    </Loaded>
  )
}

function Presets({ vendor, onArm }: { readonly vendor: string; readonly onArm: (fault: NewFault) => void }) {
  const t = useWords(words)
  const say = useBilingual()
  const server = useServer()
  const { data } = useQuery({
    queryKey: ['sandbox', 'presets', vendor],
    queryFn: ({ signal }) => server.simulators.presets({ vendor }, { signal }),
    staleTime: 60_000,
  })
  return (
    <Group gap={6} mt="sm" role="group" aria-label={t.try}>
      {data?.presets.map(({ name, text, fault }) => (
        <Button
          key={name}
          variant="default"
          size="compact-sm"
          fw={400}
          className={styles['preset'] ?? ''}
          onClick={() => onArm(fault)}
        >
          {say(text)}
        </Button>
      ))}
    </Group>
  )
}

function useOrders(vendor: string) {
  const server = useServer()
  const queries = useQueryClient()
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['sandbox'] })
  const arming = useMutation({
    mutationFn: (fault: NewFault) => server.simulators.arm({ vendor, ...fault }),
    onSuccess,
  })
  const disarming = useMutation({
    mutationFn: (id: number | undefined) =>
      id === undefined
        ? server.simulators.disarm({ vendor })
        : server.simulators.disarmOne({ vendor, faultId: String(id) }),
    onSuccess,
  })
  return {
    arm: (fault: NewFault) => arming.mutate(fault),
    disarm: (id?: number) => disarming.mutate(id),
    failure: arming.error ?? disarming.error,
  }
}
