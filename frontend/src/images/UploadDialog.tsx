import { X } from 'lucide-react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { DatasetItem } from '@/protocol/library';
import { FoundSet } from './FoundSet';
import { Sending, Trouble } from './Sending';
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
