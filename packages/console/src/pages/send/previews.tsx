// One preview per vendor of the receiver's devices, as that vendor's lock screen draws it; the exact request behind a button.
import { Button, Stack, Text } from '@mantine/core'
import type { DebugDryRunReply } from '@posthouse/client/rest'
import { useState } from 'react'
import { usePlace } from '../../api/place.ts'
import { Card } from '../../parts/card.tsx'
import type { Rendering } from '../../parts/dry-run/dry-run.ts'
import { VendorRequest } from '../../parts/dry-run/vendor-request.tsx'
import { words as dryWords } from '../../parts/dry-run/words.ts'
import { State } from '../../parts/outcome.tsx'
import { phoneStyleOf } from '../../parts/shown/phone-style.ts'
import { ShownCard } from '../../parts/shown/shown-card.tsx'
import { ShownFacts } from '../../parts/shown/shown-facts.tsx'
import { shortened } from '../../words/formats.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { blocks } from './blocks.ts'
import styles from './send.module.css'
import { words } from './words.ts'

/** What the card is given. */
export interface PreviewsProps {
  readonly run: DebugDryRunReply
  readonly strategy: number
  /** The text in hand is none that a push takes: these are of the last one that was. */
  readonly isStale: boolean
}

/** A card with the previews, for the strategy that is chosen. */
export function Previews({ run, strategy, isStale }: PreviewsProps) {
  const t = useWords(words)
  const counts = devicesByNotifier(run, strategy)
  const shown = inOrder(run.renderings.filter(({ notifier }) => counts === undefined || counts.has(notifier)))
  return (
    <Card title={t.previews}>
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          {run.refused ? t.refusedAtOnce(run.refused.field) : t.noPreviews}
        </Text>
      ) : (
        <ul className={styles['previews']} data-stale={isStale}>
          {shown.map(rendering => (
            <Preview
              key={`${rendering.vendor} ${rendering.notifier ?? ''}`}
              rendering={rendering}
              at={run.at}
              devices={counts?.get(rendering.notifier)}
            />
          ))}
        </ul>
      )}
    </Card>
  )
}

/** How many devices of the plan each notifier is for; undefined where nobody is pushed to. */
function devicesByNotifier(
  run: DebugDryRunReply,
  strategy: number,
): ReadonlyMap<string | undefined, number> | undefined {
  const plan = run.plans.find(one => one.strategy === strategy)
  if (!plan) return undefined
  const counts = new Map<string | undefined, number>()
  for (const { notifier, channel, reason } of plan.deliveries) {
    if (notifier === undefined || (channel === 'none' && reason?.code !== 'invalid-message')) continue
    counts.set(notifier, (counts.get(notifier) ?? 0) + 1)
  }
  return counts
}

/** As the forms stand, whatever order the devices came in. */
function inOrder(renderings: readonly Rendering[]): readonly Rendering[] {
  const place = (provider: string): number => blocks.findIndex(block => block.provider === provider)
  return renderings.toSorted((one, other) => place(one.provider) - place(other.provider))
}

interface PreviewProps {
  readonly rendering: Rendering
  readonly at: number
  readonly devices: number | undefined
}

function Preview({ rendering, at, devices }: PreviewProps) {
  const t = useWords(words)
  const dry = useWords(dryWords)
  const say = useBilingual()
  const { app } = usePlace()
  const [isOpen, setOpen] = useState(false)
  const { vendor, brand, notifier, shown, request } = rendering
  const screen = phoneStyleOf(vendor).name
  return (
    <li className={styles['preview']}>
      <div className={styles['previewHead']}>
        <h3>{say(brand)}</h3>
        <span>
          {screen !== say(brand) && `${screen} · `}
          {devices !== undefined && `${t.devices(devices)} · `}
          {notifier === undefined ? t.sampleNotifier : shortened(notifier)}
        </span>
        {request && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {t.showRequest}
          </Button>
        )}
      </div>
      <Stack gap={6}>
        {shown && (
          <>
            <ShownCard vendor={vendor} shown={shown} appName={app} at={at} now={at} />
            <ShownFacts shown={shown} />
          </>
        )}
        {!shown && <State tone={request ? 'quiet' : 'bad'}>{request ? dry.notShown : t.refused}</State>}
        {isOpen && request && <VendorRequest request={request} />}
      </Stack>
    </li>
  )
}
