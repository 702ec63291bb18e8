// What is done to one account, each asked once more with its effect.
import type { Invited } from '../../access/invitation-note.tsx'
import { useServer } from '../../api/server.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useWords } from '../../words/words.ts'
import { AccountForm } from './account-form.tsx'
import type { AccountRow } from './account-row.ts'
import { accountWords } from './account-words.ts'

/** What is to be done, to whom. */
export interface AccountAct {
  readonly is: 'roles' | 'invite' | 'disable' | 'enable' | 'remove'
  readonly account: AccountRow
}

/** What the dialogues are given. */
export interface AccountActsProps {
  readonly act: AccountAct | undefined
  readonly onClose: () => void
  readonly onDone: (invited?: Invited) => void
}

/** The dialogue of the act that was chosen. */
export function AccountActs({ act, onClose, onDone }: AccountActsProps) {
  const t = useWords(accountWords)
  const { accounts } = useServer()
  if (!act) return null
  const { is, account } = act
  const { id: accountId, name } = account
  if (is === 'roles') return <AccountForm opened account={account} onClose={onClose} onDone={onDone} />
  const asked = {
    invite: { title: t.inviteTitle(name), effect: t.inviteEffect, verb: t.invite },
    disable: { title: t.disableTitle(name), effect: t.disableEffect, verb: t.disable },
    enable: { title: t.enableTitle(name), effect: t.enableEffect, verb: t.enable },
    remove: { title: t.removeTitle(name), effect: t.removeEffect, verb: t.remove, typed: name },
  }[is]
  const carryOut = async (): Promise<void> => {
    if (is === 'invite') {
      const { invitation } = await accounts.invite({ accountId })
      onDone({ name, invitation })
      return
    }
    if (is === 'remove') await accounts.remove({ accountId })
    else await accounts.change({ accountId, disabled: is === 'disable' })
    onDone()
  }
  return <Confirm opened onClose={onClose} {...asked} onConfirm={carryOut} />
}
