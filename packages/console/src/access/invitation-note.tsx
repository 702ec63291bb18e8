// The link of an invitation, shown once, in a dialogue that closes by its button alone.
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { Instant } from '../parts/instant.tsx'
import { SecretsOnce } from '../parts/secrets-once.tsx'
import { useWords } from '../words/words.ts'
import { invitationLink } from './invitation.ts'
import { accessWords } from './words.ts'

/** An invitation as the server gives it, and for whom it is. */
export interface Invited {
  readonly name: string
  readonly invitation: { readonly token: string; readonly expiresAt: number }
}

/** Open while there is an invitation to show. */
export function InvitationNote({
  invited,
  onClose,
}: {
  readonly invited: Invited | undefined
  readonly onClose: () => void
}) {
  const t = useWords(accessWords)
  if (!invited) return null
  const { name, invitation } = invited
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.inviteTitle(name)}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="sm">
        <Text size="sm">{t.inviteText}</Text>
        <SecretsOnce
          fileName={`invitation-${name}.json`}
          lines={[{ key: 'link', label: t.inviteLink, value: invitationLink(location.origin, invitation.token) }]}
        />
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {t.inviteEnds} <Instant at={invitation.expiresAt} />
          </Text>
          <Button onClick={onClose}>{t.done}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
