import type { UploadProgress } from '@/protocol/library';

const counted = (rows: number): string => rows.toLocaleString('en-GB');
/** An estimate says no more digits than it knows. */
const estimated = (rows: number): string => counted(Number(rows.toPrecision(3)));

/** How far the server is with reading a table, in words; nothing while it is not known. */
export function readingTelling(progress: UploadProgress | null) {
  switch (progress?.stage) {
    case 'waiting':
      return { title: 'Waiting to be read', detail: '', share: null };
    case 'looking':
      return { title: 'Finding out how it is written', detail: '', share: null };
    case 'reading':
      return {
        title: 'Reading the rows',
        detail: `${counted(progress.rows)} of about ${estimated(progress.about)}`,
        share: progress.share,
      };
    case 'counting':
      return { title: 'Counting what is in the columns', detail: `${counted(progress.rows)} rows`, share: null };
    default:
      return undefined;
  }
}
