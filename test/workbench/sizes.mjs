// The size of a webview: the workbench's window is made so large that the page inside has it.

/** @param view the document of the webview  @param size of the page inside, in CSS pixels */
export async function resizeWebview(page, view, { width, height }) {
  const inner = () =>
    view.locator('html').evaluate(() => ({ width: innerWidth, height: innerHeight }));
  for (let tries = 0; tries < 20; tries++) {
    const now = await inner();
    if (now.width === width && now.height === height) return;
    const window = page.viewportSize();
    await page.setViewportSize({
      width: window.width + width - now.width,
      height: window.height + height - now.height,
    });
    // the page inside follows a moment later
    await view.locator('html').evaluate(
      (_, before) =>
        new Promise((resolve) => {
          const done = () => resolve(undefined);
          if (innerWidth !== before.width || innerHeight !== before.height) return done();
          addEventListener('resize', done, { once: true });
          setTimeout(done, 500);
        }),
      now,
    );
  }
  throw new Error(`The page is ${JSON.stringify(await inner())}, not ${width} x ${height}.`);
}
