import { X } from 'lucide-react';
import { Button, Dialog, Heading, Label, Modal, ModalOverlay, ProgressBar } from 'react-aria-components';
import type { DatasetItem } from '@/protocol/library';
import { FoundSet } from './FoundSet';
import { UploadChoices } from './UploadChoices';
import { UploadForm } from './UploadForm';
import { isAnswered } from './upload';
import { useUpload } from './use_upload';

interface UploadDialogProps {
  onClose: () => void;
  /** Called with the data set that was made of the file. */
  onDone: (set: DatasetItem) => void;
}

/** Brings images of one's own: choose a file, answer what has to be asked, see what was found. */
export function UploadDialog({ onClose, onDone }: UploadDialogProps) {
  const { stage, form, put, send, cancel } = useUpload();
  const close = () => {
    cancel();
    onClose();
  };
  return (
    <ModalOverlay className="shade" isOpen onOpenChange={close}>
      <Modal className="dialog upload-dialog">
        <Dialog className="dialog-inner">
          <div className="panel-head">
            <Heading slot="title" className="dialog-title">
              Your own images
            </Heading>
            <Button className="icon-button" aria-label="Close" onPress={close}>
              <X size={17} aria-hidden />
            </Button>
          </div>
          {stage.at === 'choosing' && (
            <>
              <UploadForm form={form} put={put} />
              <Trouble problem={stage.problem} />
              <Button className="play upload-go" isDisabled={form.file === null} onPress={send}>
                Upload
              </Button>
            </>
          )}
          {stage.at === 'sending' && <Sending share={stage.share} onCancel={cancel} />}
          {stage.at === 'asked' && (
            <>
              <p>{stage.question.detail}</p>
              <UploadChoices question={stage.question} form={form} put={put} />
              <Trouble problem={stage.problem} />
              <Button className="play upload-go" isDisabled={!isAnswered(form, stage.question)} onPress={send}>
                Go on
              </Button>
            </>
          )}
          {stage.at === 'done' && (
            <FoundSet
              set={stage.set}
              onUse={() => {
                onDone(stage.set);
                onClose();
              }}
            />
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Trouble({ problem }: { problem: { detail: string; hint: string } | null }) {
  return (
    problem && (
      <p className="fault" role="alert">
        {problem.detail} {problem.hint}
      </p>
    )
  );
}

function Sending({ share, onCancel }: { share: number; onCancel: () => void }) {
  const reading = share >= 1;
  return (
    <>
      <ProgressBar className="progress" value={100 * share} isIndeterminate={reading}>
        <Label>{reading ? 'Reading the images' : 'Sending the file'}</Label>
        <span className="quiet number">{reading ? '' : `${Math.round(100 * share)} %`}</span>
        <div className="progress-track">
          <div className="progress-part" style={{ inlineSize: `${100 * share}%` }} />
        </div>
      </ProgressBar>
      <Button className="button" onPress={onCancel}>
        Cancel
      </Button>
    </>
  );
}
