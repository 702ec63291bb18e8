// Step 8: push templates.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const templates: Migration = {
  number: 8,
  name: 'templates',
  statements: ({ int, text, keyed }) => [
    `CREATE TABLE template (
      app_id ${int} NOT NULL, name ${text} NOT NULL, title_pattern ${text} NOT NULL, content_pattern ${text} NOT NULL,
      created_at ${int} NOT NULL, updated_at ${int} NOT NULL, PRIMARY KEY (app_id, name)) ${keyed}`,
  ],
}
