/** The type of what is dragged from the palette. */
export const LAYER_TYPE = 'application/x-glassnet-layer';
