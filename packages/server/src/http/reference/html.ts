// HTML as a value that cannot be mistaken for text: whatever is put into a template is escaped unless it is HTML already.

/** Finished HTML. */
export interface Html {
  readonly html: string
}

/** What may stand in a template: text and numbers are escaped, lists are joined, `undefined` and `false` are nothing. */
export type HtmlPart = Html | string | number | false | undefined | readonly HtmlPart[]

/** A template. Values may stand in content and in quoted attributes, nowhere else. */
export function html(fixed: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return { html: fixed.reduce((text, piece, at) => text + written(parts[at - 1]) + piece) }
}

function written(part: HtmlPart): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return 'html' in part ? part.html : part.map(written).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, char => entities[char] ?? char)
}

/** Plain text as the document writes it: paragraphs apart by an empty line, `code` between backticks. */
export function prose(text: string): Html {
  return html`${text.split('\n\n').map(paragraph => html`<p>${inline(paragraph)}</p>`)}`
}

/** One paragraph of such text without the element around it. */
export function inline(text: string): Html {
  return html`${text.split('`').map((piece, at) => (at % 2 === 1 ? html`<code>${piece}</code>` : piece))}`
}
