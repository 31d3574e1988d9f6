import type { JoinCode } from '@/protocol/classroom';

/** The picture of a code as an address: an image runs no scripts, wherever it comes from. */
export const qrUrl = ({ qr }: Pick<JoinCode, 'qr'>): string => `data:image/svg+xml,${encodeURIComponent(qr)}`;
