// The columns of labels and templates: what an app keeps for those whom it pushes to.
import type { Int } from './int.ts'

/** A label. */
export interface LabelRow {
  readonly id: Int
  readonly app_id: Int
  readonly name: string
  readonly description: string | null
  readonly created_at: Int
  /** How many rows of `label_member` belong to it. */
  readonly member_count: Int
}

/** A user in a label. */
export interface LabelMemberRow {
  readonly label_id: Int
  readonly username: string
  readonly app_id: Int
  readonly added_at: Int
}

/** A push template. */
export interface TemplateRow {
  readonly app_id: Int
  readonly name: string
  readonly title_pattern: string
  readonly content_pattern: string
  readonly created_at: Int
  readonly updated_at: Int
}
