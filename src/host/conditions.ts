// Asks for the conditions that samples are drawn under.
import * as vscode from 'vscode';
import type { Condition, GivenValues } from '../protocol/model';
import { figure } from './language';

/**
 * A value for every condition, or for fewer: the levels
 * of the others come as often as among the training rows.
 * @returns undefined when a question is left
 */
export async function askConditions(conditions: Condition[]): Promise<GivenValues | undefined> {
  const given: GivenValues = {};
  const numbers = conditions.some((c) => c.kind === 'number');
  for (const condition of conditions) {
    const title = vscode.l10n.t('Draw Samples Given {0}', condition.column);
    if (condition.kind === 'number') {
      const validateInput = (text: string) =>
        text.trim() !== '' && Number.isFinite(Number(text))
          ? null
          : vscode.l10n.t('A number, such as {0}.', figure(condition.shift));
      const text = await vscode.window.showInputBox({
        title,
        prompt: vscode.l10n.t('{0} on average among the training rows', figure(condition.shift)),
        value: String(Number(condition.shift.toPrecision(4))),
        validateInput,
      });
      if (text === undefined) return undefined;
      given[condition.column] = Number(text);
      continue;
    }
    // how often levels come together with a number is not known
    const often = numbers
      ? []
      : [{ label: vscode.l10n.t('as often as among the training rows'), level: null }];
    const choice = await vscode.window.showQuickPick(
      [...often, ...condition.levels.map((level) => ({ label: level, level }))],
      { title },
    );
    if (!choice) return undefined;
    if (choice.level !== null) given[condition.column] = choice.level;
  }
  return given;
}
