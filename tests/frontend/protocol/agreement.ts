/** Compiles only while the names the page uses agree with the types that are generated from the server's OpenAPI. */

import type { components } from '@/protocol/generated';
import type * as library from '@/protocol/library';
import type * as names from '@/protocol/names';

type Schemas = components['schemas'];
/** Whatever the server says fits what the page reads. */
type Read<Page, _Server extends Page> = Page;

export type Agreement = [
  Read<names.EventSpec, Schemas['EventSpec']>,
  Read<names.RunRecord, Schemas['RunRecord']>,
  Read<names.RunPage, Schemas['RunPage']>,
  Read<names.RunSpec, Schemas['RunSpec']>,
  Read<names.Catalog, Schemas['Catalog']>,
  Read<names.Template, Schemas['Template']>,
  Read<names.Check, Schemas['Check']>,
  Read<names.Preview, Schemas['Preview']>,
  Read<library.Download, Schemas['Download']>,
  Read<library.DatasetItem, Schemas['DatasetView']>,
  Read<library.ImagePreview, Schemas['ImagePreview']>,
  Read<library.UploadQuestion, Schemas['UploadQuestion']>,
  Read<names.Health, Schemas['Health']>,
  Read<names.Device, Schemas['Device']>,
  Read<names.MetricsRows, Schemas['MetricsRows']>,
  Read<names.Command, Schemas['CommandSpec']>,
  Read<names.ViewSpec, Schemas['ViewSpec']>,
  Read<names.SocketMessage, Schemas['SocketMessageSpec']>,
];
