// An optional peer: its own types are there only where it is installed. Only what is used here.
declare module 'pagefind' {
  /** Begins an index in a process of Pagefind's own. */
  export function createIndex(): Promise<import('./pagefind-index.ts').PagefindCreated>
}
