import { textOf } from '../fixed-data.ts'
import { tokenIn } from './call.ts'
import type { Act } from './state.ts'
import { currentOf, type World, watching, withLabel, withVersion } from './world.ts'

/** Something that a person does. */
export type Deed = { readonly name: string; readonly world: World }

/** What a person may do to the secret now, in one of the given ways. */
export const deedsOf = (world: World, acts: readonly Act[]): readonly Deed[] =>
  acts.flatMap((act) => DEEDS[act](world))

const DEEDS: { readonly [A in Act]: (world: World) => readonly Deed[] } = {
  'old text': (world) =>
    otherTexts(world).map((text) => ({
      name: `the text with ${tokenIn(text)} is put back`,
      world: written(world, text),
    })),

  'stale edit': (world) =>
    otherTexts(world).map((text) => ({
      name: `another field is edited around ${tokenIn(text)}`,
      world: written(world, withNote(text, world)),
    })),

  rollback: (world) =>
    world.versions
      .filter(({ id }) => id !== world.labels.AWSCURRENT)
      .map(({ id, text }) => ({
        name: `AWSCURRENT is rolled back to ${id}`,
        world: acted(withLabel(world, 'AWSCURRENT', id), text),
      })),

  edit: (world) => {
    const { text } = currentOf(world)
    const { consent } = world.watched
    return [
      {
        name: 'another field is edited',
        world: watching(written(world, withNote(text, world)), { consent }),
      },
    ]
  },

  consent: (world) => {
    const grant = world.grants.length
    const granted = { ...world, grants: [...world.grants, { newest: 0, isAlive: true }] }
    const text = textOf(`refresh-${grant}-0`, { note: world.watched.note })
    return [
      {
        name: `a person logs in again (grant ${grant})`,
        world: watching(written(granted, text), { consent: grant }),
      },
    ]
  },
}

/** The other field that a text carries. */
export const noteIn = (text: string): number => Number(/"note":(\d+)/.exec(text)?.[1])

const withNote = (text: string, { versions }: World): string =>
  text.replace(/"note":\d+/, `"note":${versions.length}`)

/** A text of each token that is not the one in use. */
const otherTexts = (world: World): readonly string[] => {
  const current = tokenIn(currentOf(world).text)
  const texts = new Map(world.versions.map(({ text }) => [tokenIn(text), text]))
  return [...texts].flatMap(([token, text]) => (token === current ? [] : [text]))
}

const written = (world: World, text: string): World => {
  const id = `edit-${world.versions.length}`
  return acted(withLabel(withVersion(world, id, text), 'AWSCURRENT', id), text)
}

const acted = (world: World, text: string): World =>
  watching(world, { consent: undefined, note: noteIn(text), hasPersonActed: true })
