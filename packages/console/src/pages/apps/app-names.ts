// What an organisation and an app may be called; the server decides again.

/** Whether a name breaks the server's rule for both. */
export function nameObjection(text: string): boolean {
  return !/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(text)
}
