import type * as t from 'io-ts'
import { oneOf } from '../codec/one-of.ts'

/** The name of a storage format, as the tag `token-rotation:format` and provider definitions give it. */
export const FormatId = oneOf(['smartsheets', 'retently', 'credentials', 'credentials-camel-case'])
export type FormatId = t.TypeOf<typeof FormatId>
