// An example, sent to a rule's endpoint at once, with what it answered.
import { Button, Group, Select, Stack, Text } from '@mantine/core'
import type { CallbackRulesRule, CallbackRulesSampleReply } from '@posthouse/client/rest'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useServer } from '../../api/server.ts'
import { Card } from '../../parts/card.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { State } from '../../parts/outcome.tsx'
import { durationText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { useCallbacksKey } from './queries.ts'
import { ruleWords } from './rule-words.ts'

type Subject = Awaited<ReturnType<ReturnType<typeof useServer>['callbacks']['samples']>>['samples'][number]

/** The card. A rule that is asked before delivery has one example only. */
export function Sample({ rule }: { readonly rule: CallbackRulesRule }) {
  const t = useWords(ruleWords)
  const server = useServer()
  const subjects = useSubjects()
  const [chosen, setChosen] = useState('push delivered')
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => {
      const subject = subjects.find(one => nameOf(one) === chosen)
      const { event = 'push', reason } = subject ?? {}
      return server.callbackRules.sample({ ruleId: rule.id, event, ...(reason === undefined ? {} : { reason }) })
    },
  })
  return (
    <Card title={t.sample}>
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          {t.sampleLead}
        </Text>
        <Group gap="xs" align="flex-end" wrap="nowrap">
          {rule.before ? (
            <Text size="sm" flex={1}>
              {t.question}
            </Text>
          ) : (
            <SubjectSelect subjects={subjects} value={chosen} onChange={setChosen} />
          )}
          <Button size="sm" loading={isPending} onClick={() => mutate()}>
            {t.send}
          </Button>
        </Group>
        {error !== null && <FailureNote failure={error} />}
        {data && <Answer answer={data} />}
      </Stack>
    </Card>
  )
}

function useSubjects(): readonly Subject[] {
  const server = useServer()
  const key = useCallbacksKey()
  const { data } = useQuery({
    queryKey: [...key, 'samples'],
    queryFn: async ({ signal }) => (await server.callbacks.samples({}, { signal })).samples,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data ?? []
}

function nameOf({ event, reason }: Subject): string {
  return reason === undefined ? event : `${event} ${reason}`
}

function SubjectSelect({
  subjects,
  value,
  onChange,
}: {
  readonly subjects: readonly Subject[]
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const t = useWords(ruleWords)
  const bilingual = useBilingual()
  const items = (of: readonly Subject[]) =>
    of.map(subject => ({
      value: nameOf(subject),
      label: subject.reason === undefined ? bilingual(subject.text) : `${subject.reason} · ${bilingual(subject.text)}`,
    }))
  return (
    <Select
      flex={1}
      label={t.sampleOf}
      searchable
      allowDeselect={false}
      value={value}
      onChange={next => onChange(next ?? value)}
      data={[
        { group: t.sampleOutcomes, items: items(subjects.filter(({ event }) => event === 'push')) },
        { group: t.sampleEvents, items: items(subjects.filter(({ event }) => event !== 'push')) },
      ]}
    />
  )
}

function Answer({ answer }: { readonly answer: CallbackRulesSampleReply }) {
  const t = useWords(ruleWords)
  const language = useLanguage()
  const { delivered, durationMs, httpStatus, error, excerpt, body, verdict } = answer
  const time = durationText(durationMs, language)
  const words = delivered ? t.taken : t.refused
  return (
    <Stack gap="xs">
      <Text size="sm" component="div" role="status">
        <State tone={delivered ? 'fine' : 'bad'}>
          {httpStatus === undefined ? t.unanswered(error ?? '') : words(httpStatus, time)}
        </State>
      </Text>
      {verdict !== undefined && <Text size="sm">{verdict === 'deliver' ? t.deliver : t.blocked}</Text>}
      {excerpt !== undefined && <JsonView value={excerpt} label={t.answerIs} />}
      <Text size="xs" c="dimmed">
        {t.sent}
      </Text>
      <JsonView value={JSON.parse(body)} label={t.sent} />
    </Stack>
  )
}
