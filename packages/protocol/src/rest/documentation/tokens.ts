// Tokens of apps and users, documented.
import type { Documented } from './documentation.ts'
import { sample } from './samples.ts'

/** By endpoint. */
export const tokenDocumentation: Documented = {
  'tokens.issue': {
    description:
      'An app token opens everything of its app and belongs on your server only. A token of a user opens what is that user’s own. Without `ttl` a token lives as long as the original’s: 60 days.',
    errors: [
      'client_id_missing',
      'client_secret_missing',
      'client_id_mismatch',
      'client_secret_mismatch',
      'username_missing',
      'password_missing',
      'password_wrong',
      'user_not_activated',
      'grant_user_not_found',
      'inherit_user_not_found',
      'grant_type_unknown',
      'user_create_concurrent',
      'resource_limited',
    ],
    examples: [
      {
        name: 'A token for the app',
        body: {
          grant_type: 'client_credentials',
          client_id: sample.clientId,
          client_secret: sample.clientSecret,
          ttl: 86_400,
        },
        reply: {
          access_token: 'YWMtExampleOfAnAppToken',
          expires_in: 86_400,
          application: '0f0e0d0c-0000-4000-8000-00000000a001',
        },
      },
      {
        name: 'A token for a user who gives a password',
        body: { grant_type: 'password', username: 'test1', password: sample.password },
      },
      {
        name: 'A token for a user, asked for with the token of the app',
        body: { grant_type: 'inherit', username: 'test2', autoCreateUser: true },
      },
      {
        name: 'A wrong client id',
        body: { grant_type: 'client_credentials', client_id: 'nobody', client_secret: sample.clientSecret },
        error: 'client_id_mismatch',
      },
    ],
  },
  'tokens.expiry': {
    examples: [{ name: 'When my token ends', params: { username: 'test1' } }],
  },
}
