// What goes with a user who is deleted: places in conversations, what was for the user alone, and what only the user knew. Messages stay
// with those who have them. Somebody who registers under the same name later finds nothing of it.
import type { AppId, UserId } from '@posthouse/protocol'
import { userAudience } from '../../domain/chat/conversation.ts'
import { hinted, statement } from '../statement.ts'
import type { Step } from '../write.ts'

const ofUser = 'app_id = $1 AND username = $2'

/** Named statements of this room. */
export const leaveChatStatements = {
  // primary key of chat_group, conversation_member_by_user; '0' comes after '/'
  leaveGroups: statement(
    'chat_group_lose_user',
    hinted(
      by =>
        'UPDATE chat_group SET member_count = member_count - 1, revision = revision + 1 WHERE app_id = $1 AND id IN' +
        ` (SELECT substr(conversation, 3) FROM conversation_member${by('conversation_member_by_user')} WHERE ${ofUser}` +
        " AND conversation > 'g/' AND conversation < 'g0' AND left_position IS NULL)",
    ),
  ),
  // conversation_member_by_user
  leave: statement(
    'conversation_lose_user',
    hinted(by => `DELETE FROM conversation_member${by('conversation_member_by_user')} WHERE ${ofUser}`),
  ),
  // primary key
  forgetHidden: statement('hidden_message_lose_user', `DELETE FROM hidden_message WHERE ${ofUser}`),
  // primary key
  forgetNames: statement('message_key_lose_user', 'DELETE FROM message_key WHERE app_id = $1 AND sender = $2'),
  // entry_by_audience
  forgetOwn: statement(
    'entry_lose_user',
    hinted(by => `DELETE FROM entry${by('entry_by_audience')} WHERE app_id = $1 AND audience = $2`),
  ),
}

/** Takes a user out of all conversations; part of deleting the user. */
export function leaveChats(appId: AppId, username: UserId): readonly Step[] {
  const { leaveGroups, leave, forgetHidden, forgetNames, forgetOwn } = leaveChatStatements
  return [
    ...[leaveGroups, leave, forgetHidden, forgetNames].map(named => ({ statement: named, values: [appId, username] })),
    { statement: forgetOwn, values: [appId, userAudience(username)] },
  ]
}
