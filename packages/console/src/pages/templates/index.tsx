// Templates: the list, and the page that makes or changes one.
import { Route, Switch } from 'wouter'
import { namedBy } from '../../api/named.ts'
import { CreateTemplate, EditTemplate } from './editor.tsx'
import { List } from './list.tsx'

/** The pages below `/templates`; a name has no slash. */
export function Page() {
  return (
    <Switch>
      <Route path="/">
        <List />
      </Route>
      <Route path="/new/template">
        <CreateTemplate />
      </Route>
      <Route path="/:name">{({ name }) => <EditTemplate name={namedBy(name)} />}</Route>
    </Switch>
  )
}
