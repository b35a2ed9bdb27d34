// The only page of a webview, under the only content security policy.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { BUNDLE_ELEMENT } from '../protocol/webview';
import { pageLanguage } from './language';

/** Hash of the empty string: the controls add an empty style element and fill it through the object model. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

export function webviewOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [
      vscode.Uri.joinPath(extension, 'dist'),
      vscode.Uri.joinPath(extension, 'media'),
    ],
  };
}

export function webviewHtml(webview: vscode.Webview, extension: vscode.Uri, title: string): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview
    .asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview.js'))
    .toString();
  const style = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'page.css')).toString();
  const language = pageLanguage();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource} ${EMPTY_STYLE}; img-src ${webview.cspSource} data: blob:; font-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="${language.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>${title.replace(/[<>&"]/g, '')}</title>
</head>
<body><div id="app"></div><script type="application/json" id="${BUNDLE_ELEMENT}">${inScript(language)}</script><script nonce="${nonce}" src="${script}"></script></body>
</html>`;
}

/** JSON that cannot end the element it stands in. */
const inScript = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');
