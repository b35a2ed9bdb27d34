// Every text of the host and of the pages has a German one, and no translation is left over.
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, literalsOf, root } from './literals';

const host = literalsOf('src/host', 'vscode.l10n.t');
const page = literalsOf('webview', 't');
const shared = literalsOf('src/protocol', 't');
const service = literalsOf('src', 'say');
const LANGUAGES = readdirSync(resolve(root, 'media/l10n')).map(
  (name) => /^bundle\.l10n\.([\w-]+)\.json$/.exec(name)![1]!,
);
const places = (text: string) => [...text.matchAll(/\{(\d+)\}/g)].map((m) => m[1]!).sort();

test('there are texts, and German is one of the languages', () => {
  expect(host.keys.size).toBeGreaterThan(80);
  expect(page.keys.size).toBeGreaterThan(200);
  expect(service.keys.size).toBeGreaterThan(700);
  expect(LANGUAGES).toContain('de');
});

test('every translated text is written out where it is used', () => {
  const computed = [...host.computed, ...page.computed, ...shared.computed, ...service.computed];
  // the makers themselves put lists together
  expect(computed.filter((place) => !place.startsWith('src/protocol/sentence.ts'))).toEqual([]);
});

test('nothing is shown without being translated', () => {
  expect(page.bare).toEqual([]);
  expect(host.bare).toEqual([]);
});

describe.each(LANGUAGES)('%s', (language) => {
  const bundle = json(`media/l10n/bundle.l10n.${language}.json`);
  const used = new Map([...service.keys, ...host.keys, ...page.keys, ...shared.keys]);

  test('has every text', () => {
    expect(
      [...used]
        .filter(([text]) => !bundle[text]?.trim())
        .map(([text, place]) => `${place}: ${text}`),
    ).toEqual([]);
  });

  test('has no text that nothing uses', () => {
    expect(Object.keys(bundle).filter((text) => !used.has(text))).toEqual([]);
  });

  test('says all values of a text', () => {
    for (const [english, text] of Object.entries(bundle))
      expect(places(text), english).toEqual(places(english));
  });

  test('keeps the spaces and punctuation that join it to its neighbours', () => {
    for (const [english, text] of Object.entries(bundle)) {
      const ends = (words: string) => [/^\s*[,;:]?\s*/.exec(words)![0], /[.…?]?$/.exec(words)![0]];
      expect(ends(text), english).toEqual(ends(english));
    }
  });
});

describe('the manifest', () => {
  const english = json('package.nls.json');

  test.each(LANGUAGES)('has every text in %s', (language) => {
    const texts = json(`package.nls.${language}.json`);
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).not.toBe('');
      // commands behind links, code and names of settings stay as they are
      const fixed = (words: string) =>
        [...words.matchAll(/\(command:[\w.]+\)|`[^`]+`/g)].map((m) => m[0]).sort();
      expect(fixed(text), key).toEqual(fixed(english[key]!));
    }
  });

  test('asks VS Code to load the bundles', () => {
    expect(json('package.json').l10n).toBe('./media/l10n');
  });
});
