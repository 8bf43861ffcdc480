import { describe, expect, test } from 'vitest'
import { parsePageDate } from '../../src/archivers/page-dates.ts'

const MOMENT = 1_430_733_600

describe('parsePageDate', () => {
  test.each([
    ['Mon May  4 10:00:00 UTC 2015'],
    ['Mon May  4 10:00:00 GMT 2015'],
    ['Mon May  4 12:00:00 CEST 2015'],
    ['Mon May  4 11:00:00 BST 2015'],
    ['Mon May  4 06:00:00 EDT 2015'],
    ['Mon May  4 03:00:00 PDT 2015'],
    ['Mon May  4 19:00:00 JST 2015'],
    ['Mon May  4 19:30:00 ACST 2015'],
    ['Mon May  4 12:00:00 +0200 2015'],
    ['May 4 10:00:00 UTC 2015'],
    ['Mon, 4 May 2015 12:00:00 +0200'],
    ['Mon, 4 May 2015 12:00:00 +0200 (CEST)'],
    ['4 May 15 10:00 GMT'],
    ['Monday, 04-May-15 10:00:00 GMT'],
    ['Lun 4 Mai 12:00:00 CEST 2015'],
    ['Mo Mai  4 12:00:00 MESZ 2015'],
    ['Lun Mag  4 12:00:00 CEST 2015'],
    ['Pzt Mayıs  4 13:00:00 EEST 2015'],
    ['Pon Maj  4 12:00:00 CEST 2015'],
    ['Seg Maio  4 10:00:00 UTC 2015'],
    ['Пн Мая  4 10:00:00 UTC 2015'],
    ['2015年 5月 4日 (月) 19:00:00 JST'],
    ['2015년 5월 4일 (월) 19:00:00 KST'],
  ])('%s', (text) => {
    expect(parsePageDate(text)).toBe(MOMENT)
  })

  test('the name of a day that is a month elsewhere is no month', () => {
    expect(parsePageDate('Mar Mag  5 12:00:00 CEST 2015')).toBe(MOMENT + 86_400)
    expect(parsePageDate('Paz Mayıs  3 13:00:00 EEST 2015')).toBe(MOMENT - 86_400)
    expect(parsePageDate('Mar Foo  5 12:00:00 CEST 2015')).toBeNull()
  })

  test.each([
    ['Mon May  4 10:00:00 IST 2015'],
    ['Mon May  4 10:00:00 MSK 2015'],
    ['Mon May  4 10:00:00 Server Local Time 2015'],
    ['Mon May  4 10:00:00 2015'],
    ['Mon, 4 May 2015 12:00:00'],
    ['Sun Feb 31 10:00:00 UTC 2015'],
    ['Mon May  4 25:00:00 UTC 2015'],
    ['Mon Foo  4 10:00:00 UTC 2015'],
    ['None'],
    [''],
    [`Mon May  4 10:00:00 UTC 2015${' '.repeat(300)}`],
  ])('nothing certain: %s', (text) => {
    expect(parsePageDate(text)).toBeNull()
  })
})
