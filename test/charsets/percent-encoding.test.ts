import fc from 'fast-check'
import { expect, test } from 'vitest'
import { percentEncodePath } from '../../src/charsets/percent-encoding.ts'

test('letters, digits, - . _ ~ and slashes stand raw', () => {
  expect(percentEncodePath('m/4U/4UIS-a_b.~9.html')).toBe('m/4U/4UIS-a_b.~9.html')
})

test('everything else is encoded, in upper case', () => {
  expect(percentEncodePath('a b"<>%?#:@!$&\'()*+,;=[]{}é')).toBe(
    'a%20b%22%3C%3E%25%3F%23%3A%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%5B%5D%7B%7D%C3%A9',
  )
})

test('decoding gives the path back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (path) => {
      expect(percentEncodePath(path)).toMatch(/^[A-Za-z0-9\-._~/%]*$/)
      expect(decodeURIComponent(percentEncodePath(path))).toBe(path)
    }),
  )
})
