// One's own password: the old one and a new one. The account's other sessions end.
import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { PosthouseApiError } from '@posthouse/client/rest'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { isPasswordLongEnough, passwordCharsMin } from '../access/account-rules.ts'
import { serverOf } from '../api/server.ts'
import { FailureNote } from '../parts/failure-note.tsx'
import { useWords, wordsOf } from '../words/words.ts'

const words = wordsOf({
  title: { en: 'Change your password', zh: '修改密码' },
  old: { en: 'Current password', zh: '当前密码' },
  new: { en: 'New password', zh: '新密码' },
  rule: {
    en: (min: number) => `At least ${min} characters, and none of those that are guessed first.`,
    zh: (min: number) => `至少 ${min} 个字符，且不是最容易被猜到的密码。`,
  },
  effect: {
    en: 'Your other sessions end; this one stays.',
    zh: '您的其他会话将结束，当前会话保留。',
  },
  wrong: { en: 'The current password is wrong.', zh: '当前密码不正确。' },
  cancel: { en: 'Cancel', zh: '取消' },
  change: { en: 'Change the password', zh: '修改密码' },
  show: { en: 'Show the password', zh: '显示密码' },
  changed: {
    en: (ended: number) =>
      ended === 0 ? 'Your password is changed.' : `Your password is changed. Other sessions ended: ${ended}.`,
    zh: (ended: number) => (ended === 0 ? '密码已修改。' : `密码已修改，其他 ${ended} 个会话已结束。`),
  },
})

/** The dialogue. */
export function ChangePassword({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const t = useWords(words)
  return (
    <Modal opened={opened} onClose={onClose} title={t.title}>
      <Form onClose={onClose} />
    </Modal>
  )
}

function Form({ onClose }: { readonly onClose: () => void }) {
  const t = useWords(words)
  const [oldPassword, setOld] = useState('')
  const [newPassword, setNew] = useState('')
  const change = useMutation({
    mutationFn: () => serverOf(undefined).session.changePassword({ oldPassword, newPassword }),
    onSuccess: ({ ended }) => {
      notifications.show({ message: t.changed(ended) })
      onClose()
    },
  })
  const isReady = oldPassword !== '' && isPasswordLongEnough(newPassword)
  const isWrong = change.error instanceof PosthouseApiError && change.error.code === 'invalid_grant'
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (isReady) change.mutate()
      }}
    >
      <Stack gap="sm">
        <PasswordInput
          label={t.old}
          value={oldPassword}
          autoComplete="current-password"
          data-autofocus
          error={isWrong ? t.wrong : undefined}
          visibilityToggleButtonProps={{ 'aria-label': t.show }}
          onChange={event => setOld(event.currentTarget.value)}
        />
        <PasswordInput
          label={t.new}
          description={t.rule(passwordCharsMin)}
          value={newPassword}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t.show }}
          onChange={event => setNew(event.currentTarget.value)}
        />
        <Text size="xs" c="dimmed">
          {t.effect}
        </Text>
        {change.error !== null && !isWrong && <FailureNote failure={change.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" disabled={!isReady} loading={change.isPending}>
            {t.change}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
