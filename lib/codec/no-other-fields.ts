import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { refusal } from './refusal.ts'

/**
 * Refuses fields that a record codec does not know, so that a misspelt setting is said instead of ignored.
 *
 * Errors: the first unknown field, at its path.
 */
export const noOtherFields = <P extends t.Props>(
  codec: t.TypeC<P>,
): t.Type<t.TypeOf<t.TypeC<P>>, t.OutputOf<t.TypeC<P>>, unknown> =>
  new t.Type(
    codec.name,
    codec.is,
    (u, context) => {
      const decoded = codec.validate(u, context)
      if (E.isLeft(decoded)) return decoded
      const stranger = Object.keys(decoded.right).find((key) => !Object.hasOwn(codec.props, key))
      return stranger === undefined
        ? decoded
        : refusal(context, `one of ${Object.keys(codec.props).join(', ')}`, stranger)
    },
    codec.encode,
  )
