// The line to the extension host: birpc over the webview's message channel.
import { createBirpc } from 'birpc';
import type { WebviewFunctions, WebviewHostFunctions } from '../../src/protocol/webview';
import { received, UserError } from '../../src/protocol/user-error';
import { sentence, t } from '../text/translate';

export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Connects to the host. Calls have no time limit: a comparison may take minutes. */
export function connect(functions: WebviewFunctions): {
  host: WebviewHostFunctions;
  vscode: VsCodeApi;
} {
  const vscode = acquireVsCodeApi();
  const rpc = createBirpc<WebviewHostFunctions, WebviewFunctions>(functions, {
    post: (message) => vscode.postMessage(message),
    on: (receive) => window.addEventListener('message', (event) => receive(received(event.data))),
    timeout: -1,
  });
  return { host: rpc as unknown as WebviewHostFunctions, vscode };
}

/** What the user reads of a rejected call, whatever shape it has after travelling. */
export function sentenceOf(error: unknown): string {
  if (error instanceof UserError) return sentence(error.sentence);
  if (typeof error === 'string' && error) return error;
  const message = (error as { message?: unknown } | null)?.message;
  return typeof message === 'string' && message
    ? message
    : t(
        'Flowscope did not answer as expected. Try again; if it happens again, see the Flowscope log.',
      );
}
