// Sending: what will happen, said before the button is pressed; and the button.
import { Button, Stack, Text } from '@mantine/core'
import type { DebugDryRunReply, DebugPushReply, PushMessage } from '@posthouse/client/rest'
import { useMutation } from '@tanstack/react-query'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { Decision } from '../../parts/dry-run/decision.tsx'
import { renderingOf, sumsOf } from '../../parts/dry-run/dry-run.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { useBilingual, useWords } from '../../words/words.ts'
import { type Draft, isAddressed } from './draft.ts'
import styles from './send.module.css'
import { words } from './words.ts'

/** What was sent, and when; epoch ms. */
export type Sent = { readonly at: number } & (
  | { readonly kind: 'push'; readonly msgId: string }
  | { readonly kind: 'direct'; readonly reply: DebugPushReply }
)

/** What the card is given. */
export interface SendCardProps {
  readonly draft: Draft
  /** Undefined while the receiver in hand has not been looked at yet. */
  readonly run: DebugDryRunReply | undefined
  readonly onSent: (sent: Sent) => void
}

/** The card. */
export function SendCard({ draft, run, onSent }: SendCardProps) {
  const t = useWords(words)
  const maySend = useMay('operator')
  const sending = useSending(draft, onSent)
  const obstacle = useObstacle(draft, run, maySend)
  return (
    <Card title={t.send}>
      <Stack gap="sm">
        {run && <Outlook draft={draft} run={run} />}
        {obstacle !== undefined && (
          <Text size="sm" c="dimmed">
            {obstacle}
          </Text>
        )}
        {sending.error !== null && <FailureNote failure={sending.error} />}
        <Button
          size="sm"
          disabled={obstacle !== undefined}
          loading={sending.isPending}
          // The second click of a double click is no second wish.
          onClick={({ detail }) => detail < 2 && sending.mutate()}
        >
          {t.sendNow}
        </Button>
      </Stack>
    </Card>
  )
}

function useObstacle(draft: Draft, run: DebugDryRunReply | undefined, maySend: boolean): string | undefined {
  const t = useWords(words)
  if (!maySend) return t.noRole
  if (draft.wrongText !== undefined) return t.correctJson
  if (!isAddressed(draft)) return t.nameSomebody
  if (!run) return t.looking
  return run.refused ? t.refusedAtOnce(run.refused.field) : undefined
}

/** "2 devices by vendor, 1 by the online channel." */
function Outlook({ draft, run }: { readonly draft: Draft; readonly run: DebugDryRunReply }) {
  const t = useWords(words)
  const say = useBilingual()
  if (!isAddressed(draft) || run.refused) return null
  const plan = run.plans.find(({ strategy }) => strategy === draft.strategy)
  if (!plan) {
    const [rendering] = run.renderings
    return rendering ? <Text size="sm">{t.directTo(say(rendering.brand), rendering.notifier ?? '')}</Text> : null
  }
  const { vendor, waiting, online, none } = sumsOf(plan)
  const isWhole = plan.deliveries.every(({ deviceId }) => deviceId === undefined)
  const parts = isWhole
    ? [online > 0 ? t.willOnlineUser : t.willNothing]
    : [
        ...(vendor > 0 ? [t.willVendor(vendor)] : []),
        ...(waiting > 0 ? [t.willWait(waiting)] : []),
        ...(online > 0 ? [t.willOnline(online)] : []),
        ...(none > 0 ? [t.willSkip(none)] : []),
      ]
  const notSent = plan.deliveries.filter(({ channel }) => channel !== 'vendor')
  return (
    <div>
      <Text size="sm" fw={600}>
        {parts.join(t.joint)}
        {t.end}
      </Text>
      {notSent.length > 0 && (
        <ul className={styles['plan']} aria-label={t.why}>
          {notSent.map((delivery, at) => (
            <li key={delivery.deviceId ?? String(at)}>
              {delivery.deviceId !== undefined && <b>{delivery.deviceId}</b>}
              <Decision
                delivery={delivery}
                thenOnline={plan.thenOnline}
                rendering={renderingOf(run.renderings, delivery)}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function useSending(draft: Draft, onSent: (sent: Sent) => void) {
  const server = useServer()
  return useMutation({
    mutationFn: async (): Promise<Sent> => {
      const { kind, user, pushId, notifier, token, strategy } = draft
      const pushMessage = draft.message as PushMessage
      const at = Date.now()
      if (kind !== 'user') {
        const target = kind === 'pushId' ? { pushId: pushId.trim() } : { notifier, token: token.trim() }
        const reply = await server.debug.push({ target, strategy, pushMessage })
        return reply.msgId === undefined ? { at, kind: 'direct', reply } : { at, kind: 'push', msgId: reply.msgId }
      }
      let msgId = ''
      await server.push.async(
        { target: user, strategy, pushMessage },
        { onAnswer: ({ headers }) => (msgId = headers.get('posthouse-msg-id') ?? '') },
      )
      return { at, kind: 'push', msgId }
    },
    onSuccess: onSent,
  })
}
