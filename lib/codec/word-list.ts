import * as t from 'io-ts'

/** Writes words with a space between them as a list of words; a list is read as such a text. */
export const WordList = new t.Type<string, readonly string[], unknown>(
  'a list of words',
  t.string.is,
  (u, context) =>
    Array.isArray(u) && u.every(t.string.is) ? t.success(u.join(' ')) : t.failure(u, context),
  (text) => text.split(' ').filter((word) => word !== ''),
)
