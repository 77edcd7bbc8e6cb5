import * as E from 'fp-ts/Either'
import { ScopeNames } from '../codec/scope-names.ts'
import { WordList } from '../codec/word-list.ts'
import type { StoredObject } from './format.ts'
import type { StoredCredential } from './stored-credential.ts'

/**
 * The scopes that a stored credential has, by what its format keeps of them.
 *
 * Shape: none where the format keeps none, or what stands there is no list of scopes: a part of one would be a narrower
 * grant that looks like the whole.
 */
export const storedScopes = ({
  text,
  format,
}: Pick<StoredCredential, 'text' | 'format'>): readonly string[] => {
  const object: StoredObject = JSON.parse(text)
  const kept = format.scopes?.(object)
  const words = WordList.is(kept) ? kept : E.getOrElse(() => '')(WordList.decode(kept))
  // some providers answer with commas even where they are asked with spaces, and libraries store what they answered
  const names = ScopeNames.decode(words.replaceAll(',', ' '))
  return E.isRight(names) ? [...new Set(names.right)] : []
}
