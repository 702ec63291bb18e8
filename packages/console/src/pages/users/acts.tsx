// What can be done to a user as a whole: send a push, disable or enable.
import { Button } from '@mantine/core'
import { useState } from 'react'
import { segment } from '../../api/place.ts'
import { useMay } from '../../api/session.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { AppLink } from '../../parts/link.tsx'
import { useWords } from '../../words/words.ts'
import { type Person, usePersonAct } from './queries.ts'
import { personWords } from './words.ts'

/** The buttons beside the title. */
export function PersonActs({ person: { username, activated } }: { readonly person: Person }) {
  const t = useWords(personWords)
  const mayAct = useMay('operator')
  const [asks, setAsks] = useState(false)
  const act = usePersonAct(username, (server, isOn: boolean) =>
    isOn ? server.users.activate({ username }) : server.users.deactivate({ username }),
  )
  return (
    <>
      {mayAct &&
        (activated ? (
          <Button variant="default" onClick={() => setAsks(true)}>
            {t.ban}
          </Button>
        ) : (
          <Button variant="default" loading={act.isPending} onClick={() => act.mutate(true)}>
            {t.lift}
          </Button>
        ))}
      <AppLink to={`/send?user=${segment(username)}`} underline="never">
        <Button component="span">{t.send}</Button>
      </AppLink>
      <Confirm
        opened={asks}
        onClose={() => setAsks(false)}
        title={t.banTitle(username)}
        effect={t.banEffect}
        verb={t.ban}
        onConfirm={() => act.mutateAsync(false)}
      />
    </>
  )
}
