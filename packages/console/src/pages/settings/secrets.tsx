// The secrets of an app: what each opens, and the replacement of those that can be replaced, with the new one shown once.
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { AppsApp } from '@posthouse/client/rest'
import { type ReactNode, useState } from 'react'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Facts } from '../../parts/facts.tsx'
import { SecretsOnce } from '../../parts/secrets-once.tsx'
import { useWords } from '../../words/words.ts'
import { appWords } from './app-words.ts'

/** Those that can be replaced. */
type Replaceable = 'clientSecret' | 'appSign'

const labels: Readonly<Record<Replaceable, string>> = { clientSecret: 'client secret', appSign: 'AppSign' }

/** The card. */
export function Secrets({ app }: { readonly app: AppsApp }) {
  const t = useWords(appWords)
  const server = useServer()
  const isAdmin = useMay('admin')
  const [leaving, setLeaving] = useState<Replaceable>()
  const [fresh, setFresh] = useState<{ readonly secret: Replaceable; readonly value: string }>()
  const replace = (secret: Replaceable) =>
    isAdmin && (
      <Button
        variant="default"
        size="compact-xs"
        ml="sm"
        aria-label={t.replaceOf(labels[secret])}
        onClick={() => setLeaving(secret)}
      >
        {t.replace}
      </Button>
    )
  return (
    <Card title={t.secrets} mb="md">
      <Text size="sm" c="dimmed" mb="xs" maw={760}>
        {t.secretsLead}
      </Text>
      <Facts
        facts={[
          {
            name: labels.clientSecret,
            value: <Opens text={t.clientSecretIs} act={replace('clientSecret')} />,
            note: t.clientSecretRotate,
          },
          { name: labels.appSign, value: <Opens text={t.appSignIs} act={replace('appSign')} />, note: t.appSignRotate },
          { name: 'ServerSecret', value: t.serverSecretIs, note: t.serverSecretRotate },
        ]}
      />
      <Confirm
        opened={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={t.replaceTitle(leaving ? labels[leaving] : '', app.appkey)}
        effect={leaving === 'appSign' ? t.replaceAppSign : t.replaceClientSecret}
        verb={t.replace}
        typed={app.appkey}
        onConfirm={async () => {
          if (leaving) setFresh({ secret: leaving, ...(await server.apps.replaceSecret({ secret: leaving })) })
        }}
      />
      {fresh && (
        <Modal
          opened
          onClose={() => setFresh(undefined)}
          title={t.replaced(labels[fresh.secret])}
          size="lg"
          closeOnClickOutside={false}
          closeOnEscape={false}
        >
          <Stack gap="md">
            <SecretsOnce
              fileName={`${app.org}-${app.name}-${fresh.secret}.json`}
              lines={[{ key: fresh.secret, label: labels[fresh.secret], value: fresh.value }]}
            />
            <Group justify="flex-end">
              <Button onClick={() => setFresh(undefined)}>{t.kept}</Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </Card>
  )
}

function Opens({ text, act }: { readonly text: string; readonly act: ReactNode }) {
  return (
    <>
      {text}
      {act}
    </>
  )
}
