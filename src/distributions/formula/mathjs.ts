// The parser of mathjs, for plain numbers and without its evaluator. Loaded when the first formula is read.
import { create, parseDependencies } from 'mathjs/number';

export const parse = create({ parseDependencies: parseDependencies! }, {}).parse!;
