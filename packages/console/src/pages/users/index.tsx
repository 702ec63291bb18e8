// Users: the list, and the page of one.
import { Route, Switch } from 'wouter'
import { UserList } from './list.tsx'
import { UserPage } from './person.tsx'

/** The pages below `/users`. */
export function Page() {
  return (
    <Switch>
      <Route path="/">
        <UserList />
      </Route>
      <Route path="/:username">{({ username }) => <UserPage username={decodeURIComponent(username)} />}</Route>
    </Switch>
  )
}
