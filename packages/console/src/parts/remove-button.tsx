// The button of an object's own page that deletes it: asks first, then leads to the list that the object stood in. Knows nothing of what it is.
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useLocation } from 'wouter'
import { addressOf, usePlace } from '../api/place.ts'
import { Confirm, type ConfirmProps } from './confirm.tsx'

/** What is deleted, and what is asked before; the verb is the button's text too. */
export interface RemoveButtonProps extends Pick<ConfirmProps, 'title' | 'effect' | 'verb' | 'typed'> {
  readonly remove: () => Promise<unknown>
  /** The page of the list, below the app. */
  readonly list: string
  /** Makes the list be asked again; the page of what is gone is left before. */
  readonly reload: () => Promise<void>
}

/** A button with its question. */
export function RemoveButton({ remove, list, reload, ...asked }: RemoveButtonProps) {
  const place = usePlace()
  const [, go] = useLocation()
  const [isOpen, { open, close }] = useDisclosure()
  const confirm = async (): Promise<void> => {
    await remove()
    go(`~${addressOf(place, list)}`)
    await reload()
  }
  return (
    <>
      <Button variant="default" c="var(--ph-bad)" onClick={open}>
        {asked.verb}
      </Button>
      <Confirm {...asked} opened={isOpen} onClose={close} onConfirm={confirm} />
    </>
  )
}
