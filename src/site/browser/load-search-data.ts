import { SEARCH_CALLBACK } from '../search/search-shards.ts'
import type { LoadSearchData } from './find-messages.ts'

/**
 * Loads files of search data, each once, as scripts beside the page: that works from a disk too, where a page may read
 * no files.
 */
export function searchDataLoader(): LoadSearchData {
  const loads = new Map<string, Promise<unknown>>()
  const waiting = new Map<string, (data: unknown) => void>()
  Object.assign(globalThis, {
    [SEARCH_CALLBACK]: (name: string, data: unknown) => {
      waiting.get(name)?.(data)
      waiting.delete(name)
    },
  })
  return (name, { sum }) => {
    const known = loads.get(name)
    if (known !== undefined) return known
    const started = new Promise<unknown>((resolve, reject) => {
      const script = document.createElement('script')
      waiting.set(name, resolve)
      const fail = (): void => {
        // It may be there the next time.
        loads.delete(name)
        waiting.delete(name)
        reject(new Error(`cannot load ${name}`))
      }
      script.addEventListener('error', fail)
      script.addEventListener('load', () => {
        script.remove()
        if (waiting.has(name)) fail()
      })
      script.src = `search/${name}.js?${sum}`
      document.head.append(script)
    })
    loads.set(name, started)
    return started
  }
}
