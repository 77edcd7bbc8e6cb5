import * as t from 'io-ts'
import { refine } from './refine.ts'

/** Accepts any string that is not empty. */
export const NonEmptyString = refine(t.string, 'a non-empty string', (s) => s !== '')
