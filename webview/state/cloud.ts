// The cloud as views ask for it: whole, however many parts it travels in.
import { type CloudAnswer, joining } from '../../src/protocol/cloud-parts';
import type { CloudView } from '../../src/protocol/exploration';
import type { Lens } from '../../src/protocol/pictures';
import { type Fetched, useAsked } from './fetched';
import { host } from './store';

interface Asked {
  count: number;
  lens?: Lens;
}

/** @throws where the parts are gone, as others were asked for meanwhile */
async function wholeCloud(asked: Asked): Promise<CloudView> {
  const { rest, ...begun }: CloudAnswer = await host().call('cloud', asked);
  if (!rest) return begun;
  const { whole, add } = joining(begun);
  for (let part = 0; part < rest.parts; part++) {
    const found = await host().call('cloudPart', { ticket: rest.ticket, part });
    if (!found) throw new Error();
    add(found);
  }
  return whole;
}

/** Asks again whenever `key` changes; a null key asks for nothing. */
export const useCloud = (asked: Asked, key: string | null): Fetched<CloudView> =>
  useAsked(() => wholeCloud(asked), key);
