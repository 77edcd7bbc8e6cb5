import * as t from 'io-ts'
import { refine } from '../codec/refine.ts'
import { isTokenUrl } from './token/token-url.ts'

/** A URL of a provider as a definition has it. */
export const EndpointUrl = refine(
  t.string,
  'an https URL, with {variables} in its host or path only',
  isTokenUrl,
)
