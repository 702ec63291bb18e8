// The parts of the page, found by their ids; a missing one is a mistake in index.html.

/** An element of the page. */
export function part<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.querySelector<T>(`#${id}`)
  if (!found) throw new Error(`index.html has no element ${id}`)
  return found
}

/** What a field holds. */
export function value(id: string): string {
  return part<HTMLInputElement>(id).value.trim()
}

/** What a field of a form holds. */
export function field(form: HTMLFormElement, name: string): string {
  return String(new FormData(form).get(name) ?? '').trim()
}

/** Adds a line to a list, and keeps the last 200. */
export function addLine(id: string, text: string, isOwn = false): void {
  const list = part(id)
  const line = document.createElement('li')
  line.textContent = text
  line.classList.toggle('own', isOwn)
  list.append(line)
  while (list.childElementCount > linesMax) list.firstElementChild?.remove()
  list.scrollTop = list.scrollHeight
}

/** Notes an event of the SDK. */
export function note(event: string, data: unknown): void {
  addLine('log', `${new Date().toLocaleTimeString()} ${event} ${JSON.stringify(data)}`)
}

const linesMax = 200
