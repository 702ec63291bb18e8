// Making and changing a rule.
import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import type { CallbackRulesRule } from '@posthouse/client/rest'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { addressOf, usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useWords } from '../../words/words.ts'
import { useReloadCallbacks, useRule } from './queries.ts'
import { createInputOf, draftOf, editInputOf, newRule, type RuleDraft, refusalOf, ruleProblems } from './rule-draft.ts'
import { AskFields, ReportFields } from './rule-fields.tsx'
import { PlaceFields, shownAtField } from './rule-place.tsx'
import { ruleWords } from './rule-words.ts'
import { MadeRule, type ShownSecret } from './secret.tsx'
import { words } from './words.ts'

/** The form of a new rule; then its secret, this once. */
export function NewRule() {
  const t = useWords(ruleWords)
  const names = useWords(words)
  const server = useServer()
  const goTo = useGoTo()
  const reload = useReloadCallbacks()
  const mayMake = useMay('admin')
  const [made, setMade] = useState<ShownSecret & { readonly rule: CallbackRulesRule }>()
  const make = async (draft: RuleDraft): Promise<void> => {
    setMade(await server.callbackRules.create(createInputOf(draft)))
    await reload()
  }
  return (
    <PageFrame title={t.newTitle} lead={<AppLink to="/callbacks">{t.back}</AppLink>}>
      {!mayMake && <Text size="sm">{names.viewOnly}</Text>}
      {mayMake &&
        (made ? (
          <MadeRule rule={made.rule} made={made} onDone={() => goTo(`/callbacks/rules/${made.rule.id}`)} />
        ) : (
          <RuleForm isNew initial={newRule} onSave={make} onCancel={() => goTo('/callbacks')} />
        ))}
    </PageFrame>
  )
}

/** The form of a rule that there is. */
export function EditRule({ ruleId }: { readonly ruleId: string }) {
  const t = useWords(ruleWords)
  const server = useServer()
  const goTo = useGoTo()
  const reload = useReloadCallbacks()
  const query = useRule(ruleId)
  const back = `/callbacks/rules/${ruleId}`
  const save = async (draft: RuleDraft): Promise<void> => {
    await server.callbackRules.edit({ ruleId, ...editInputOf(draft) })
    await reload()
    goTo(back)
  }
  return (
    <PageFrame title={t.editTitle(query.data?.name ?? '')} lead={<AppLink to={back}>{query.data?.name ?? ''}</AppLink>}>
      <Loaded query={query}>
        {rule => <RuleForm isNew={false} initial={draftOf(rule)} onSave={save} onCancel={() => goTo(back)} />}
      </Loaded>
    </PageFrame>
  )
}

function useGoTo(): (path: string) => void {
  const place = usePlace()
  const [, go] = useLocation()
  return path => go(`~${addressOf(place, path)}`)
}

interface RuleFormProps {
  readonly isNew: boolean
  /** Looked at once: what comes later from the server does not undo what the reader writes. */
  readonly initial: RuleDraft
  readonly onSave: (draft: RuleDraft) => Promise<void>
  readonly onCancel: () => void
}

function RuleForm({ isNew, initial, onSave, onCancel }: RuleFormProps) {
  const t = useWords(ruleWords)
  const [draft, setDraft] = useState(initial)
  const [isTried, setTried] = useState(false)
  const { mutate, isPending, error, reset } = useMutation({ mutationFn: onSave })
  const change = (changed: Partial<RuleDraft>): void => {
    // What the server refused is being corrected.
    if (error !== null) reset()
    setDraft(before => ({ ...before, ...changed }))
  }
  const found = ruleProblems(draft)
  const problems = isTried ? found : []
  const refusal = refusalOf(error)
  const part = { draft, change, problems, refusal }
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        setTried(true)
        if (found.length === 0) mutate(draft)
      }}
    >
      <Stack gap="md" maw={760}>
        <Card>
          <Stack gap="md">
            {isNew && (
              <SegmentedControl
                size="xs"
                w="fit-content"
                aria-label={t.kind}
                value={draft.kind}
                onChange={kind => change({ kind: kind as RuleDraft['kind'] })}
                data={(['report', 'ask'] as const).map(value => ({ value, label: t[value] }))}
              />
            )}
            <PlaceFields {...part} isNew={isNew} />
          </Stack>
        </Card>
        {draft.kind === 'ask' ? <AskFields {...part} /> : <ReportFields {...part} />}
        {error !== null && !(refusal && shownAtField.has(refusal.field)) && <FailureNote failure={error} />}
        <Group gap="xs">
          <Button type="submit" size="sm" loading={isPending}>
            {isNew ? t.create : t.save}
          </Button>
          <Button variant="default" size="sm" onClick={onCancel}>
            {t.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
