// Labels: the list, and the page of one.
import { Route, Switch } from 'wouter'
import { namedBy } from '../../api/named.ts'
import { Detail } from './detail.tsx'
import { List } from './list.tsx'

/** The pages below `/labels`. */
export function Page() {
  return (
    <Switch>
      <Route path="/">
        <List />
      </Route>
      <Route path="/:name">{({ name }) => <Detail name={namedBy(name)} />}</Route>
    </Switch>
  )
}
