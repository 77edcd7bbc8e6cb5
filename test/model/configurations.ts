import type { Configuration } from './explore.ts'
import type { Rules } from './moves.ts'
import type { Budget } from './state.ts'

const ANYTHING: Rules = {
  faults: [
    'crash',
    'failed call',
    'lost reply',
    'stale read',
    'stale for life',
    'put refused for life',
    'put refused for good',
    'no escrow for life',
    'lost answer',
    'no connection',
  ],
  acts: ['old text', 'stale edit', 'rollback', 'edit', 'consent'],
  programs: ['scheduled'],
}

const WITH_NATIVE: Rules = { ...ANYTHING, programs: ['scheduled', 'native'] }

const NOTHING: Budget = { faults: 0, acts: 0, starts: 0, natives: 0, dues: 0, ledgerLosses: 0 }

/** Exhaustive in some seconds each; every rule of the protocol that is taken out is missed by one of them. */
export const SHORT: readonly Configuration[] = [
  {
    name: 'two workers and a person',
    rules: ANYTHING,
    budget: { ...NOTHING, starts: 2, acts: 1 },
  },
  {
    name: 'two workers and a fault',
    rules: ANYTHING,
    budget: { ...NOTHING, starts: 2, faults: 1 },
  },
  {
    name: 'two workers, a crash and stale reads',
    rules: { ...ANYTHING, faults: ['crash', 'stale read', 'stale for life'] },
    budget: { ...NOTHING, starts: 2, faults: 3 },
  },
  {
    name: 'what waits in escrow, and a person',
    rules: { ...ANYTHING, faults: ['put refused for good'], acts: ['old text', 'consent'] },
    budget: { ...NOTHING, starts: 2, faults: 2, acts: 1 },
  },
  {
    name: 'a crash, and the ledger is lost',
    rules: { ...ANYTHING, faults: ['crash'] },
    budget: { ...NOTHING, starts: 2, faults: 1, dues: 1, ledgerLosses: 1 },
  },
  {
    name: 'a crash, the ledger is lost, and a person',
    rules: { ...ANYTHING, faults: ['crash'] },
    budget: { ...NOTHING, starts: 2, faults: 1, acts: 1, ledgerLosses: 1 },
  },
  {
    name: 'a person acts twice between two refreshes',
    rules: ANYTHING,
    budget: { ...NOTHING, starts: 1, acts: 2, dues: 1 },
  },
  {
    name: 'a worker, two faults and a person who puts old text back',
    rules: { ...ANYTHING, acts: ['old text'] },
    budget: { ...NOTHING, starts: 1, faults: 2, acts: 1 },
  },
  {
    name: 'a crash, a lost reply or a stale read, and a person',
    rules: { ...ANYTHING, faults: ['crash', 'lost reply', 'stale read'] },
    budget: { ...NOTHING, starts: 1, faults: 1, acts: 1 },
  },
  {
    name: 'native rotation and a fault',
    rules: WITH_NATIVE,
    budget: { ...NOTHING, natives: 1, faults: 1 },
  },
  {
    name: 'native rotation and a person',
    rules: WITH_NATIVE,
    budget: { ...NOTHING, natives: 1, acts: 1 },
  },
]

/** Exhaustive in minutes. */
export const LONG: readonly Configuration[] = [
  ...SHORT,
  {
    name: 'two workers and two faults',
    rules: ANYTHING,
    budget: { ...NOTHING, starts: 2, faults: 2 },
  },
  {
    name: 'two workers, a fault and a person',
    rules: ANYTHING,
    budget: { ...NOTHING, starts: 2, faults: 1, acts: 1 },
  },
  {
    name: 'a worker, a fault and a person who acts twice',
    rules: ANYTHING,
    budget: { ...NOTHING, starts: 1, faults: 1, acts: 2 },
  },
  {
    name: 'a worker, two faults and a person',
    rules: ANYTHING,
    budget: { ...NOTHING, starts: 1, faults: 2, acts: 1 },
  },
  {
    name: 'two workers, puts that are refused, and a person',
    rules: { ...ANYTHING, faults: ['put refused for life', 'put refused for good'] },
    budget: { ...NOTHING, starts: 2, faults: 2, acts: 1 },
  },
  {
    name: 'native rotation beside a worker, and a person',
    rules: WITH_NATIVE,
    budget: { ...NOTHING, starts: 1, natives: 1, acts: 1 },
  },
  {
    name: 'native rotation beside a worker, and a fault',
    rules: WITH_NATIVE,
    budget: { ...NOTHING, starts: 1, natives: 1, faults: 1 },
  },
  {
    name: 'the ledger is lost, two faults',
    rules: ANYTHING,
    budget: { ...NOTHING, starts: 2, faults: 2, dues: 1, ledgerLosses: 1 },
  },
]

/** Too much for exhaustive search: four faults, three acts, six runs and two native rotations. */
export const RANDOM: Configuration = {
  name: 'anything, at random',
  rules: { ...ANYTHING, programs: ['scheduled', 'forced', 'native'] },
  budget: { faults: 4, acts: 3, starts: 6, natives: 2, dues: 3, ledgerLosses: 0 },
}
