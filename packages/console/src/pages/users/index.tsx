// Users: the list, and the page of one.
import { Route, Switch } from 'wouter'
import { namedBy } from '../../api/named.ts'
import { UserList } from './list.tsx'
import { UserPage } from './person.tsx'

/** The pages below `/users`. */
export function Page() {
  return (
    <Switch>
      <Route path="/">
        <UserList />
      </Route>
      <Route path="/:username">{({ username }) => <UserPage username={namedBy(username)} />}</Route>
    </Switch>
  )
}
