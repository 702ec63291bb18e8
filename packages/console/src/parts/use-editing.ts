// Editing something that is stored: what is being written, what it began with, and what somebody else saved in the meantime, which is never
// written over unseen. Knows nothing of what it is.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

/** What is edited, and how it is saved. */
export interface EditingOf<Draft> {
  /** What is stored, or a blank; counts when the page opens. */
  readonly first: Draft
  isSame(one: Draft, other: Draft): boolean
  /** What is stored now; undefined where nothing is. */
  present(draft: Draft): Promise<Draft | undefined>
  write(draft: Draft): Promise<unknown>
  onSaved(draft: Draft): Promise<void>
}

/** An edit in hand. */
export function useEditing<Draft extends object>({ first, isSame, present, write, onSaved }: EditingOf<Draft>) {
  const [draft, setDraft] = useState(first)
  const [base, setBase] = useState(first)
  const save = useMutation({
    mutationFn: async (edit: { readonly draft: Draft; readonly base: Draft }): Promise<Draft | undefined> => {
      const stored = await present(edit.draft)
      if (stored && !isSame(stored, edit.base) && !isSame(stored, edit.draft)) return stored
      await write(edit.draft)
      return undefined
    },
    onSuccess: async (theirs, edit) => {
      if (theirs) return
      setBase(edit.draft)
      await onSaved(edit.draft)
    },
  })
  const theirs = save.data
  const isChanged = !isSame(draft, base)
  return {
    draft,
    /** Something stands here that is not stored. */
    isChanged,
    isBusy: save.isPending,
    isSaved: save.isSuccess && !theirs,
    failure: save.error,
    /** What somebody else saved; nothing was written then. */
    theirs,
    change: (part: Partial<Draft>): void => {
      setDraft({ ...draft, ...part })
      save.reset()
    },
    drop: (): void => setDraft(base),
    submit: (): void => save.mutate({ draft, base }),
    take: (): void => {
      if (!theirs) return
      setDraft(theirs)
      setBase(theirs)
      save.reset()
    },
    keep: (): void => {
      if (theirs) save.mutate({ draft, base: theirs })
    },
  }
}
