// Why a file is no model, or none that can be opened.

export class ModelError extends Error {
  override name = 'ModelError';
}
