// Whether somebody wants to load less, where the browser says so.
interface Navigator {
  connection?: { saveData: boolean };
}
// What NiceGUI's page and our own scripts put into the window.
interface Window {
  path_prefix: string;
  did_handshake: boolean;
  socket: any;
  tus: any;
  levelmixTheme: { apply(): void; next(): void };
}
declare function setDark(dark: boolean | null): void;
declare module "vue";
// What there is beside the page, on the thread of the sound.
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: typeof AudioWorkletProcessor): void;
