// From a picture or a camera to the text of a QR code. The decoder is zxing-wasm, inlined above
// and started from bytes inside this page; pictures never leave the browser.

import { inflate, unb64Standard } from "./bytes.mjs";

const MOST_PIXELS_A_SIDE = 3000;
const MOST_WASM = 2 ** 22;
const PAUSE = 120; // milliseconds between two frames
const OPTIONS = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 4 };

let started = null;

/** Start the decoder once. */
export function startReader() {
  started ??= (async () => {
    const packed = unb64Standard(document.getElementById("wasm").textContent);
    const wasmBinary = (await inflate("gzip", packed, MOST_WASM)).buffer;
    // Never from an address: the core is at hand.
    const overrides = { wasmBinary, locateFile: (path) => path };
    await ZXingWASM.prepareZXingModule({ overrides, fireImmediately: true });
  })();
  return started;
}

/** Texts of the QR codes in a source that can be drawn, each once. */
async function textsIn(source, width, height) {
  await startReader();
  const scale = Math.min(1, MOST_PIXELS_A_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff"; // where a picture is transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const found = await ZXingWASM.readBarcodes(pixels, OPTIONS);
  return [...new Set(found.filter((each) => each.isValid).map((each) => each.text))];
}

/** Texts of the QR codes in a picture file; throws where it is no picture. */
export async function textsInFile(file) {
  const picture = await createImageBitmap(file);
  try {
    return await textsIn(picture, picture.width, picture.height);
  } finally {
    picture.close();
  }
}

/** Show the camera in a video element and give the texts that it sees first. */
export async function watch(video, signal) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
  try {
    video.srcObject = stream;
    await video.play();
    await startReader();
    while (!signal.aborted) {
      if (video.videoWidth) {
        const texts = await textsIn(video, video.videoWidth, video.videoHeight);
        if (texts.length) return texts;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    return [];
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
