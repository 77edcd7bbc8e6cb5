import type { StoredObject } from '../format.ts'
import { hasSome } from '../stored-object.ts'

/** Whether an object holds tokens itself, so that an object in it is something else. */
export const hasTokensAtTheTop = (object: StoredObject): boolean =>
  hasSome(object, 'access_token', 'refresh_token', 'accessToken', 'refreshToken')
