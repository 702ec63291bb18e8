// Notifiers: the list, the page of one, and the form that adds or changes one.
import { Route, Switch } from 'wouter'
import { namedBy } from '../../api/named.ts'
import { AddNotifier } from './add.tsx'
import { Detail } from './detail.tsx'
import { EditNotifier } from './edit.tsx'
import { List } from './list.tsx'

/** The pages below `/notifiers`. A notifier called `new` is reached by its check and its form all the same. */
export function Page() {
  return (
    <Switch>
      <Route path="/">
        <List />
      </Route>
      <Route path="/new">
        <AddNotifier />
      </Route>
      <Route path="/:name/edit">{({ name }) => <EditNotifier name={namedBy(name)} />}</Route>
      <Route path="/:name">{({ name }) => <Detail name={namedBy(name)} />}</Route>
    </Switch>
  )
}
