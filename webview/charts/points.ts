// Points by the hundred thousand: one WebGL2 context for all canvases of the page, rebuilt when it was lost.
// None where WebGL2 would be drawn in software, and for points that are shaded.
import * as twgl from 'twgl.js';
import { type Seen, WHOLE } from '../state/zoom';
import { layersOf, type PointCloud } from './point-cloud';
import { rasterise } from './raster';
import { MOST_DISCS } from './shading';

const VERTEX = `#version 300 es
in vec2 position; in vec4 colour; uniform float size; uniform vec4 place; out vec4 tint;
void main() {
  gl_Position = vec4(position * place.xy + place.zw, 0.0, 1.0); gl_PointSize = size; tint = vec4(colour.rgb * colour.a, colour.a);
}`;
const FRAGMENT = `#version 300 es
precision mediump float; in vec4 tint; out vec4 result;
void main() { vec2 d = gl_PointCoord * 2.0 - 1.0; if (dot(d, d) > 1.0) discard; result = tint; }`;

/**
 * The one context of this page: making one is slow, and browsers allow a handful. It draws, and the picture is copied
 * to where it is seen.
 */
export class Painter {
  private program: twgl.ProgramInfo | null = null;

  private constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly gl: WebGL2RenderingContext,
  ) {
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      this.program = null;
    });
    canvas.addEventListener('webglcontextrestored', () =>
      shown.forEach((points) => points.redraw()),
    );
  }

  /**
   * Null where there is no WebGL2, or, unless `software`, only one in software: its drawing holds up the whole window,
   * and so does its end.
   */
  static open(software = false): Painter | null {
    const canvas = document.createElement('canvas');
    const gl = canvas.getContext('webgl2', {
      antialias: false,
      alpha: true,
      premultipliedAlpha: true,
      depth: false,
      failIfMajorPerformanceCaveat: !software,
    });
    return gl ? new Painter(canvas, gl) : null;
  }

  /** Gives back what the graphics driver holds at once, and not when the page is collected. */
  close(): void {
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
    this.canvas.width = this.canvas.height = 0;
  }

  /** @returns false while the context is lost */
  paint(
    cloud: PointCloud,
    width: number,
    height: number,
    ratio: number,
    seen: Seen = WHOLE,
  ): boolean {
    const { gl, canvas } = this;
    if (gl.isContextLost()) return false;
    this.program ??= twgl.createProgramInfo(gl, [VERTEX, FRAGMENT]);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.useProgram(this.program.program);
    for (const layer of layersOf(cloud)) this.add(layer, this.program, ratio, seen);
    return true;
  }

  private add(cloud: PointCloud, program: twgl.ProgramInfo, ratio: number, seen: Seen): void {
    const { gl } = this;
    if (cloud.count === 0) return;
    const buffers = twgl.createBufferInfoFromArrays(gl, {
      position: { numComponents: 2, data: cloud.positions },
      colour: { numComponents: 4, data: cloud.colours, normalize: true },
    });
    twgl.setBuffersAndAttributes(gl, program, buffers);
    const scale = [1 / (seen.x[1] - seen.x[0]), 1 / (seen.y[1] - seen.y[0])] as const;
    twgl.setUniforms(program, {
      size: cloud.size * ratio,
      // clip coordinates of the whole become those of what is seen
      place: [
        ...scale,
        (1 - seen.x[0] - seen.x[1]) * scale[0],
        (1 - seen.y[0] - seen.y[1]) * scale[1],
      ],
    });
    twgl.drawBufferInfo(gl, buffers, gl.POINTS, cloud.count);
    for (const attribute of Object.values(buffers.attribs ?? {}))
      gl.deleteBuffer(attribute.buffer ?? null);
  }
}

/** undefined before the first cloud */
let painter: Painter | null | undefined;
globalThis.addEventListener?.('pagehide', () => painter?.close());
/** drawn again when the context comes back */
const shown = new Set<PointsCanvas>();

export class PointsCanvas {
  private cloud: PointCloud | null = null;
  private width = 1;
  private height = 1;
  private seen = WHOLE;

  private constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly context: CanvasRenderingContext2D,
  ) {
    shown.add(this);
  }

  /** null where nothing can be drawn */
  static open(canvas: HTMLCanvasElement): PointsCanvas | null {
    if (painter === undefined) painter = Painter.open();
    const context = canvas.getContext('2d');
    return context ? new PointsCanvas(canvas, context) : null;
  }

  /** Draws into `width` x `height` CSS pixels. Drawing while the context is lost waits until it is back. */
  draw(cloud: PointCloud, width: number, height: number, seen: Seen = WHOLE): void {
    this.cloud = cloud;
    this.seen = seen;
    this.width = width;
    this.height = height;
    this.redraw();
  }

  redraw(): void {
    const { canvas, cloud, context, seen } = this;
    if (!cloud) return;
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
    const pixels = (side: number) => Math.max(1, Math.round(side * ratio));
    const [width, height] = [pixels(this.width), pixels(this.height)];
    const painted = painter && cloud.count <= MOST_DISCS ? painter : null;
    if (painted && !painted.paint(cloud, width, height, ratio, seen)) return;
    canvas.width = width;
    canvas.height = height;
    if (painted) context.drawImage(painted.canvas, 0, 0);
    else
      context.putImageData(
        new ImageData(rasterise(cloud, width, height, ratio, seen), width, height),
        0,
        0,
      );
  }

  close(): void {
    shown.delete(this);
  }
}
