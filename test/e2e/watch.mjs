// Watches a page for what must never happen: a blocked script or style, an error in our code, a request to elsewhere.

const local = /^127\.0\.0\.1$|\.vscode-resource\.vscode-cdn\.net$/;
const policy = /content security policy|refused to (load|execute|apply|connect|create|frame)/i;
const ours = /flowscope|dist\/webview\.js/i;

/**
 * Starts watching.
 *
 * @returns `problems()`: one sentence for each thing that went wrong so far; empty when all is well
 */
export async function watch(page) {
  const problems = new Set();
  await page.addInitScript(() =>
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      console.error(`content security policy: ${effectiveDirective} ${blockedURI}`),
    ),
  );
  // the workbench writes the document of a webview anew, which ends its listeners, but no observer
  await page.addInitScript(() =>
    new ReportingObserver(
      (reports) => {
        for (const { body } of reports)
          console.error(`content security policy: ${body.effectiveDirective} ${body.blockedURL}`);
      },
      { types: ['csp-violation'], buffered: true },
    ).observe(),
  );
  page.on('request', (request) => {
    const url = request.url();
    if (/^(https?|wss?):/.test(url) && !local.test(new URL(url).hostname))
      problems.add(`request to ${new URL(url).origin}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && ours.test(new URL(response.url()).pathname))
      problems.add(`${response.status()} for ${response.url()}`);
  });
  page.on('console', (message) => {
    const text = message.text();
    if (policy.test(text)) problems.add(`blocked: ${text}`);
    else if (message.type() === 'error' && (ours.test(message.location().url) || ours.test(text)))
      problems.add(`console: ${text}`);
  });
  page.on('pageerror', (error) => {
    if (ours.test(error.stack ?? '')) problems.add(`error: ${error.stack}`);
  });
  return { problems: () => [...problems] };
}
