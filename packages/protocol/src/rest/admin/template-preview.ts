// What a push template says, before anybody is pushed to: for a message, its arguments and a receiver, in the words of the push itself.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const args = Type.Optional(Type.Array(Type.String({ maxLength: 512 }), { maxItems: 100 }))
const shown = { title: Type.String(), content: Type.String() }

/** `POST …/templates/{name}/preview`: stores nothing and pushes nothing. */
const templatePreview = endpoint({
  name: 'templates.preview',
  summary: 'What a template says for a message, without pushing',
  method: 'POST',
  path: '/admin/v1/apps/:org/:app/templates/:name/preview',
  access: 'admin',
  role: 'viewer',
  envelope: 'bare',
  bodyKind: 'json',
  bodyBytesMax: 64 * kibibyte,
  idempotent: false,
  params: Type.Object({ org: Type.String(), app: Type.String(), name: Type.String() }),
  query: Type.Object({}, closed),
  body: Type.Object(
    {
      /** Patterns that are not stored yet; absent: those of the stored template. Both or none for a template that is not there. */
      titlePattern: Type.Optional(Type.String({ maxLength: 2_048 })),
      contentPattern: Type.Optional(Type.String({ maxLength: 2_048 })),
      /** For `{0}`, `{1}`, … */
      titleArgs: args,
      contentArgs: args,
      /** The sender's user id; its push nickname is read. Default: a made-up sender. */
      from: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      /** The receiver's user id; language, display style and own template are read. Default: a receiver without settings. */
      to: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      /** What is sent; `text` counts for `txt` only. Default: `txt`. */
      kind: Type.Optional(
        Type.Union([
          Type.Literal('txt'),
          Type.Literal('img'),
          Type.Literal('audio'),
          Type.Literal('video'),
          Type.Literal('loc'),
          Type.Literal('file'),
          Type.Literal('custom'),
          Type.Literal('combine'),
        ]),
      ),
      text: Type.Optional(Type.String({ maxLength: 4_096 })),
    },
    closed,
  ),
  reply: Type.Object(
    {
      /** For the receiver, as a message that names the template is pushed. */
      shown: Type.Object({ ...shown, language: Type.Optional(Type.String()) }, closed),
      /** The same for receivers of each language that the server has words in. */
      languages: Type.Array(Type.Object({ language: Type.String(), ...shown }, closed)),
      /** What the phones of each of the app's vendors show of it, cut as they cut; vendors that cannot carry it are left out. */
      screens: Type.Array(
        Type.Object(
          { vendor: Type.String(), title: Type.String(), body: Type.String(), subtitle: Type.Optional(Type.String()) },
          closed,
        ),
      ),
      /** The texts that could stand there, the strongest first; the first that exists is shown. */
      order: Type.Array(
        Type.Object(
          {
            by: Type.Union([
              Type.Literal('message'),
              Type.Literal('receiver'),
              Type.Literal('style'),
              Type.Literal('builtin'),
            ]),
            /** Of the template; absent for `builtin`, and for a receiver without one. */
            name: Type.Optional(Type.String()),
            exists: Type.Boolean(),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const templatePreviewEndpoints = { templatePreview }
