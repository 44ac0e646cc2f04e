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
