// Push resources: the list, and the page that makes or changes one.
import { Route, Switch } from 'wouter'
import { namedBy } from '../../api/named.ts'
import { CreateResource, EditResource } from './editor.tsx'
import { List } from './list.tsx'

/** The pages below `/resources`; a name has no slash, so `new/` is none. */
export function Page() {
  return (
    <Switch>
      <Route path="/">
        <List />
      </Route>
      <Route path="/new/resource">
        <CreateResource />
      </Route>
      <Route path="/:name">{({ name }) => <EditResource name={namedBy(name)} />}</Route>
    </Switch>
  )
}
