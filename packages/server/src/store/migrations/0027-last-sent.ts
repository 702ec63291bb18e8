// Step 27: the instant of a conversation's last message, so that none bears an earlier one than the message before it, whichever process took it
// and whatever its clock said.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const lastSent: Migration = {
  number: 27,
  name: 'last sent',
  statements: ({ int }) => [`ALTER TABLE conversation ADD COLUMN last_sent_at ${int} NOT NULL DEFAULT 0`],
}
