// Step 23: a task's audience in parts, each walked by whoever has time. A task that was cut is not due itself. Processes of the version
// before know nothing of parts: a trigger keeps the task out of their hands, whatever they write.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const taskParts: Migration = {
  number: 23,
  name: 'task parts',
  statements: ({ engine, int, text, keyed }) => [
    `ALTER TABLE task ADD COLUMN parts ${int}`,
    'CREATE INDEX task_in_parts ON task (id) WHERE parts IS NOT NULL',
    `CREATE TABLE task_part (
      app_id ${int} NOT NULL, task_id ${int} NOT NULL, part ${int} NOT NULL, cursor ${text} NOT NULL, last ${text}, walked ${int} NOT NULL,
      due_at ${int}, epoch ${int} NOT NULL, leased ${int} NOT NULL, PRIMARY KEY (app_id, task_id, part)) ${keyed}`,
    'CREATE INDEX task_part_due ON task_part (due_at) WHERE due_at IS NOT NULL',
    ...(engine === 'postgres' ? notDueItself : []),
  ],
}

// An embedded database has one process, which is of one version.
const notDueItself = [
  "CREATE FUNCTION task_in_parts() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.due_at := NULL; RETURN NEW; END'",
  'CREATE TRIGGER task_in_parts BEFORE UPDATE ON task FOR EACH ROW' +
    ' WHEN (NEW.parts IS NOT NULL AND NEW.due_at IS NOT NULL) EXECUTE FUNCTION task_in_parts()',
]
