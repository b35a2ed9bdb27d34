// The small pictures of the glossary. Each is computed, so that it shows what its sentences say.
import type { JSX } from 'preact';
import type { Term } from '../../text/glossary';
import { DISTRIBUTIONS } from './distributions';
import { FIGURES } from './figures';
import { MAPS } from './maps';

export const PICTURES: Record<Term, () => JSX.Element> = { ...FIGURES, ...DISTRIBUTIONS, ...MAPS };
