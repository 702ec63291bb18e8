// What the build makes of files that are not TypeScript.
declare module '*.css'
declare module '*.module.css' {
  const names: Readonly<Record<string, string>>
  export default names
}
declare module '*.svg' {
  const url: string
  export default url
}
