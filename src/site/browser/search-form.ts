import { foundText, momentText, type SearchTexts } from '../search/search-texts.ts'
import type { SearchOrder, SearchQuery } from './find-messages.ts'

/** How many messages are shown at a time. */
const SHOWN_AT_A_TIME = 20

/** What the page shows of a message that was found. */
export interface FoundRow {
  readonly path: string
  readonly subject: string
  readonly author: string
  /** In UTC; empty where none is known. */
  readonly date: string
  /** Where in its text the words stand, if the index tells. */
  readonly excerpt?: readonly ExcerptPiece[]
}

/** A piece of text, and whether it is what was looked for. */
export interface ExcerptPiece {
  readonly text: string
  readonly isFound: boolean
}

/** What was found: how many messages, and a way to the rows of some of them. */
export interface SearchAnswer {
  readonly total: number
  readonly rows: (range: { readonly start: number; readonly end: number }) => Promise<readonly FoundRow[]>
}

/** Answers what was asked; null where nothing was. It fails where data of the index cannot be loaded. */
export type AnswerQuery = (query: SearchQuery) => Promise<SearchAnswer | null>

/**
 * Brings `search.html` to life: shows the form, answers it, and keeps what was asked for in the address. What mail says
 * goes into the page as text alone.
 */
export function startSearchForm(find: AnswerQuery): void {
  const form = element('search', HTMLFormElement)
  const words = element('search-words', HTMLInputElement)
  const author = element('search-author', HTMLInputElement)
  const year = element('search-year', HTMLSelectElement)
  const order = element('search-order', HTMLSelectElement)
  const status = element('search-status', HTMLElement)
  const results = element('search-results', HTMLOListElement)
  const more = element('search-more', HTMLButtonElement)
  const texts = JSON.parse(form.dataset['texts'] ?? '') as SearchTexts
  let run = 0
  let shown: SearchAnswer | null = null

  const readQuery = (): SearchQuery => ({
    words: words.value,
    author: author.value,
    year: year.value,
    order: order.value as SearchOrder,
  })

  const answer = async (query: SearchQuery): Promise<void> => {
    const mine = ++run
    status.textContent = texts.searching
    try {
      const found = await find(query)
      if (mine !== run) return
      results.replaceChildren()
      shown = found
      if (found === null) status.textContent = texts.nothingAsked
      else await showMore(mine)
    } catch {
      fail(mine)
    }
  }

  const showMore = async (mine: number): Promise<void> => {
    if (shown === null) return
    const start = results.children.length
    const range = { start, end: start + SHOWN_AT_A_TIME }
    const rows = await shown.rows(range)
    if (mine !== run) return
    results.append(...rows.map((row) => resultItem(row, texts)))
    more.hidden = results.children.length >= shown.total
    status.textContent = foundText(texts, shown.total, results.children.length)
    if (start > 0) (results.children[start]?.querySelector('a') ?? null)?.focus()
  }

  const fail = (mine: number): void => {
    if (mine !== run) return
    results.replaceChildren()
    more.hidden = true
    status.textContent = texts.cannotLoad
  }

  const fromAddress = (): void => {
    const asked = new URLSearchParams(location.search)
    words.value = asked.get('q') ?? ''
    author.value = asked.get('author') ?? ''
    const wantedYear = asked.get('year') ?? ''
    year.value = Array.from(year.options).some(({ value }) => value === wantedYear) ? wantedYear : ''
    const wantedOrder = asked.get('order') ?? ''
    order.value = ['newest', 'oldest'].includes(wantedOrder) ? wantedOrder : 'relevance'
    if (words.value !== '' || author.value !== '') void answer(readQuery())
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const query = readQuery()
    keepInAddress(query)
    void answer(query)
  })
  for (const select of [year, order]) {
    select.addEventListener('change', () => {
      if (words.value !== '' || author.value !== '') form.requestSubmit()
    })
  }
  more.addEventListener('click', () => {
    const mine = run
    showMore(mine).catch(() => fail(mine))
  })
  addEventListener('popstate', fromAddress)
  element('search-needs-script', HTMLElement).hidden = true
  form.hidden = false
  fromAddress()
}

/** The element of the page with that id. @throws where a theme left it out. */
export function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new TypeError(`no ${id} on the page`)
  return found
}

function keepInAddress({ words, author, year, order }: SearchQuery): void {
  const asked = new URLSearchParams()
  if (words !== '') asked.set('q', words)
  if (author !== '') asked.set('author', author)
  if (year !== '') asked.set('year', year)
  if (order !== 'relevance') asked.set('order', order)
  const search = asked.toString()
  try {
    history.pushState(null, '', search === '' ? location.pathname : `?${search}`)
  } catch {
    // A page that was opened from a disk may not change its address.
  }
}

function resultItem({ path, subject, author, date, excerpt }: FoundRow, texts: SearchTexts): HTMLLIElement {
  const item = document.createElement('li')
  const link = document.createElement('a')
  link.href = path.split('/').map(encodeURIComponent).join('/')
  link.append(isolated(subject))
  const by = document.createElement('span')
  by.className = 'by'
  by.append(isolated(author))
  if (date !== '') {
    const time = document.createElement('time')
    time.dateTime = date
    time.textContent = momentText(texts, date)
    by.append(texts.comma, time)
  }
  item.append(link, ' ', by)
  if (excerpt !== undefined && excerpt.length > 0) item.append(' ', excerptOf(excerpt))
  return item
}

function excerptOf(pieces: readonly ExcerptPiece[]): HTMLElement {
  const excerpt = document.createElement('bdi')
  excerpt.className = 'excerpt'
  for (const { text, isFound } of pieces) {
    const piece = document.createElement(isFound ? 'mark' : 'span')
    piece.textContent = text
    excerpt.append(piece)
  }
  return excerpt
}

/** Text of a sender, in its own direction of writing. */
function isolated(text: string): HTMLElement {
  const element = document.createElement('bdi')
  element.textContent = text
  return element
}
