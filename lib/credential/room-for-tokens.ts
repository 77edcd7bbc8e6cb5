import type { Problem } from '../codec/decode.ts'
import type { Credential } from './credential.ts'

/** A secret holds 65,536 bytes; what its tokens leave no room for could not be written back, and must not be refreshed. */
const MAX_BYTES_BESIDES_TOKENS = 57_344

/**
 * Says why a text is too large for tokens to come, or `undefined` where it is not.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export const roomForTokens = (
  text: string,
  { accessToken = '', refreshToken = '' }: Pick<Credential, 'accessToken' | 'refreshToken'>,
): Problem | undefined =>
  Buffer.byteLength(text) - Buffer.byteLength(accessToken + refreshToken) <=
  MAX_BYTES_BESIDES_TOKENS
    ? undefined
    : {
        path: '',
        expected: `at most ${MAX_BYTES_BESIDES_TOKENS} bytes besides the tokens, so that longer ones fit`,
      }
