// `/messages/{id}`: what became of one message. Without an id there is nothing to show but the way to find one.
import { Redirect, Route, Switch } from 'wouter'
import { namedBy } from '../../api/named.ts'
import { addressOf, usePlace } from '../../api/place.ts'
import { MessageTrace } from './trace.tsx'

/** The pages below `/messages`. */
export function Page() {
  const place = usePlace()
  return (
    <Switch>
      <Route path="/:id">{({ id }) => <MessageTrace id={namedBy(id)} />}</Route>
      <Route>
        <Redirect to={`~${addressOf(place, '/why')}`} replace />
      </Route>
    </Switch>
  )
}
