import { FileUp } from 'lucide-react';
import { Button, DropZone, FileTrigger, Input, Label, TextField } from 'react-aria-components';
import { Choice } from '@/editor/fields/Choice';
import { bytesText } from './downloads';
import { COLOURS, FITS, type UploadForm as Form, SIZES, TAKEN, WINDOWS, withFiles } from './upload';

interface UploadFormProps {
  form: Form;
  put: (values: Partial<Form>) => void;
}

/** The file, and what its images are made into. */
export function UploadForm({ form, put }: UploadFormProps) {
  const take = (files: File[]) => put(withFiles(form, files));
  return (
    <>
      <DropZone
        className="drop-zone"
        onDrop={async ({ items }) => {
          const dropped = items.filter((item) => item.kind === 'file');
          take(await Promise.all(dropped.map((item) => item.getFile())));
        }}
      >
        <FileUp size={22} aria-hidden />
        <span>
          {form.file ? (
            <>
              <strong>{form.file.name}</strong> <span className="quiet number">{bytesText(form.file.size)}</span>
              {form.table && <> and {form.table.name}</>}
              {form.masksFile && (
                <>
                  {' '}
                  with masks of <strong>{form.masksFile.name}</strong>
                </>
              )}
            </>
          ) : (
            'Drop a file here'
          )}
        </span>
        <FileTrigger acceptedFileTypes={TAKEN} allowsMultiple onSelect={(files) => take([...(files ?? [])])}>
          <Button className="button">{form.file ? 'Choose another' : 'Choose a file'}</Button>
        </FileTrigger>
        {form.file && (
          <FileTrigger
            acceptedFileTypes={TAKEN}
            onSelect={(files) => {
              const masksFile = files?.[0];
              if (masksFile) put({ masksFile });
            }}
          >
            <Button className="button button-small">
              {form.masksFile ? 'Other masks' : 'Masks from another file'}
            </Button>
          </FileTrigger>
        )}
        <ul className="upload-kinds quiet small">
          <li>
            <b>A class for each image</b>: a zip with a folder of pictures for each class, or with a table (CSV).
          </li>
          <li>
            <b>A class for each pixel</b>: a zip with images/7.png and masks/7.png, or NIfTI volumes and their masks.
          </li>
          <li>
            <b>Either</b>: an npz with arrays of any name.
          </li>
        </ul>
      </DropZone>
      <div className="upload-fields">
        <TextField className="field" value={form.title} onChange={(title) => put({ title })} maxLength={80}>
          <Label className="field-label">Name</Label>
          <Input className="number-box" placeholder={form.file?.name.replace(/\.\w+$/, '') ?? 'That of the file'} />
        </TextField>
        <Choice
          label="Colours"
          hint="Whether the network sees one channel or three."
          value={form.colours}
          options={COLOURS}
          onChange={(id) => put({ colours: id === 'grey' || id === 'rgb' ? id : 'auto' })}
        />
        <Choice
          label="Size"
          hint="How many pixels each image gets. More: more detail, and slower."
          value={form.size}
          options={SIZES}
          onChange={(size) => put({ size })}
        />
        <Choice
          label="Fit"
          hint="How an image of another form is made to fit."
          value={form.fit}
          options={FITS}
          onChange={(id) => put({ fit: id === 'crop' || id === 'pad' ? id : 'resize' })}
        />
        <Choice
          label="Grey values"
          hint="What becomes black and white in images of more than 8 bits."
          value={form.window}
          options={WINDOWS}
          onChange={(id) => put({ window: id === 'set' || id === 'group' ? id : 'auto' })}
        />
      </div>
    </>
  );
}
