// Where a rule's requests go, and what signs them.
import { PasswordInput, Stack, TextInput } from '@mantine/core'
import { useWords } from '../../words/words.ts'
import type { Refusal, RuleDraft, RuleProblem } from './rule-draft.ts'
import { ruleWords } from './rule-words.ts'
import { words } from './words.ts'

/** What each part of the form is given. */
export interface RulePartProps {
  readonly draft: RuleDraft
  readonly change: (changed: Partial<RuleDraft>) => void
  /** Shown once the reader tried to save. */
  readonly problems: readonly RuleProblem[]
  /** Of the server; gone with the next change. */
  readonly refusal?: Refusal | undefined
}

/** Members whose refusal stands at their field. */
export const shownAtField: ReadonlySet<string> = new Set(['name', 'url', 'secret'])

/** The words of a problem that a field is about, where there is one. */
export function useProblem(problems: readonly RuleProblem[]): (problem: RuleProblem) => string | undefined {
  const t = useWords(ruleWords)
  return problem => (problems.includes(problem) ? t[`bad${problem}`] : undefined)
}

/** Name, URL and, of a new rule, the secret. */
export function PlaceFields({ draft, change, problems, refusal, isNew }: RulePartProps & { readonly isNew: boolean }) {
  const t = useWords(ruleWords)
  const names = useWords(words)
  const ownProblemOf = useProblem(problems)
  const problemOf = (name: 'name' | 'url' | 'secret'): string | undefined =>
    ownProblemOf(name) ?? (refusal?.field === name ? t.refusedAs(refusal.says) : undefined)
  return (
    <Stack gap="sm">
      {isNew && (
        <TextInput
          label={t.name}
          description={t.nameNote}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          required
          maxLength={32}
          value={draft.name}
          onChange={event => change({ name: event.currentTarget.value })}
          error={problemOf('name')}
        />
      )}
      <TextInput
        label={names.url}
        description={t.urlNote}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        required
        type="url"
        maxLength={2_048}
        placeholder="https://hooks.example.com/posthouse"
        value={draft.url}
        onChange={event => change({ url: event.currentTarget.value.trim() })}
        error={problemOf('url')}
      />
      {isNew && (
        <PasswordInput
          label={t.secret}
          description={t.secretNote}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="new-password"
          value={draft.secret}
          onChange={event => change({ secret: event.currentTarget.value })}
          error={problemOf('secret')}
        />
      )}
    </Stack>
  )
}
