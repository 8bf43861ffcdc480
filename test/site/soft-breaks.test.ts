import { expect, test } from 'vitest'
import { softBreaks } from '../../src/site/soft-breaks.ts'

const WRAPPED = [
  'The tulips that we planted in October behind the shed are out, and',
  'the ones in front of it are not. I cannot tell why; they had the',
  'same soil.',
]

test('a line end is soft where the next word did not fit', () => {
  expect(softBreaks(WRAPPED)).toEqual([false, true, true])
})

test('lines that end early, lists, verse and scripts without blanks keep their ends', () => {
  expect(softBreaks([...WRAPPED, 'Ann', 'the gardener'])).toEqual([false, true, true, false, false])
  const item = 'a long line that fills the whole width of the paragraph, to its end'
  expect(softBreaks([item, '- and an item', item, '2. another', item, '  indented'])).not.toContain(true)
  expect(softBreaks(['Roses are red', 'violets are blue'])).toEqual([false, false])
  const japanese =
    'この庭には三十本の木があり、そのうちの半分は祖父が植えたもので、残りは私が植えましたがまだ若い木です'
  expect(softBreaks([japanese, japanese])).toEqual([false, false])
})

test('nothing is taken for wrapped where lines are longer than programs wrap', () => {
  expect(softBreaks(['word '.repeat(60), 'and more'])).toEqual([false, false])
  expect(softBreaks([])).toEqual([])
})
