// The exceptions storage (spec/easemob.md §9.3): what nobody took, window by window, and sending a window again.
import { Alert, Button, Stack, Table, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useServer } from '../../api/server.ts'
import { useMay, useSession } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { attemptWords } from './attempts-words.ts'
import { useCallbacksKey, useReloadCallbacks } from './queries.ts'

/** The tab. */
export function Storage() {
  const t = useWords(attemptWords)
  const server = useServer()
  const key = useCallbacksKey()
  const { timeZone } = useSession().server
  const query = useQuery({
    queryKey: [...key, 'storage'],
    queryFn: async ({ signal }) => (await server.callbackStorage.info({}, { signal })).data,
  })
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t.storageLead}
      </Text>
      <Loaded query={query}>
        {windows =>
          windows.length === 0 ? (
            <Empty>{t.storageNone}</Empty>
          ) : (
            <Windows windows={windows.toReversed()} zone={timeZone} />
          )
        }
      </Loaded>
    </Stack>
  )
}

interface WindowsProps {
  readonly windows: readonly { readonly date: string; readonly size: number; readonly retry: number }[]
  readonly zone: string
}

function Windows({ windows, zone }: WindowsProps) {
  const t = useWords(attemptWords)
  const language = useLanguage()
  const server = useServer()
  const mayResend = useMay('operator')
  const reload = useReloadCallbacks()
  const { mutate, data, error, isPending, variables } = useMutation({
    mutationFn: async (date: string) => (await server.callbackStorage.retry({ date })).data,
    onSettled: () => reload(),
  })
  return (
    <Card>
      {error !== null && <FailureNote failure={error} />}
      {data !== undefined && (
        <Alert color={data === 'success' ? 'green' : 'yellow'} variant="light" p="xs" mb="sm" role="status">
          {data === 'success' ? t.resent : t.notResent}
        </Alert>
      )}
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{`${t.window}, ${t.onClocks(zone)}`}</Table.Th>
            <Table.Th ta="right">{t.size}</Table.Th>
            <Table.Th ta="right">{t.resends}</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {windows.map(({ date, size, retry }) => (
            <Table.Tr key={date}>
              <Table.Td>{readable(date)}</Table.Td>
              <Table.Td ta="right">{countText(size, language)}</Table.Td>
              <Table.Td ta="right">{retry === 0 ? t.never : t.times(retry)}</Table.Td>
              <Table.Td ta="right">
                {mayResend && (
                  <Button
                    variant="default"
                    size="compact-xs"
                    loading={isPending && variables === date}
                    onClick={() => mutate(date)}
                    aria-label={`${t.resend}: ${readable(date)}`}
                  >
                    {t.resend}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  )
}

/** `2026-11-21 14:20` of `202611211420`. */
function readable(date: string): string {
  return date.replace(/^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})$/, '$1-$2-$3 $4:$5')
}
