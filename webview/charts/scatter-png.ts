// The picture of a point cloud as PNG: background, points and axes painted on one canvas.
import { type Axis, type Frame, tickPlaces } from './scatter';
import type { Theme } from './theme';
import { pngOf } from './vega';

/** `points` must have been drawn in this very task. @returns PNG bytes at twice the size on screen */
export function scatterPng(points: HTMLCanvasElement, frame: Frame, x: Axis, y: Axis, theme: Theme): Promise<Uint8Array> {
  const canvas = document.createElement('canvas');
  canvas.width = frame.width * 2;
  canvas.height = frame.height * 2;
  const c = canvas.getContext('2d');
  if (!c) throw new Error('The picture could not be drawn. Make the panel smaller and try again.');
  const bottom = frame.top + frame.plotHeight;
  c.scale(2, 2);
  c.fillStyle = theme.background;
  c.fillRect(0, 0, frame.width, frame.height);
  c.drawImage(points, frame.left, frame.top, frame.plotWidth, frame.plotHeight);
  c.strokeStyle = c.fillStyle = theme.foreground;
  c.font = `${theme.fontSize - 2}px ${theme.font}`;
  c.beginPath();
  c.moveTo(frame.left, y.name === null ? bottom : frame.top);
  c.lineTo(frame.left, bottom);
  c.lineTo(frame.left + frame.plotWidth, bottom);
  c.textAlign = 'center';
  const places = tickPlaces(frame, x, y);
  for (const t of places.x) {
    c.moveTo(t.at, bottom);
    c.lineTo(t.at, bottom + 5);
    c.fillText(t.text, t.at, bottom + 17);
  }
  c.fillText(x.name ?? '', frame.left + frame.plotWidth / 2, frame.height - 6);
  c.textAlign = 'right';
  for (const t of places.y) {
    c.moveTo(frame.left, t.at);
    c.lineTo(frame.left - 5, t.at);
    c.fillText(t.text, frame.left - 7, t.at + 4);
  }
  c.stroke();
  if (y.name !== null) {
    c.textAlign = 'center';
    c.rotate(-Math.PI / 2);
    c.fillText(y.name, -(frame.top + frame.plotHeight / 2), 12);
  }
  return pngOf(canvas);
}
