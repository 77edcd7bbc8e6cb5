import type { FUNCTION_ENTRIES } from '../../../infra/bundle-options.ts'

/** What each function is held against: the source of a handler that makes the same calls with the same clients, and no more. */
export const BARE_ENTRIES: Readonly<Record<keyof typeof FUNCTION_ENTRIES, string>> = {
  sweep: 'test/bench/bare/bare-sweep.ts',
  rotate: 'test/bench/bare/bare-rotate.ts',
  'native-rotation': 'test/bench/bare/bare-native-rotation.ts',
}
