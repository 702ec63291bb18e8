// Step 21: what an operator asks of tasks and callbacks. Tasks by state; a few messages of each reason for which a task's deliveries
// failed; a rule's latest tries; which replay a callback was sent again by, and what it was before. Of what was there before this step
// no examples are kept, and its tries belong to no rule.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const desk: Migration = {
  number: 21,
  name: 'desk',
  statements: ({ int, text, keyed }) => [
    'CREATE INDEX task_by_state ON task (app_id, state, id)',
    `CREATE TABLE task_example (
      app_id ${int} NOT NULL, task_id ${int} NOT NULL, reason ${text} NOT NULL, slot ${int} NOT NULL, push_id ${int} NOT NULL,
      PRIMARY KEY (app_id, task_id, reason, slot)) ${keyed}`,
    `ALTER TABLE callback_try ADD COLUMN rule_id ${int}`,
    'CREATE INDEX callback_try_by_rule ON callback_try (rule_id, at) WHERE rule_id IS NOT NULL',
    `ALTER TABLE callback ADD COLUMN replay_id ${int}`,
    `ALTER TABLE callback ADD COLUMN replayed_from ${text}`,
    'CREATE INDEX callback_by_replay ON callback (replay_id) WHERE replay_id IS NOT NULL',
  ],
}
