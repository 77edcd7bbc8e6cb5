import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { refusal } from './refusal.ts'

/**
 * Refuses fields that a record codec does not know, so that a misspelt setting is said instead of ignored.
 *
 * Errors: what is wrong with the fields it knows, and every field that it does not, each at its path.
 */
export const noOtherFields = <P extends t.Props>(
  codec: t.TypeC<P>,
): t.Type<t.TypeOf<t.TypeC<P>>, t.OutputOf<t.TypeC<P>>, unknown> =>
  new t.Type(
    codec.name,
    codec.is,
    (u, context) => {
      const decoded = codec.validate(u, context)
      if (!t.UnknownRecord.is(u)) return decoded
      const errors = Object.keys(u)
        .filter((key) => !Object.hasOwn(codec.props, key))
        .flatMap((key) => refusal(context, `one of the fields of ${codec.name}`, key).left)
      return errors.length === 0 ? decoded : E.left([...errorsOf(decoded), ...errors])
    },
    codec.encode,
  )

const errorsOf = (result: t.Validation<unknown>): t.Errors => (E.isLeft(result) ? result.left : [])
