// What a person does to a phone: send to it; open and kill its app, take its network, allow and deny, log out, delete.
import { Button, Group, Switch, Text } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { FailureNote } from '../../parts/failure-note.tsx'
import { AppLink } from '../../parts/link.tsx'
import { State } from '../../parts/outcome.tsx'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import type { Maker } from './makers.ts'
import styles from './phones.module.css'
import { useHandset, usePhones } from './sandbox-context.tsx'
import { type SentHere, sendHere } from './send-here.ts'
import { words } from './words.ts'

/** Below the phone. */
export function Controls({ maker }: { readonly maker: Maker }) {
  const t = useWords(words)
  const { shelf } = usePhones()
  const { source } = maker
  const { isRunning, isFront, isInstalled, isUp, isAllowed, user } = useHandset(source)
  return (
    <div className={styles['controls']}>
      <Group gap={4}>
        {isRunning && isFront ? (
          <Button variant="default" size="compact-xs" fw={500} px={6} onClick={() => shelf.lock(source)}>
            {t.lock}
          </Button>
        ) : (
          <Button
            variant="default"
            size="compact-xs"
            fw={500}
            px={6}
            disabled={!isInstalled}
            onClick={() => shelf.open(source)}
          >
            {t.open}
          </Button>
        )}
        <Button
          variant="default"
          size="compact-xs"
          fw={500}
          px={6}
          disabled={!isRunning}
          onClick={() => shelf.kill(source)}
        >
          {t.kill}
        </Button>
        <Button
          variant="default"
          size="compact-xs"
          fw={500}
          px={6}
          disabled={user === undefined || !isRunning}
          onClick={() => void shelf.order(source, { do: 'logout' }).catch(() => undefined)}
        >
          {t.logOut}
        </Button>
        {isInstalled ? (
          <Button
            variant="default"
            size="compact-xs"
            fw={500}
            px={6}
            onClick={() => void shelf.deleteApp(source).catch(() => undefined)}
          >
            {t.delete}
          </Button>
        ) : (
          <Button variant="default" size="compact-xs" fw={500} px={6} onClick={() => shelf.install(source)}>
            {t.install}
          </Button>
        )}
      </Group>
      <Group gap="md">
        <Switch
          size="xs"
          label={t.notifications}
          checked={isAllowed}
          onChange={event => shelf.allow(source, event.currentTarget.checked)}
        />
        <Switch
          size="xs"
          label={t.airplane}
          checked={!isUp}
          onChange={event => shelf.setUp(source, !event.currentTarget.checked)}
        />
      </Group>
    </div>
  )
}

/** The one button that shows what all this is about: a push to whoever uses this phone. */
export function SendHere({ maker }: { readonly maker: Maker }) {
  const t = useWords(words)
  const table = usePhones()
  const send = useMutation({
    mutationFn: () => sendHere(table, maker, { title: t.sendTitle(maker.model), content: t.sendContent(maker.model) }),
  })
  return (
    <div>
      <Button
        size="sm"
        fullWidth
        leftSection={<IconSend size={16} />}
        loading={send.isPending}
        onClick={() => send.mutate()}
      >
        {t.send}
      </Button>
      <div className={styles['sent']} role="status">
        {send.isPending && (
          <Text size="xs" c="dimmed">
            {t.sending}
          </Text>
        )}
        {send.data && !send.isPending && <Sent maker={maker} sent={send.data} />}
      </div>
      {send.error && <FailureNote failure={send.error} onRetry={() => send.mutate()} />}
    </div>
  )
}

function Sent({ maker, sent }: { readonly maker: Maker; readonly sent: SentHere }) {
  const t = useWords(words)
  const language = useLanguage()
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap">
      <State tone={sent.isAccepted ? 'fine' : 'bad'}>
        {sent.isAccepted ? t.accepted(maker.vendor[language]) : t.refused(sent.why)}
      </State>
      {sent.msgId !== '' && (
        <AppLink to={`/messages/${sent.msgId}`} size="xs">
          {t.why}
        </AppLink>
      )}
    </Group>
  )
}
