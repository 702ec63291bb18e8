/** JSON as values, for blocks that are handed through unread. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject
/** A JSON object; absent and `undefined` members are the same thing. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined
}
