// The glossary: every word with a "?" is in it, each of its words has a "?" somewhere, in two sentences and in German.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { GLOSSARY } from '../../../webview/text/glossary';
import { filesIn, json, root } from './literals';

const german = json('media/l10n/bundle.l10n.de.json');
const entries = Object.entries(GLOSSARY);
const views = filesIn(resolve(root, 'webview'))
  .filter((file) => !/glossary\.ts$|help(-pictures|\.tsx$)/.test(file))
  .map((file) => readFileSync(file, 'utf8'))
  .filter((code) => /<Help\b|\bhelp=|controls\/facts'/.test(code))
  .join('\n');

test.each(entries)('%s is explained where it is used', (term) => {
  expect(views).toMatch(new RegExp(`['"]${term}['"]`));
});

test.each(entries)('%s: two sentences, none of them said twice', (_, { sentences }) => {
  expect(sentences).toHaveLength(2);
  for (const sentence of sentences) {
    expect(sentence).toMatch(/^\S[^]*[^.]\.$/);
    expect(entries.flatMap(([, entry]) => entry.sentences).filter((s) => s === sentence)).toEqual([
      sentence,
    ]);
  }
});

test.each(entries)('%s has German words', (_, { title, sentences }) => {
  for (const text of [title, ...sentences]) expect(german[text]?.trim(), text).toBeTruthy();
  for (const text of sentences) expect(german[text]).not.toBe(text);
});
