// The style sheet of the reference page: light and dark as the reader's system is, one column on a phone, two on a desk.

/** Served from a path of our own, because the page allows no inline style. */
export const referenceStyle = `:root {
  color-scheme: light dark;
  --back: #fdfdfc;
  --soft: #f2f3f1;
  --line: #dcdedb;
  --text: #1d2124;
  --faint: #5c656c;
  --link: #0b5cad;
  --must: #a03c10;
}
@media (prefers-color-scheme: dark) {
  :root { --back: #16181b; --soft: #202428; --line: #363c42; --text: #e2e5e8; --faint: #9aa5ae; --link: #7ab8ff; --must: #ffab80; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0 auto; max-width: 76rem; padding: 0 1rem 4rem; background: var(--back); color: var(--text);
  font: 1rem/1.55 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; overflow-wrap: break-word;
}
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; font-size: .9em; }
code { background: var(--soft); border-radius: 3px; padding: .1em .3em; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .8rem; overflow-x: auto; }
h1 small { color: var(--faint); font-size: .5em; font-weight: normal; }
section > h2 { border-bottom: 2px solid var(--line); margin-top: 3rem; padding-bottom: .3rem; }
article { border-bottom: 1px solid var(--line); padding: .5rem 0 1.5rem; }
article h3 a { color: inherit; }
h4 { margin: 1.2rem 0 .3rem; }
summary { cursor: pointer; font-weight: 600; }
nav { font-size: .92rem; padding-top: 1rem; }
nav summary { padding: .2rem 0; }
nav ul { list-style: none; margin: 0; padding: 0 0 0 .6rem; }
nav li { padding: .15rem 0; }
.line { margin: 0; }
.access, .or { color: var(--faint); margin: .3rem 0; }
.method { border: 1px solid var(--line); border-radius: 3px; font-size: .85em; padding: .1em .5em; }
.members { list-style: none; margin: .3rem 0; padding: 0; }
.members .members { border-left: 2px solid var(--line); margin-left: .3rem; padding-left: .8rem; }
.members li { padding: .2rem 0; }
.type { color: var(--faint); font-size: .9em; }
.must { color: var(--must); font-size: .85em; }
.words { display: block; }
@media (min-width: 60rem) {
  body { display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 2.5rem; }
  nav { height: 100vh; overflow-y: auto; position: sticky; top: 0; }
}
@media print { nav { display: none; } }
`
