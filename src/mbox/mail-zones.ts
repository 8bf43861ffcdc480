/** The zones of RFC 5322 section 4.3, and two that Pipermail knows, in hours east of UTC. Any other name means nothing certain. */
export const MAIL_ZONES: ReadonlyMap<string, number> = new Map([
  ['UT', 0],
  ['UTC', 0],
  ['GMT', 0],
  ['Z', 0],
  ['AST', -4],
  ['ADT', -3],
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7],
])
