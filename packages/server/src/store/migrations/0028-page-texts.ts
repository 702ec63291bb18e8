// Step 28: what is kept of a page. Entries are tokens and ids, which do not become smaller: PostgreSQL no longer tries, which was half of
// what such a row cost. Ends refer to the one before, which programs of before cannot read.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const pageTexts: Migration = {
  number: 28,
  name: 'page texts',
  worksWith: 28,
  statements: ({ engine }) =>
    // With its partitions; new ones are made like it.
    engine === 'postgres' ? ['ALTER TABLE delivery_page ALTER COLUMN entries SET STORAGE EXTERNAL'] : [],
}
