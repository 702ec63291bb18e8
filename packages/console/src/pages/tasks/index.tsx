// Tasks: the list, one that is composed, and the page of one.
import { Route, Switch } from 'wouter'
import { namedBy } from '../../api/named.ts'
import { Compose } from './compose.tsx'
import { List } from './list.tsx'
import { Task } from './task.tsx'

/** The pages below `/tasks`. */
export function Page() {
  return (
    <Switch>
      <Route path="/">
        <List />
      </Route>
      <Route path="/new">
        <Compose />
      </Route>
      <Route path="/:taskId">{({ taskId }) => <Task taskId={namedBy(taskId)} />}</Route>
    </Switch>
  )
}
